package io.sealift.coordinator.api.http;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What a resource answers. */
public sealed interface Answer {
  /** One JSON object, with these headers beside the usual ones. */
  record Json(int status, Object body, Map<String, String> headers) implements Answer {
    public Json {
      headers = Map.copyOf(headers);
    }

    /** One with the usual headers alone. */
    public Json(int status, Object body) {
      this(status, body, Map.of());
    }
  }

  /** Plain text in that media type. */
  record Text(int status, String mediaType, String body) implements Answer {}

  /**
   * Server-sent events, until the last one.
   *
   * @param source gives the present event whenever it is asked; empty when there is nothing to tell
   *     of any more
   */
  record Events(Supplier<Optional<Event>> source) implements Answer {}

  /** What stands now: its name, and a JSON object. */
  record Event(String name, Object data, Position position) {}

  /** Whether more events follow. */
  enum Position {
    ONGOING,
    LAST
  }

  /** Status 200 with that body. */
  static Answer ok(Object body) {
    return new Json(200, body);
  }

  /** Status 202 with that body. */
  static Answer accepted(Object body) {
    return new Json(202, body);
  }

  /** Status 200 with an empty object. */
  static Answer empty() {
    return new Json(200, Map.of());
  }
}
