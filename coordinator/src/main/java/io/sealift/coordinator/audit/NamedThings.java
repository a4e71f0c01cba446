package io.sealift.coordinator.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.audit.AuditEntry.UsedKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The ids that a request and its answer name: of jobs, keys, regions and other resources. They are
 * known by the names of the fields they stand in, and everything else is passed over, so names,
 * tags, texts, secrets and plain bytes never get here. Used by one thread at a time.
 */
final class NamedThings {
  private static final int MAX_CHARACTERS = 128;
  private static final int MAX_THINGS = 200;
  private static final int MAX_DEPTH = 8;
  private static final Pattern INDEX = Pattern.compile("\\.[0-9]{1,4}(?=\\.|$)");
  // Ids of the request itself and of its sender, which stand elsewhere in a record.
  private static final Set<String> NOT_RESOURCES =
      Set.of("requestid", "hostid", "ownerid", "resourceownerid", "taskids");

  private final KeyNames keyNames;
  private final Set<String> jobs = new LinkedHashSet<>();
  private final Set<String> keys = new LinkedHashSet<>();
  private final Set<String> regions = new LinkedHashSet<>();
  private final Set<String> resources = new LinkedHashSet<>();

  NamedThings(KeyNames keyNames) {
    this.keyNames = keyNames;
  }

  /** Takes a field, if it is one that holds an id. */
  void add(String field, String value) {
    if (value.isEmpty()) {
      return;
    }
    String plain = INDEX.matcher(field).replaceAll("");
    String name = plain.substring(plain.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (name.equals("ciphertextblob")) {
      keyNames.ofCiphertext().apply(value).ifPresent(key -> put(keys, key));
    } else if (name.equals("jobid") || name.equals("operationid")) {
      put(jobs, value);
    } else if (name.endsWith("keyid") && !name.equals("accesskeyid")) {
      put(keys, value);
    } else if (name.endsWith("region") || name.endsWith("regionid")) {
      put(regions, value);
    } else if ((name.endsWith("id") || name.endsWith("ids") || name.equals("aliasname"))
        && !NOT_RESOURCES.contains(name)) {
      put(resources, value);
    }
  }

  /** Takes the fields of an object and of all that is in it. */
  void add(JsonNode object) {
    add("", object, 0);
  }

  private void add(String name, JsonNode value, int depth) {
    if (depth > MAX_DEPTH) {
      return;
    }
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        add(field.getKey(), field.getValue(), depth + 1);
      }
    } else if (value.isArray()) {
      value.forEach(element -> add(name, element, depth + 1));
    } else if (value.isTextual()) {
      add(name, value.asText());
    }
  }

  // A request may name as much as its body holds; a record does not grow with it.
  private static void put(Set<String> things, String value) {
    if (things.size() < MAX_THINGS) {
      things.add(shortened(value));
    }
  }

  /** A text that somebody sent, of a length that a record can hold. */
  static String shortened(String text) {
    return text.length() <= MAX_CHARACTERS ? text : text.substring(0, MAX_CHARACTERS) + "...";
  }

  Optional<String> job() {
    return jobs.stream().findFirst();
  }

  List<UsedKey> keys() {
    List<UsedKey> used = new ArrayList<>();
    for (String key : keys) {
      used.add(new UsedKey(key, keyNames.region().apply(key)));
    }
    return used;
  }

  List<String> regions() {
    return List.copyOf(regions);
  }

  List<String> resources() {
    List<String> all = new ArrayList<>(resources);
    jobs.stream().skip(1).forEach(all::add);
    return all;
  }
}
