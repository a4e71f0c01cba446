package io.sealift.coordinator.api.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.StrictJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * Reads request bodies strictly; what is wrong with one is said in one line that names the field.
 */
final class JsonBody {
  private static final String BODY = "body: ";

  private JsonBody() {}

  static <T> T read(byte[] body, Class<T> type) {
    String text = body.length == 0 ? "{}" : decode(body);
    if (!text.stripLeading().startsWith("{")) {
      throw ApiException.invalid(BODY + "must be a JSON object");
    }
    try {
      return StrictJson.mapper().readValue(text, type);
    } catch (JsonProcessingException e) {
      String line = JsonMessageCodec.explain(e);
      throw ApiException.invalid(line.contains(": ") ? line : BODY + line);
    }
  }

  private static String decode(byte[] body) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw ApiException.invalid(BODY + "is not UTF-8");
    }
  }
}
