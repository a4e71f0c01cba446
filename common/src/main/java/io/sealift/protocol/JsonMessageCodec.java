package io.sealift.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.stream.Collectors;

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
    node.setAll((ObjectNode) StrictJson.mapper().valueToTree(message));
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
            "version: must be %d, not %s"
                .formatted(VERSION, version == null ? "absent" : clip(version.toString())));
      }
      return StrictJson.mapper().treeToValue(object, family);
    } catch (IOException e) {
      throw new MessageFormatException(explain(e), e);
    }
  }

  /**
   * One line that names the field and the reason, without the parser's location and without the
   * input's text.
   */
  public static String explain(IOException problem) {
    if (problem instanceof JsonMappingException mapping) {
      String path =
          mapping.getPath().stream()
              .map(
                  step ->
                      step.getFieldName() == null
                          ? "[" + step.getIndex() + "]"
                          : step.getFieldName())
              .collect(Collectors.joining("."));
      Throwable cause =
          mapping.getCause() instanceof IllegalArgumentException refused ? refused : mapping;
      String reason =
          cause == mapping ? mapping.getOriginalMessage() : String.valueOf(cause.getMessage());
      return clip((path.isEmpty() ? "" : path + ": ") + firstLine(reason));
    }
    return problem instanceof JsonProcessingException json
        ? clip("not valid JSON: " + firstLine(json.getOriginalMessage()))
        : "cannot be read";
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?");
  }

  private static String clip(String text) {
    int limit = 300;
    return text.length() <= limit ? text : text.substring(0, limit) + "…";
  }
}
