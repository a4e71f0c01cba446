package io.sealift.config;

import io.sealift.copy.RegionId;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the text of a setting is read, and how its form is told to users. A parser refuses with an
 * {@link IllegalArgumentException} whose message follows the setting's key: {@code must be 1 to
 * 64}. It never quotes the text, which may be a secret in the wrong place.
 *
 * @param form in words, for the reference page
 * @param parser reads the text
 */
public record ConfigType<T>(String form, Function<String, T> parser) {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  /** Any text. */
  public static final ConfigType<String> TEXT = new ConfigType<>("text", text -> text);

  /** A region's id. */
  public static final ConfigType<RegionId> REGION = new ConfigType<>("region id", RegionId::new);

  /** A file or directory; a relative one starts at the working directory. */
  public static final ConfigType<Path> PATH = new ConfigType<>("path", ConfigType::parsePath);

  /**
   * A text that is not shown. It stands in a file of its own or in the environment, never in the
   * configuration file.
   */
  public static final ConfigType<Secret> SECRET = new ConfigType<>("secret", Secret::new);

  /** Yes or no. */
  public static final ConfigType<Boolean> BOOLEAN =
      new ConfigType<>("true or false", ConfigType::parseBoolean);

  /** A whole number in a closed range. */
  public static ConfigType<Integer> integer(int min, int max) {
    String form = "%d to %d".formatted(min, max);
    return new ConfigType<>(form, text -> inRange(parseInteger(text, form), min, max, form));
  }

  /** A duration with a unit, in a closed range. */
  public static ConfigType<Duration> duration(Duration min, Duration max) {
    String form = "%s to %s".formatted(write(min), write(max));
    return new ConfigType<>(form, text -> inRange(parseDuration(text), min, max, form));
  }

  /** A size with a unit, in a closed range. */
  public static ConfigType<ByteSize> size(ByteSize min, ByteSize max) {
    String form = "%s to %s".formatted(min, max);
    return new ConfigType<>(form, text -> inRange(ByteSize.parse(text), min, max, form));
  }

  /** One of an enum's constants, in lower case with hyphens. */
  public static <E extends Enum<E>> ConfigType<E> oneOf(Class<E> constants) {
    String form =
        Arrays.stream(constants.getEnumConstants())
            .map(ConfigType::write)
            .collect(Collectors.joining(", "));
    return new ConfigType<>(
        "one of " + form,
        text ->
            Arrays.stream(constants.getEnumConstants())
                .filter(constant -> write(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be one of " + form)));
  }

  /** At least one value, separated by commas, none of them twice. */
  public static <T> ConfigType<List<T>> listOf(ConfigType<T> element) {
    return new ConfigType<>("%s, …".formatted(element.form), text -> parseList(text, element));
  }

  private static Path parsePath(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("must be a path", e);
    }
  }

  private static boolean parseBoolean(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }

  private static int parseInteger(String text, String form) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a whole number, " + form, e);
    }
  }

  private static Duration parseDuration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("must be a whole number with a unit ms, s, m, h or d");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  private static <T> List<T> parseList(String text, ConfigType<T> element) {
    LinkedHashSet<T> values = new LinkedHashSet<>();
    for (String part : text.split(",", -1)) {
      if (part.isBlank()) {
        throw new IllegalArgumentException("must not have empty entries");
      }
      if (!values.add(element.parser.apply(part.strip()))) {
        throw new IllegalArgumentException("must not name the same entry twice");
      }
    }
    return List.copyOf(values);
  }

  private static <C extends Comparable<C>> C inRange(C value, C min, C max, String form) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException("must be " + form);
    }
    return value;
  }

  private static String write(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String write(Duration duration) {
    long millis = duration.toMillis();
    long[] units = {86_400_000, 3_600_000, 60_000, 1_000};
    String[] names = {"d", "h", "m", "s"};
    for (int i = 0; i < units.length; i++) {
      if (millis > 0 && millis % units[i] == 0) {
        return millis / units[i] + names[i];
      }
    }
    return millis + "ms";
  }
}
