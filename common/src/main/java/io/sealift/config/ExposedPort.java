package io.sealift.config;

import java.util.List;
import java.util.Optional;

/**
 * Refuses to serve a port in the clear where others reach it, unless the operator says so.
 *
 * @param host the address that it listens on
 * @param certificate with which it is not in the clear
 * @param clearText by which an operator says so
 */
public record ExposedPort(
    ConfigKey<String> host, ConfigKey<?> certificate, ConfigKey<Boolean> clearText)
    implements ConfigCheck {
  @Override
  public List<String> problems(ConfigValues values) {
    Optional<String> bound = values.find(host);
    if (bound.isEmpty()
        || Loopback.isLoopback(bound.get())
        || values.find(certificate).isPresent()
        || values.find(clearText).orElse(false)) {
      return List.of();
    }
    return List.of(
        "%s: others reach %s, and it would be served in the clear: set %s, or %s = true"
            .formatted(host.name(), bound.get(), certificate.name(), clearText.name()));
  }
}
