package io.sealift.coordinator.job;

import io.sealift.copy.RegionId;
import io.sealift.copy.RequestToken;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the fields that users type may hold: the rules of the ECS API. Every refusal names the
 * field.
 */
final class FieldRules {
  private static final Pattern NAME_CHARACTERS = Pattern.compile("\\p{L}[\\p{L}\\p{N}.:_-]*");
  private static final int MAX_NAME = 128;
  private static final int MAX_DESCRIPTION = 256;
  private static final int MAX_TAGS = 20;
  private static final int MAX_TAG = 128;
  private static final int MAX_PRIORITY = 9;

  private FieldRules() {}

  static RequestToken token(String value) throws RefusedException {
    try {
      return new RequestToken(value);
    } catch (IllegalArgumentException e) {
      throw RefusedException.invalid("requestToken: " + e.getMessage());
    }
  }

  static RegionId region(String field, String value, Set<RegionId> known) throws RefusedException {
    RegionId region;
    try {
      region = new RegionId(value);
    } catch (IllegalArgumentException e) {
      throw RefusedException.invalid(field + ": " + e.getMessage());
    }
    if (!known.contains(region)) {
      throw RefusedException.notFound(field + ": no region " + region + " in this cluster");
    }
    return region;
  }

  static String name(String field, String value) throws RefusedException {
    if (value.length() < 2 || value.length() > MAX_NAME) {
      throw RefusedException.invalid(
          field + ": must have 2 to 128 characters, has " + value.length());
    }
    if (value.startsWith("acs:") || value.startsWith("aliyun")) {
      throw RefusedException.invalid(field + ": must not start with 'acs:' or 'aliyun'");
    }
    if (value.contains("http://") || value.contains("https://")) {
      throw RefusedException.invalid(field + ": must not contain 'http://' or 'https://'");
    }
    if (!NAME_CHARACTERS.matcher(value).matches()) {
      throw RefusedException.invalid(
          field
              + ": must start with a letter and hold only letters, digits, '.', ':', '_' and '-'");
    }
    return value;
  }

  static Optional<String> description(String field, Optional<String> value)
      throws RefusedException {
    if (value.isEmpty()) {
      return value;
    }
    String text = value.get();
    if (text.length() < 2 || text.length() > MAX_DESCRIPTION) {
      throw RefusedException.invalid(
          field + ": must have 2 to 256 characters, has " + text.length());
    }
    if (text.startsWith("http://") || text.startsWith("https://")) {
      throw RefusedException.invalid(field + ": must not start with 'http://' or 'https://'");
    }
    return value;
  }

  static Optional<String> resourceGroup(String field, Optional<String> value)
      throws RefusedException {
    if (value.isPresent() && !value.get().matches("[A-Za-z0-9_-]{1,64}")) {
      throw RefusedException.invalid(field + ": must be 1 to 64 letters, digits, '_' or '-'");
    }
    return value;
  }

  static Map<String, String> tags(String field, Map<String, String> tags) throws RefusedException {
    if (tags.size() > MAX_TAGS) {
      throw RefusedException.invalid(field + ": at most 20 tags, not " + tags.size());
    }
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      tagPart(field + " key", tag.getKey(), 1);
      tagPart(field + " value", tag.getValue(), 0);
    }
    return tags;
  }

  private static void tagPart(String field, String text, int least) throws RefusedException {
    if (text.length() < least || text.length() > MAX_TAG) {
      throw RefusedException.invalid(field + ": must have " + least + " to 128 characters");
    }
    if (text.startsWith("acs:")
        || text.startsWith("aliyun")
        || text.contains("http://")
        || text.contains("https://")) {
      throw RefusedException.invalid(
          field + ": must not start with 'acs:' or 'aliyun' or contain 'http://' or 'https://'");
    }
  }

  static int priority(Optional<Integer> value, int otherwise) throws RefusedException {
    int priority = value.orElse(otherwise);
    if (priority < 0 || priority > MAX_PRIORITY) {
      throw RefusedException.invalid("priority: must be 0 to 9, not " + priority);
    }
    return priority;
  }

  /**
   * Bytes per second; 64 KiB is the least, so that a block passes within the agents' time limits.
   */
  static Optional<Long> rate(Optional<Long> value) throws RefusedException {
    long least = 64 << 10;
    if (value.isPresent() && value.get() < least) {
      throw RefusedException.invalid(
          "maxBytesPerSecond: must be 65536 or more, not " + value.get());
    }
    return value;
  }
}
