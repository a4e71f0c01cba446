package io.sealift.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * Writes and reads one family of messages as JSON with a {@code version} beside the fields. Unknown
 * versions are refused, never guessed. Safe for use by many threads.
 *
 * @param <M> the family
 */
public final class JsonMessageCodec<M> {
  /** The only version there is so far, of every family. */
  public static final int VERSION = 1;

  private static final String VERSION_FIELD = "version";
  private final Class<M> family;

  private JsonMessageCodec(Class<M> family) {
    this.family = family;
  }

  /** The codec of one family. */
  public static <M> JsonMessageCodec<M> of(Class<M> family) {
    return new JsonMessageCodec<>(family);
  }

  /** The message as UTF-8 JSON. */
  public byte[] encode(M message) {
    ObjectNode node = StrictJson.mapper().createObjectNode().put(VERSION_FIELD, VERSION);
    ObjectNode fields = StrictJson.mapper().valueToTree(message);
    if (fields.has(VERSION_FIELD)) {
      throw new IllegalStateException(
          "a message has no field of its own named version: " + family.getSimpleName());
    }
    node.setAll(fields);
    try {
      return StrictJson.mapper().writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot encode a " + family.getSimpleName(), e);
    }
  }

  /**
   * Reads a message.
   *
   * @throws MessageFormatException when the bytes are not one message of this family in a known
   *     version
   */
  public M decode(byte[] bytes) throws MessageFormatException {
    try {
      JsonNode node = StrictJson.mapper().readTree(bytes);
      if (!(node instanceof ObjectNode object)) {
        throw new MessageFormatException("message is not a JSON object");
      }
      JsonNode version = object.remove(VERSION_FIELD);
      if (version == null || !version.isInt() || version.intValue() != VERSION) {
        throw new MessageFormatException(
            version == null ? "version: is missing" : "version: must be " + VERSION);
      }
      return StrictJson.mapper().treeToValue(object, family);
    } catch (IOException e) {
      throw new MessageFormatException(explain(e), e);
    }
  }

  /**
   * One line for the text's author that names the field and the reason; quotes nothing of the text.
   */
  public static String explain(IOException problem) {
    return JsonProblem.explain(problem);
  }
}
