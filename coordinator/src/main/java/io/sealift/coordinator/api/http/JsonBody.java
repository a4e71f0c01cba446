package io.sealift.coordinator.api.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.sealift.protocol.StrictJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads request bodies strictly, and says in one line what is wrong with one, in its user's words. */
final class JsonBody {
  private static final Pattern DUPLICATE = Pattern.compile("Duplicate field '(.{1,100}?)'");
  private static final int MAX_REASON = 300;

  private JsonBody() {}

  static <T> T read(byte[] body, Class<T> type) {
    String text = body.length == 0 ? "{}" : decode(body);
    if (!text.stripLeading().startsWith("{")) {
      throw ApiException.invalid("body: must be a JSON object");
    }
    try {
      return StrictJson.mapper().readValue(text, type);
    } catch (JsonProcessingException e) {
      throw ApiException.invalid(explain(e));
    }
  }

  private static String decode(byte[] body) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw ApiException.invalid("body: is not UTF-8");
    }
  }

  private static String explain(JsonProcessingException problem) {
    if (problem instanceof StreamConstraintsException) {
      return "body: is nested too deep, or a name, text or number in it is too long";
    }
    if (problem instanceof StreamReadException) {
      Matcher duplicate = DUPLICATE.matcher(problem.getOriginalMessage());
      return duplicate.find()
          ? clean(duplicate.group(1)) + ": is given twice"
          : "body: is not valid JSON";
    }
    if (problem instanceof JsonMappingException mapping) {
      if (mapping.getCause() instanceof JsonProcessingException cause) {
        return explain(cause);
      }
      String path = path(mapping);
      return (path.isEmpty() ? "body" : path) + ": " + reason(mapping);
    }
    return "body: is not valid JSON";
  }

  private static String path(JsonMappingException problem) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : problem.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(clean(step.getFieldName()));
      }
    }
    return path.toString();
  }

  private static String reason(JsonMappingException problem) {
    if (problem instanceof UnrecognizedPropertyException) {
      return "unknown field";
    }
    if (problem.getCause() instanceof IllegalArgumentException refused) {
      return clean(String.valueOf(refused.getMessage()));
    }
    if (problem.getCause() instanceof NullPointerException) {
      return "must not contain null";
    }
    String original = String.valueOf(problem.getOriginalMessage());
    if (original.contains("reator property") || original.startsWith("Cannot map `null`")) {
      return "is required";
    }
    return problem instanceof MismatchedInputException mismatch
        ? "must be " + kind(mismatch.getTargetType())
        : "cannot be read";
  }

  private static String kind(@Nullable Class<?> type) {
    if (type == null || type == Optional.class) {
      return "another kind of value";
    } else if (type == String.class || type == Character.class) {
      return "text";
    } else if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    } else if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "a whole number in range";
    } else if (Collection.class.isAssignableFrom(type)) {
      return "a list";
    } else if (Map.class.isAssignableFrom(type)) {
      return "an object of texts";
    }
    return type.isRecord() && type.getRecordComponents().length == 1 ? "text" : "an object";
  }

  private static String clean(String text) {
    String printable = text.replaceAll("[^\\p{Graph} ]", "?");
    return printable.length() <= MAX_REASON ? printable : printable.substring(0, MAX_REASON) + "…";
  }
}
