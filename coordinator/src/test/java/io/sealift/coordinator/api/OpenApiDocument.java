package io.sealift.coordinator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.sealift.coordinator.api.rest.OpenApiResource;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The OpenAPI document, and what it says of requests and answers. */
final class OpenApiDocument {
  static final JsonNode ROOT = read();
  private static final String SCHEMAS = "#/components/schemas/";
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final Map<String, JsonSchema> SCHEMAS_BY_NAME = new ConcurrentHashMap<>();

  private OpenApiDocument() {}

  private static JsonNode read() {
    try (InputStream file = OpenApiResource.class.getResourceAsStream("openapi.json")) {
      return StrictJson.mapper().readTree(Objects.requireNonNull(file));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What speaks against an answer; empty when nothing does, or the request is of no such path. */
  static Set<String> problems(String method, String target, ApiFixture.Reply reply) {
    Optional<JsonNode> operation = operation(method, URI.create(target).getRawPath());
    if (operation.isEmpty()) {
      return Set.of();
    }
    JsonNode answer = operation.get().path("responses").path(String.valueOf(reply.status()));
    if (answer.has("$ref")) {
      answer = ROOT.at(answer.path("$ref").asText().substring(1));
    }
    if (answer.isMissingNode()) {
      return Set.of("status %d is not in the document".formatted(reply.status()));
    }
    String type = reply.headers().getOrDefault("content-type", List.of("")).get(0);
    JsonNode content = answer.path("content").path(type.split(";", 2)[0]);
    if (content.isMissingNode()) {
      return Set.of("media type %s is not in the document".formatted(type));
    }
    return type.startsWith("application/json")
        ? problems(content.path("schema"), reply.json())
        : Set.of();
  }

  /** What speaks against a body that was taken. */
  static Set<String> bodyProblems(String method, String target, JsonNode body) {
    return operation(method, URI.create(target).getRawPath())
        .map(o -> o.at("/requestBody/content/application~1json/schema"))
        .filter(schema -> !schema.isMissingNode())
        .map(schema -> problems(schema, body))
        .orElse(Set.of());
  }

  private static Set<String> problems(JsonNode schema, JsonNode value) {
    if (!schema.has("$ref")) {
      return Set.of();
    }
    return schema(schema.path("$ref").asText().substring(SCHEMAS.length())).validate(value).stream()
        .map(ValidationMessage::getMessage)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** One of the document's schemas. */
  static JsonSchema schema(String name) {
    return SCHEMAS_BY_NAME.computeIfAbsent(
        name,
        wanted -> {
          ObjectNode root = StrictJson.mapper().createObjectNode();
          root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
          root.put("$ref", "#/$defs/" + wanted);
          try {
            String all =
                StrictJson.mapper()
                    .writeValueAsString(ROOT.at("/components/schemas"))
                    .replace(SCHEMAS, "#/$defs/");
            root.set("$defs", StrictJson.mapper().readTree(all));
          } catch (IOException e) {
            throw new AssertionError(e);
          }
          return FACTORY.getSchema(root);
        });
  }

  private static Optional<JsonNode> operation(String method, String path) {
    return ROOT.path("paths").properties().stream()
        .filter(entry -> matches(entry.getKey(), path))
        .map(entry -> entry.getValue().path(method.toLowerCase(Locale.ROOT)))
        .filter(operation -> !operation.isMissingNode())
        .findFirst();
  }

  private static boolean matches(String template, String path) {
    return Pattern.matches(
        Pattern.compile("\\{\\w+}").matcher(template.replace(".", "\\.")).replaceAll("[^/]+"),
        path);
  }
}
