package io.sealift.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One declared setting. A role declares its settings as constants:
 *
 * <pre>{@code
 * static final ConfigKey<Integer> SLOTS =
 *     ConfigKey.withDefault("agent.slots", ConfigType.integer(1, 256), "4", "How many attempts run at once.");
 * }</pre>
 *
 * @param name lower-case words, joined by hyphens and dots
 * @param presence whether it must be given
 * @param meaning one or two sentences for the reference page
 */
public record ConfigKey<T>(String name, ConfigType<T> type, Presence presence, String meaning) {
  private static final Pattern FORM = Pattern.compile("[a-z0-9]+([.-][a-z0-9]+)*");
  private static final String FILE_SUFFIX = ".file";

  /** Whether a setting must be given. */
  sealed interface Presence {
    /** It must be given. */
    record Required() implements Presence {}

    /** It may be left out, and then has no value. */
    record Omissible() implements Presence {}

    /** Left out, it has the value that this text stands for. */
    record Defaulted(String text) implements Presence {}
  }

  public ConfigKey {
    if (!FORM.matcher(name).matches() || name.endsWith(FILE_SUFFIX)) {
      throw new IllegalArgumentException("not a name for a setting: " + name);
    }
    if (presence instanceof Presence.Defaulted defaulted) {
      // A default that is out of its own range is found when the class is loaded, not by a user.
      T unused = type.parser().apply(defaulted.text());
    }
  }

  /** A setting that must be given. */
  public static <T> ConfigKey<T> required(String name, ConfigType<T> type, String meaning) {
    return new ConfigKey<>(name, type, new Presence.Required(), meaning);
  }

  /** A setting that may be left out: {@link ConfigValues#find} reads it. */
  public static <T> ConfigKey<T> optional(String name, ConfigType<T> type, String meaning) {
    return new ConfigKey<>(name, type, new Presence.Omissible(), meaning);
  }

  /** A setting that has a value when it is left out; the default is written as a user would. */
  public static <T> ConfigKey<T> withDefault(
      String name, ConfigType<T> type, String text, String meaning) {
    return new ConfigKey<>(name, type, new Presence.Defaulted(text), meaning);
  }

  /** The key under which the file with the value's text is named. */
  public String fileName() {
    return name + FILE_SUFFIX;
  }

  /** The environment variable that wins over the configuration file. */
  public String variable() {
    return variable(name);
  }

  /** The environment variable that names the file with the value's text. */
  public String fileVariable() {
    return variable(fileName());
  }

  /** What holds where nothing is given. */
  public Optional<String> defaultText() {
    return presence instanceof Presence.Defaulted defaulted
        ? Optional.of(defaulted.text())
        : Optional.empty();
  }

  boolean isRequired() {
    return presence instanceof Presence.Required;
  }

  boolean isSecret() {
    return type.equals(ConfigType.SECRET);
  }

  static String variable(String name) {
    return "SEALIFT_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
