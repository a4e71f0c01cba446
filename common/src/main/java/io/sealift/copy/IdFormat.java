package io.sealift.copy;

import java.util.regex.Pattern;

/**
 * The shapes that identifiers may have. Ids never become part of a path or topic unless they match
 * one of these.
 */
final class IdFormat {
  private static final Pattern RANDOM_PART = Pattern.compile("[a-z0-9]{1,32}");
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");

  private IdFormat() {}

  static void requirePrefixed(String kind, String prefix, String value) {
    if (!value.startsWith(prefix)
        || !RANDOM_PART.matcher(value.substring(prefix.length())).matches()) {
      throw new IllegalArgumentException(
          "%s must be '%s' followed by 1 to 32 lower-case letters or digits"
              .formatted(kind, prefix));
    }
  }

  static void requireName(String kind, String value) {
    if (!NAME.matcher(value).matches()) {
      throw new IllegalArgumentException(
          kind + " must be 1 to 40 lower-case letters, digits or inner hyphens");
    }
  }
}
