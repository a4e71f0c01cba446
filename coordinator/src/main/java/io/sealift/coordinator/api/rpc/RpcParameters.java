package io.sealift.coordinator.api.rpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.sealift.protocol.StrictJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters of a request, from its query and its form alike. An empty value counts as not
 * given, because that is how clients send what their user left out.
 */
public final class RpcParameters {
  private static final int MAX_LISTED = 100;
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");
  private final Map<String, String> values;

  private RpcParameters(Map<String, String> values) {
    this.values = values;
  }

  /** The parameters of these pairs; one that is given twice is refused. */
  public static RpcParameters of(List<Map.Entry<String, String>> pairs) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Map.Entry<String, String> pair : pairs) {
      if (values.put(pair.getKey(), pair.getValue()) != null) {
        throw RpcException.invalid(printable(pair.getKey()));
      }
    }
    return new RpcParameters(values);
  }

  /** The same without these. */
  RpcParameters without(Set<String> names) {
    Map<String, String> rest = new LinkedHashMap<>(values);
    rest.keySet().removeAll(names);
    return new RpcParameters(rest);
  }

  /** Text for an error message, without what could mislead its reader. */
  static String printable(String text) {
    String safe = text.replaceAll("[^A-Za-z0-9._:/-]", "?");
    return safe.length() > 64 ? safe.substring(0, 64) : safe;
  }

  /** The names of all that were sent, empty ones too. */
  public Set<String> names() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /** A text; empty when it was not given, or is empty. */
  public Optional<String> text(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  /** A text that must be there. */
  public String required(String name) {
    return text(name).orElseThrow(() -> RpcException.missing(name));
  }

  /** {@code true} or {@code false}. */
  public Optional<Boolean> flag(String name) {
    return text(name)
        .map(
            value ->
                switch (value) {
                  case "true", "True" -> true;
                  case "false", "False" -> false;
                  default -> throw RpcException.invalid(name);
                });
  }

  /** A number within bounds. */
  public Optional<Integer> number(String name, int least, int most) {
    return text(name)
        .map(
            value -> {
              if (!NUMBER.matcher(value).matches()) {
                throw RpcException.invalid(name);
              }
              long number = Long.parseLong(value);
              if (number < least || number > most) {
                throw RpcException.invalid(name);
              }
              return (int) number;
            });
  }

  /** One of a set of words. */
  public Optional<String> oneOf(String name, RpcException otherwise, String... words) {
    Optional<String> value = text(name);
    if (value.isPresent() && !List.of(words).contains(value.get())) {
      throw otherwise;
    }
    return value;
  }

  /** The values of {@code Name.1}, {@code Name.2} and so on, in order of their numbers. */
  public List<String> list(String name) {
    Pattern form = Pattern.compile(Pattern.quote(name) + "\\.([1-9][0-9]{0,3})");
    TreeMap<Integer, String> found = new TreeMap<>();
    values.forEach((key, value) -> number(form, key).ifPresent(n -> found.put(n, value)));
    return found.values().stream().filter(value -> !value.isEmpty()).toList();
  }

  /** The objects {@code Name.1.…}, {@code Name.2.…}: the parts of each, by name. */
  public List<RpcParameters> objects(String name) {
    Pattern form = Pattern.compile(Pattern.quote(name) + "\\.([1-9][0-9]{0,3})\\.(.+)");
    TreeMap<Integer, Map<String, String>> found = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          Matcher matcher = form.matcher(key);
          if (matcher.matches()) {
            found
                .computeIfAbsent(
                    Integer.parseInt(matcher.group(1)), number -> new LinkedHashMap<>())
                .put(matcher.group(2), value);
          }
        });
    return found.values().stream().map(RpcParameters::new).toList();
  }

  /** A JSON array of texts in a text; how many there may be is the caller's to check. */
  public List<String> jsonList(String name, RpcException otherwise) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return List.of();
    }
    try {
      return List.of(StrictJson.mapper().readValue(text.get(), String[].class));
    } catch (JsonProcessingException e) {
      throw otherwise;
    }
  }

  /** Texts with commas between, at most a hundred. */
  public List<String> commaList(String name) {
    List<String> parts = new ArrayList<>();
    for (String part : text(name).orElse("").split(",", -1)) {
      if (!part.isBlank()) {
        parts.add(part.strip());
      }
    }
    if (parts.size() > MAX_LISTED) {
      throw RpcException.invalid(name);
    }
    return parts;
  }

  private static OptionalInt number(Pattern form, String key) {
    Matcher matcher = form.matcher(key);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }
}
