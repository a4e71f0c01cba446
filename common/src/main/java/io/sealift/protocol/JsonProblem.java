package io.sealift.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts the JSON parser's complaints into one line for the author of the text: {@code field:
 * reason}, without the parser's location, without names of Java types and without the text itself,
 * which may hold secrets.
 */
final class JsonProblem {
  private static final int MAX_CHARACTERS = 300;
  private static final Pattern DUPLICATE =
      Pattern.compile("Duplicate (?:field|Object property) [\"'](.{1,200}?)[\"'].*");

  private JsonProblem() {}

  static String explain(IOException problem) {
    String line =
        problem instanceof JsonMappingException mapping
            ? explainMapping(mapping)
            : explainSyntax(problem);
    String printable = line.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= MAX_CHARACTERS
        ? printable
        : printable.substring(0, MAX_CHARACTERS) + "…";
  }

  private static String explainMapping(JsonMappingException mapping) {
    if (mapping.getCause() instanceof StreamConstraintsException tooLarge) {
      return explainSyntax(tooLarge);
    }
    String message = String.valueOf(mapping.getOriginalMessage());
    if (message.startsWith("Trailing token")) {
      return "there is text after the end of the JSON value";
    }
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : mapping.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    if (mapping instanceof InvalidTypeIdException) {
      path.append(path.isEmpty() ? "" : ".").append("type");
    }
    String reason = reason(mapping, message);
    return path.isEmpty() ? reason : path + ": " + reason;
  }

  private static String reason(JsonMappingException mapping, String message) {
    if (mapping instanceof InvalidTypeIdException unknownType) {
      return unknownType.getTypeId() == null ? "is missing" : "is not a known type";
    }
    if (mapping instanceof UnrecognizedPropertyException) {
      return "is not a known field";
    }
    if (message.startsWith("Missing required creator property")) {
      return "is missing";
    }
    if (message.startsWith("Null value for creator property")
        || message.startsWith("Invalid `null`")
        || message.startsWith("Cannot map `null`")) {
      return "must not be null";
    }
    if (mapping.getCause() instanceof IllegalArgumentException refused) {
      return String.valueOf(refused.getMessage());
    }
    if (mapping.getCause() instanceof InputCoercionException) {
      return "is out of range";
    }
    @Nullable Class<?> target =
        mapping instanceof MismatchedInputException wrong ? wrong.getTargetType() : null;
    return target == null ? "has the wrong form" : "must be " + describe(target);
  }

  private static String describe(Class<?> target) {
    if (target.isEnum()) {
      return "one of "
          + Arrays.stream(target.getEnumConstants())
              .map(String::valueOf)
              .collect(Collectors.joining(", "));
    }
    if (target == boolean.class || target == Boolean.class) {
      return "true or false";
    }
    if (target == Instant.class) {
      return "a time such as 2026-01-02T03:04:05Z";
    }
    if (target.isPrimitive() || Number.class.isAssignableFrom(target)) {
      return "a whole number in range";
    }
    if (Collection.class.isAssignableFrom(target)) {
      return "a list";
    }
    if (target == String.class || isText(target)) {
      return "text";
    }
    return Map.class.isAssignableFrom(target) || target.isRecord() || target.isInterface()
        ? "an object"
        : "text";
  }

  // Records over one validated text are written as that text.
  private static boolean isText(Class<?> target) {
    return target.isRecord()
        && target.getRecordComponents().length == 1
        && target.getRecordComponents()[0].getType() == String.class;
  }

  private static String explainSyntax(IOException problem) {
    if (!(problem instanceof JsonProcessingException json)) {
      return "not valid JSON: cannot be read as text";
    }
    String message = String.valueOf(json.getOriginalMessage());
    Matcher duplicate = DUPLICATE.matcher(message);
    if (duplicate.lookingAt()) {
      return duplicate.group(1) + ": is there twice";
    }
    if (problem instanceof StreamConstraintsException) {
      return message.contains("nesting depth")
          ? "JSON is nested deeper than " + StrictJson.MAX_DEPTH
          : "JSON has a name, text or number that is too long";
    }
    return "not valid JSON";
  }
}
