package io.sealift.coordinator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.coordinator.state.CopyTask;
import io.sealift.coordinator.state.Entity;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.TargetState;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden files pin what the journal holds. They are never edited: a new version adds files. */
class GoldenJournalTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/journal");

  static Stream<String> names() {
    return TestEntities.all().keySet().stream();
  }

  private static Entity entity(String name) {
    return Objects.requireNonNull(TestEntities.all().get(name));
  }

  @ParameterizedTest
  @MethodSource("names")
  void anEntityIsWrittenAsItsGoldenFileAndReadBackFromIt(String name) throws Exception {
    Path file = GOLDEN.resolve(name + ".v1.json");
    JsonNode written = StrictJson.mapper().readTree(JournalCodec.encode(entity(name)));
    writeIfNew(file, written);

    byte[] pinned = Files.readAllBytes(file);

    assertThat(JournalCodec.decode(pinned)).contains(entity(name));
    assertThat(written).isEqualTo(StrictJson.mapper().readTree(pinned));
  }

  @Test
  void aTombstoneIsNoEntity() throws Exception {
    assertThat(JournalCodec.decode(null)).isEmpty();
  }

  @Test
  void everyTypeStateWorkAndKindHasAGoldenFile() throws IOException {
    List<String> wanted = new ArrayList<>();
    for (String type : subtypes(Entity.class)) {
      switch (type) {
        case "target" -> subtypes(TargetState.class).forEach(n -> wanted.add("target-" + n));
        case "task" -> subtypes(CopyTask.Work.class).forEach(n -> wanted.add("task-" + n));
        case "operation" ->
            subtypes(Operation.Kind.class).forEach(n -> wanted.add("operation-" + n));
        default -> wanted.add(type);
      }
    }

    try (Stream<Path> files = Files.list(GOLDEN)) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".v1.json", "")))
          .containsAll(wanted);
    }
  }

  private static List<String> subtypes(Class<?> family) {
    return Arrays.stream(family.getAnnotation(JsonSubTypes.class).value())
        .map(JsonSubTypes.Type::name)
        .toList();
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
