package io.sealift.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import io.sealift.protocol.StrictJson;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The OpenAPI document: its form, and that it tells of the very paths that are served. That answers
 * keep to it is checked with every answer that any test of this package gets.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OpenApiTest {
  private static final byte[] NO_BODY = {};
  private static final String STANDARD = "/spec.openapis.org/oas/3.1/schema/2022-10-07";
  private static final JsonSchemaFactory JSON_SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final Set<String> METHODS = Set.of("get", "post", "delete");

  private ApiFixture api;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
  }

  @AfterAll
  void stop() {
    api.close();
  }

  private record Found(String path, String method, JsonNode operation) {}

  private static List<Found> operations() {
    List<Found> found = new ArrayList<>();
    OpenApiDocument.ROOT
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(o -> found.add(new Found(path.getKey(), o.getKey(), o.getValue()))));
    return found;
  }

  @Test
  void itTellsOfEveryPathAndMethodThatIsServedAndOfNoOther() {
    Map<String, Set<String>> served = new TreeMap<>();
    api.methods()
        .forEach(
            (path, methods) ->
                served.put(path.replaceAll(":(\\w+)", "{$1}"), new TreeSet<>(methods)));
    Map<String, Set<String>> told = new TreeMap<>();
    operations()
        .forEach(
            o ->
                told.computeIfAbsent(o.path(), path -> new TreeSet<>())
                    .add(o.method().toUpperCase(Locale.ROOT)));

    assertThat(told).isEqualTo(served);
  }

  @Test
  void itIsServedUnsigned() throws Exception {
    ApiFixture.Reply reply = api.sendRaw("GET", "/v1/openapi.json", NO_BODY, Map.of());

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json()).isEqualTo(OpenApiDocument.ROOT);
    assertThat(reply.json().path("openapi").asText()).startsWith("3.1.");
  }

  @Test
  void onlyWhatItCallsOpenIsAnsweredUnsigned() throws Exception {
    for (Found o : operations()) {
      String target = o.path().replaceAll("\\{\\w+}", "x");
      int status =
          api.sendRaw(o.method().toUpperCase(Locale.ROOT), target, NO_BODY, Map.of()).status();
      boolean isOpen = o.operation().path("security").isArray();
      // What signs a browser in is open to its own pages.
      int opened = o.path().equals("/v1/sessions") ? 403 : 200;
      assertThat(status).as("%s %s", o.method(), o.path()).isEqualTo(isOpen ? opened : 401);
    }
  }

  @Test
  void everyOperationHasANameASummaryAKnownTagAndAnAnswer() {
    Set<String> tags = new HashSet<>();
    OpenApiDocument.ROOT.path("tags").forEach(tag -> tags.add(tag.path("name").asText()));
    Set<String> names = new HashSet<>();
    for (Found o : operations()) {
      String where = o.method() + " " + o.path();
      assertThat(METHODS).as(where).contains(o.method());
      assertThat(o.operation().path("operationId").asText()).as(where).matches("[a-z][A-Za-z]+");
      assertThat(names.add(o.operation().path("operationId").asText())).as(where).isTrue();
      assertThat(o.operation().path("summary").asText()).as(where).isNotBlank().doesNotEndWith(".");
      assertThat(o.operation().path("tags")).as(where).hasSize(1);
      assertThat(tags).as(where).contains(o.operation().path("tags").get(0).asText());
      assertThat(o.operation().path("responses").properties())
          .as(where)
          .anyMatch(response -> response.getKey().startsWith("2"));
    }
  }

  @Test
  void everyParameterOfAPathIsDeclaredAndNoOther() {
    for (Found o : operations()) {
      Set<String> declared = new TreeSet<>();
      for (JsonNode parameter : o.operation().path("parameters")) {
        if (parameter.path("in").asText().equals("path")) {
          assertThat(parameter.path("required").asBoolean()).isTrue();
          declared.add("{" + parameter.path("name").asText() + "}");
        }
      }
      Set<String> inPath = new TreeSet<>();
      for (String part : List.of(o.path().split("/", -1))) {
        if (part.startsWith("{")) {
          inPath.add(part);
        }
      }
      assertThat(declared).as(o.path()).isEqualTo(inPath);
    }
  }

  @Test
  void everyReferenceLeadsSomewhereAndEveryPartIsUsed() {
    Set<String> used = new TreeSet<>();
    OpenApiDocument.ROOT.findValues("$ref").forEach(ref -> used.add(ref.asText()));
    Set<String> there = new TreeSet<>();
    for (String kind : List.of("schemas", "responses")) {
      OpenApiDocument.ROOT
          .at("/components/" + kind)
          .fieldNames()
          .forEachRemaining(name -> there.add("#/components/%s/%s".formatted(kind, name)));
    }
    assertThat(used).isEqualTo(there);
  }

  /** The schema that the OpenAPI Initiative publishes for documents of version 3.1. */
  @Test
  void itIsADocumentByTheStandardsOwnSchema() throws Exception {
    JsonNode standard;
    try (InputStream file = OpenApiTest.class.getResourceAsStream(STANDARD)) {
      standard = StrictJson.mapper().readTree(file);
    }
    JsonSchema schema = JSON_SCHEMA.getSchema(standard);

    assertThat(schema.validate(OpenApiDocument.ROOT)).isEmpty();
    ObjectNode wrong = OpenApiDocument.ROOT.deepCopy();
    ((ObjectNode) wrong.path("info")).remove("version");
    assertThat(schema.validate(wrong)).isNotEmpty();
    ObjectNode odd = OpenApiDocument.ROOT.deepCopy();
    ((ObjectNode) odd.at("/paths/~1v1~1images/get")).put("surprise", true);
    assertThat(schema.validate(odd)).isNotEmpty();
  }

  @Test
  void everySchemaIsOne() {
    JsonSchema meta = JSON_SCHEMA.getSchema(SchemaLocation.of(SchemaId.V202012));
    OpenApiDocument.ROOT
        .at("/components/schemas")
        .properties()
        .forEach(
            schema -> assertThat(meta.validate(schema.getValue())).as(schema.getKey()).isEmpty());
    OpenApiDocument.ROOT
        .path("paths")
        .findValues("schema")
        .forEach(schema -> assertThat(meta.validate(schema)).as("%s", schema).isEmpty());
  }

  @Test
  void objectsNameAllTheirFields() {
    OpenApiDocument.ROOT
        .at("/components/schemas")
        .properties()
        .forEach(
            schema -> {
              if (schema.getValue().path("type").asText().equals("object")) {
                assertThat(schema.getValue().has("additionalProperties"))
                    .as(schema.getKey())
                    .isTrue();
              }
            });
  }
}
