package io.sealift.coordinator.api.ecs;

import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.coordinator.api.rpc.RpcParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One {@code TagFilter}: either a pattern of keys, or a key and patterns of which its value must
 * fit one. {@code text*} fits what begins with the text, {@code *text*} what has it anywhere, and
 * any other pattern itself alone.
 */
record TagFilter(String key, List<String> values) {
  private static final int MOST = 5;
  private static final String ANY = "*";

  TagFilter {
    values = List.copyOf(values);
  }

  /** The filters of a request; all must let a resource pass. */
  static List<TagFilter> of(RpcParameters given) {
    List<TagFilter> filters = new ArrayList<>();
    for (RpcParameters each : given.objects("TagFilter")) {
      TagFilter filter = new TagFilter(each.text("TagKey").orElse(""), each.list("TagValues"));
      boolean isPattern = filter.key.endsWith(ANY);
      if (filter.key.isEmpty() || (isPattern && !filter.values.isEmpty())) {
        throw new RpcException(
            400,
            "InvalidTag.Mismatch",
            "The specified TagFilter.n.TagKey and TagFilter.n.TagValues are not match.");
      }
      filters.add(filter);
    }
    if (filters.size() > MOST || filters.stream().anyMatch(each -> each.values.size() > MOST)) {
      throw new RpcException(
          400, "InvalidTagCount", "The specified filters of tags or their values are more than 5.");
    }
    return filters;
  }

  /** Whether a resource with these tags passes. */
  boolean lets(Map<String, String> tags) {
    return tags.entrySet().stream().anyMatch(tag -> fits(tag.getKey(), tag.getValue()));
  }

  /** Whether it is the tag that is looked for. */
  boolean fits(String tagKey, String tagValue) {
    return isLike(key, tagKey)
        && (values.isEmpty() || values.stream().anyMatch(pattern -> isLike(pattern, tagValue)));
  }

  private static boolean isLike(String pattern, String text) {
    if (!pattern.endsWith(ANY)) {
      return text.equals(pattern);
    }
    String start = pattern.substring(0, pattern.length() - 1);
    return start.startsWith(ANY) ? text.contains(start.substring(1)) : text.startsWith(start);
  }
}
