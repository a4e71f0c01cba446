package io.sealift.coordinator.catalog;

import io.sealift.coordinator.state.ImageProfile.Traits;
import io.sealift.copy.RegionId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What names, descriptions, tags and region ids may hold. */
final class Texts {
  /** How many tags a resource may have. */
  static final int MAX_TAGS = 20;

  private static final Pattern NAME = Pattern.compile("\\p{L}[\\p{L}\\p{N}.:_-]{1,127}");
  private static final Pattern LABEL =
      Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} .:_+()-]{0,127}");
  private static final int MAX_DESCRIPTION = 256;
  private static final int MAX_PRINTED = 64;
  private static final int MAX_TAG = 128;

  private Texts() {}

  static boolean isName(String text) {
    return NAME.matcher(text).matches()
        && !text.startsWith("aliyun")
        && !text.startsWith("acs:")
        && !isUrl(text);
  }

  /** Whether it may be the name or the version of what an image holds. */
  private static boolean isLabel(String text) {
    return LABEL.matcher(text).matches();
  }

  /** Text of a request for an error message, without what could mislead its reader. */
  static String printable(String text) {
    String safe = text.replaceAll("[^A-Za-z0-9._:/-]", "?");
    return safe.length() > MAX_PRINTED ? safe.substring(0, MAX_PRINTED) : safe;
  }

  static boolean isDescription(String text) {
    return text.length() >= 2
        && text.length() <= MAX_DESCRIPTION
        && !text.startsWith("http://")
        && !text.startsWith("https://");
  }

  private static boolean isUrl(String text) {
    return text.contains("http://") || text.contains("https://");
  }

  /** The region of that id, if the cluster has it. */
  static Optional<RegionId> region(String text, Set<RegionId> known) {
    return known.stream().filter(region -> region.value().equals(text)).findFirst();
  }

  /** Refuses what an image is said to hold, where it is malformed. */
  static void requireTraits(Traits traits) throws ServiceException {
    if (traits.platform().isPresent() && !isLabel(traits.platform().get())) {
      throw new ServiceException(
          400, "InvalidPlatform.Malformed", "The specified Platform is wrongly formed.");
    }
    if (traits.version().isPresent() && !isLabel(traits.version().get())) {
      throw new ServiceException(
          400, "InvalidImageVersion.Malformed", "The specified ImageVersion is wrongly formed.");
    }
  }

  /** Refuses tags that a resource may not be made with. */
  static void requireTags(Map<String, String> tags) throws ServiceException {
    requireAddedTags(tags);
    if (tags.values().stream().anyMatch(value -> value.startsWith("acs:"))) {
      throw invalidTagValue();
    }
  }

  /** Refuses tags that a resource may not be given later: of their values less is reserved. */
  static void requireAddedTags(Map<String, String> tags) throws ServiceException {
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      String key = tag.getKey();
      if (key.isEmpty()
          || key.length() > MAX_TAG
          || key.startsWith("aliyun")
          || key.startsWith("acs:")
          || isUrl(key)) {
        throw new ServiceException(
            400, "InvalidTagKey.Malformed", "The specified Tag.n.Key is not valid.");
      }
      String value = tag.getValue();
      if (value.length() > MAX_TAG || isUrl(value)) {
        throw invalidTagValue();
      }
    }
  }

  private static ServiceException invalidTagValue() {
    return new ServiceException(
        400, "InvalidTagValue.Malformed", "The specified Tag.n.Value is not valid.");
  }

  /** The first tags with the second put over them; not more than a resource may have. */
  static Map<String, String> merged(Map<String, String> first, Map<String, String> second)
      throws ServiceException {
    Map<String, String> all = new LinkedHashMap<>(first);
    all.putAll(second);
    if (all.size() > MAX_TAGS) {
      throw new ServiceException(
          403, "QuotaExceed.Tags", "The quota of tags for each resource is 20.");
    }
    return all;
  }
}
