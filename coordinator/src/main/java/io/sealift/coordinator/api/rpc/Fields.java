package io.sealift.coordinator.api.rpc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Builds the fields of an answer, in order. Lists are wrapped as the interfaces wrap them. */
public final class Fields {
  private final ObjectNode node = JsonNodeFactory.instance.objectNode();

  /** A text. */
  public Fields put(String name, String value) {
    node.put(name, value);
    return this;
  }

  /** A number. */
  public Fields put(String name, long value) {
    node.put(name, value);
    return this;
  }

  /** A truth value. */
  public Fields put(String name, boolean value) {
    node.put(name, value);
    return this;
  }

  /** A time in UTC, to the second. */
  public Fields put(String name, Instant value) {
    return put(name, value.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /** A text, if there is one. */
  public Fields put(String name, Optional<String> value) {
    value.ifPresent(text -> node.put(name, text));
    return this;
  }

  /** An object. */
  public Fields put(String name, Fields value) {
    node.set(name, value.node);
    return this;
  }

  /** Objects: {@code "names":{"name":[…]}}. */
  public Fields list(String names, String name, Stream<Fields> items) {
    ArrayNode list = node.putObject(names).putArray(name);
    items.forEach(item -> list.add(item.node));
    return this;
  }

  /** Objects, as newer interfaces list them: {@code "names":[…]}. */
  public Fields array(String names, Stream<Fields> items) {
    ArrayNode list = node.putArray(names);
    items.forEach(item -> list.add(item.node));
    return this;
  }

  /** Texts: {@code "names":[…]}. */
  public Fields array(String names, Collection<String> items) {
    ArrayNode list = node.putArray(names);
    items.forEach(list::add);
    return this;
  }

  /** Texts: {@code "names":{"name":[…]}}. */
  public Fields texts(String names, String name, Collection<String> items) {
    ArrayNode list = node.putObject(names).putArray(name);
    items.forEach(list::add);
    return this;
  }

  /** Tags, as images and snapshots show theirs. */
  public Fields tags(Map<String, String> tags) {
    return list(
        "Tags",
        "Tag",
        tags.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(tag -> new Fields().put("TagKey", tag.getKey()).put("TagValue", tag.getValue())));
  }

  /** All of it. */
  public ObjectNode node() {
    return node;
  }
}
