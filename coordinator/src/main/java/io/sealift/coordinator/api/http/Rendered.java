package io.sealift.coordinator.api.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.sealift.protocol.StrictJson;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/** An answer as it goes out. */
sealed interface Rendered {
  /** All of it at once. */
  record Whole(int status, String mediaType, Buffer body, Map<String, String> headers)
      implements Rendered {}

  /** Event by event. */
  record Stream(Answer.Events events) implements Rendered {}

  /** Writes an answer's body. */
  static Rendered of(Answer answer) {
    if (answer instanceof Answer.Events events) {
      return new Stream(events);
    }
    if (answer instanceof Answer.Text text) {
      return new Whole(text.status(), text.mediaType(), Buffer.buffer(text.body()), Map.of());
    }
    Answer.Json json = (Answer.Json) answer;
    try {
      byte[] body = StrictJson.mapper().writeValueAsBytes(json.body());
      return new Whole(json.status(), "application/json", Buffer.buffer(body), json.headers());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write an answer as JSON", e);
    }
  }
}
