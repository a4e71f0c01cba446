package io.sealift.telemetry;

import io.sealift.config.ConfigKey;
import io.sealift.config.ConfigType;
import io.sealift.config.ConfigValues;

/**
 * How a role that runs by itself writes its log.
 *
 * @param format of each line on standard output
 */
public record LogSettings(Format format) {
  /** Declared by every role that runs by itself. */
  public static final ConfigKey<Format> FORMAT =
      ConfigKey.withDefault(
          "log.format",
          ConfigType.oneOf(Format.class),
          "json",
          "The log on standard output: one JSON object for each line, or lines for people.");

  /** The form of a line. */
  public enum Format {
    JSON,
    TEXT
  }

  /** The settings among those of a role. */
  public static LogSettings of(ConfigValues values) {
    return new LogSettings(values.get(FORMAT));
  }
}
