package io.sealift.config;

import java.util.Map;
import java.util.Optional;

/**
 * The checked values of all declared settings. Whatever is asked for has been read already, so
 * nothing is refused here.
 */
public final class ConfigValues {
  private final Map<ConfigKey<?>, Object> values;
  private final Map<String, String> open;

  ConfigValues(Map<ConfigKey<?>, Object> values, Map<String, String> open) {
    this.values = Map.copyOf(values);
    this.open = Map.copyOf(open);
  }

  /** The value of a setting that is required or has a default. */
  public <T> T get(ConfigKey<T> key) {
    return find(key)
        .orElseThrow(
            () ->
                new IllegalStateException("%s is optional or not declared".formatted(key.name())));
  }

  /** The value of a setting, if there is one. */
  @SuppressWarnings("unchecked") // The reader put the value there with the key's own type.
  public <T> Optional<T> find(ConfigKey<T> key) {
    return Optional.ofNullable((T) values.get(key));
  }

  /** What was given under the open prefix, without it. May hold secrets. */
  public Map<String, String> open() {
    return open;
  }
}
