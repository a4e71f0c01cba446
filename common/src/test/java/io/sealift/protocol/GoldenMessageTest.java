package io.sealift.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The golden files pin what is written to Kafka. They are never edited: a new version adds files.
 */
class GoldenMessageTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  private static final Set<String> OPTIONAL =
      Set.of(
          "change-key.deletionDays",
          "read-manifests.after",
          "copy-request.imageId",
          "copy-request.snapshotId",
          "copy-request.priority",
          "copy-request.maxBytesPerSecond",
          "copy-request.dryRun");

  private record Golden<M>(String name, M message, JsonMessageCodec<M> codec) {
    byte[] encoded() {
      return codec.encode(message);
    }

    M decoded(byte[] bytes) throws MessageFormatException {
      return codec.decode(bytes);
    }
  }

  static Stream<Arguments> goldens() {
    return Stream.of(
            of(TaskMessage.class, TestMessages.tasks()),
            of(ProgressMessage.class, TestMessages.progress()),
            of(ControlMessage.class, TestMessages.control()),
            of(AgentMessage.class, TestMessages.agents()),
            of(CopyRequest.class, TestMessages.requests()),
            of(JobEventMessage.class, TestMessages.events()))
        .flatMap(stream -> stream)
        .map(golden -> Arguments.argumentSet(golden.name(), golden));
  }

  private static <M> Stream<Golden<?>> of(Class<M> family, List<M> messages) {
    return messages.stream()
        .map(message -> new Golden<>(name(family, message), message, JsonMessageCodec.of(family)));
  }

  private static <M> String name(Class<M> family, M message) {
    JsonSubTypes types = family.getAnnotation(JsonSubTypes.class);
    if (types == null) {
      return family == CopyRequest.class ? "copy-request" : "job-event";
    }
    return Arrays.stream(types.value())
        .filter(type -> type.value() == message.getClass())
        .map(JsonSubTypes.Type::name)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void aMessageIsWrittenAsItsGoldenFileAndReadBackFromIt(Golden<?> golden) throws Exception {
    Path file = GOLDEN.resolve(golden.name() + ".v1.json");
    JsonNode written = StrictJson.mapper().readTree(golden.encoded());
    writeIfNew(file, written);

    byte[] pinned = Files.readAllBytes(file);

    assertThat(written).isEqualTo(StrictJson.mapper().readTree(pinned));
    assertThat((Object) golden.decoded(pinned)).isEqualTo(golden.message());
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void aMessageWithoutOneOfItsFieldsIsRefusedByTheFieldsName(Golden<?> golden) throws Exception {
    ObjectNode whole = (ObjectNode) StrictJson.mapper().readTree(golden.encoded());
    for (Map.Entry<String, JsonNode> field : whole.properties()) {
      ObjectNode shortened = whole.deepCopy();
      shortened.remove(field.getKey());
      byte[] bytes = StrictJson.mapper().writeValueAsBytes(shortened);

      if (OPTIONAL.contains(golden.name() + "." + field.getKey())) {
        assertThat((Object) golden.decoded(bytes)).isNotNull();
      } else {
        assertThatExceptionOfType(MessageFormatException.class)
            .isThrownBy(() -> golden.decoded(bytes))
            .withMessage(field.getKey() + ": is missing");
      }
    }
  }

  @Test
  void everyTypeOfEveryFamilyHasAGoldenFile() throws IOException {
    List<String> named =
        Stream.of(
                TaskMessage.class, ProgressMessage.class, ControlMessage.class, AgentMessage.class)
            .flatMap(family -> Arrays.stream(family.getAnnotation(JsonSubTypes.class).value()))
            .map(type -> type.name() + ".v1.json")
            .toList();

    try (Stream<Path> files = Files.list(GOLDEN)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsAll(named)
          .contains("copy-request.v1.json", "job-event.v1.json")
          .hasSize(named.size() + 2);
    }
  }

  // A new type gets its first file by running this test once; from then on the file is the law.
  private static void writeIfNew(Path file, JsonNode written) throws IOException {
    if (!Files.exists(file)) {
      DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
      printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
      Files.writeString(
          file, StrictJson.mapper().writer(printer).writeValueAsString(written) + "\n");
    }
  }
}
