package io.sealift.coordinator.api.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The query of a request, decoded once: the same pairs are signed and used. */
final class QueryString {
  private static final int MAX_PARAMETERS = 64;

  private final List<Map.Entry<String, String>> pairs;

  private QueryString(List<Map.Entry<String, String>> pairs) {
    this.pairs = pairs;
  }

  static QueryString parse(@Nullable String raw) {
    List<Map.Entry<String, String>> pairs = new ArrayList<>();
    if (raw != null && !raw.isEmpty()) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        pairs.add(Map.entry(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1))));
      }
    }
    if (pairs.size() > MAX_PARAMETERS) {
      throw ApiException.invalid("query: has more than 64 parameters");
    }
    return new QueryString(List.copyOf(pairs));
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("query: is not percent-encoded");
    }
  }

  List<Map.Entry<String, String>> pairs() {
    return pairs;
  }

  /** The parameters by name; refuses those that are not known, and those that come twice. */
  Map<String, String> only(Set<String> known) {
    Map<String, String> values = new HashMap<>();
    for (Map.Entry<String, String> pair : pairs) {
      if (!known.contains(pair.getKey())) {
        throw ApiException.invalid(
            known.isEmpty()
                ? "query: this request takes no parameters"
                : "query: parameters can only be "
                    + String.join(", ", known.stream().sorted().toList()));
      }
      if (values.put(pair.getKey(), pair.getValue()) != null) {
        throw ApiException.invalid(pair.getKey() + ": is given twice");
      }
    }
    return values;
  }
}
