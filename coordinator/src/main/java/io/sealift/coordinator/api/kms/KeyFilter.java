package io.sealift.coordinator.api.kms;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.coordinator.api.rpc.RpcParameters;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.StrictJson;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which keys {@code ListKeys} is asked for: those that have one of the values of each property that
 * is named.
 */
record KeyFilter(Map<String, Set<String>> wanted) {
  private static final String NAME = "Filters";
  private static final int MAX_PAIRS = 10;
  private static final int MAX_VALUES = 10;
  private static final Set<String> PROPERTIES =
      Set.of("KeyState", "KeySpec", "KeyUsage", "ProtectionLevel", "CreatorType", "DKMSInstanceId");

  private record Pair(
      @JsonProperty("Key") Optional<String> key,
      @JsonProperty("Values") Optional<List<String>> values) {}

  /** What the parameter {@code Filters} says: a JSON array of properties and their values. */
  static KeyFilter of(RpcParameters given) {
    Map<String, Set<String>> wanted = new TreeMap<>();
    for (Pair pair : pairs(given.text(NAME).orElse("[]"))) {
      String property = pair.key().filter(PROPERTIES::contains).orElseThrow(KeyFilter::malformed);
      List<String> values = pair.values().orElseThrow(KeyFilter::malformed);
      if (values.size() > MAX_VALUES) {
        throw malformed();
      }
      wanted.computeIfAbsent(property, key -> new HashSet<>()).addAll(values);
    }
    return new KeyFilter(wanted);
  }

  private static List<Pair> pairs(String text) {
    try {
      List<Pair> pairs = StrictJson.mapper().readValue(text, new TypeReference<List<Pair>>() {});
      if (pairs.size() > MAX_PAIRS || pairs.contains(null)) {
        throw malformed();
      }
      return pairs;
    } catch (JsonProcessingException e) {
      throw malformed();
    }
  }

  private static RpcException malformed() {
    return RpcException.invalid(NAME);
  }

  /** Whether the key is one of them; a property without values leaves all. */
  boolean passes(KeyDescription key) {
    return wanted.entrySet().stream()
        .allMatch(
            entry ->
                entry.getValue().isEmpty()
                    || entry.getValue().contains(property(key, entry.getKey())));
  }

  private static String property(KeyDescription key, String name) {
    return switch (name) {
      case "KeyState" -> KeyFields.state(key.state());
      case "KeySpec" -> KeyFields.SPEC;
      case "KeyUsage" -> KeyFields.USAGE;
      case "ProtectionLevel" -> KeyFields.PROTECTION_LEVEL;
      // The regions' own keys are not listed.
      case "CreatorType" -> "User";
      default -> "";
    };
  }
}
