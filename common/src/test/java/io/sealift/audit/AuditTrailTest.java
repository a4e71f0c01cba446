package io.sealift.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealift.audit.AuditEntry.Outcome;
import io.sealift.audit.AuditEntry.UsedKey;
import io.sealift.audit.AuditEntry.What;
import io.sealift.audit.AuditEntry.Who;
import io.sealift.config.ByteSize;
import io.sealift.protocol.StrictJson;
import io.sealift.telemetry.MetricNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One record, one line, whatever was in the request. */
class AuditTrailTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final List<String> lines = new ArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private AuditTrail trail(AuditDestination destination) {
    return new AuditTrail(destination, "coordinator-1", meters, () -> "id-1", () -> NOW);
  }

  private static AuditEntry entry(String resource) {
    return new AuditEntry(
        new Who(
            Optional.of("acme"),
            Optional.of("OPERATOR"),
            Optional.of("ak-1"),
            Optional.of("10.0.0.7")),
        new What(
            "ecs:CopyImage",
            Optional.empty(),
            Optional.of("REQUEST"),
            Optional.of("4bf92f3577b34da6a3ce929d0e0e4736"),
            Optional.of("j-1"),
            Optional.empty(),
            List.of(resource),
            List.of("south")),
        List.of(new UsedKey("key-1", Optional.of("south"))),
        Outcome.DENIED,
        Optional.of("Forbidden"),
        Optional.empty());
  }

  @Test
  void aRecordSaysWhoDidWhatWithWhichKeyAndWhatCameOfIt() {
    trail(lines::add).record(entry("m-1"));

    assertThat(lines)
        .containsExactly(
            "{\"time\":\"2026-03-01T12:00:00Z\",\"id\":\"id-1\",\"recordedBy\":\"coordinator-1\","
                + "\"who\":{\"account\":\"acme\",\"role\":\"OPERATOR\",\"accessKeyId\":\"ak-1\","
                + "\"address\":\"10.0.0.7\"},\"what\":{\"action\":\"ecs:CopyImage\","
                + "\"requestId\":\"REQUEST\","
                + "\"traceId\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"jobId\":\"j-1\",\"resources\":[\"m-1\"],"
                + "\"regions\":[\"south\"]},\"keys\":[{\"keyId\":\"key-1\",\"region\":\"south\"}],"
                + "\"outcome\":\"DENIED\",\"code\":\"Forbidden\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "line\nbreak\r\n",
        "\u001b[2Jcleared",
        "\u009b31mred",
        "\u2028separated\u2029",
        "\u202ereversed",
        "\u007fdeleted\u0000",
        "quote\"and\\slash"
      })
  void noTextBreaksOutOfItsLine(String hostile) throws IOException {
    trail(lines::add).record(entry(hostile));

    String line = lines.get(0);
    assertThat(line).matches("[\\x20-\\x7e]+");
    JsonNode read = StrictJson.mapper().readTree(line);
    assertThat(read.path("what").path("resources").path(0).asText()).isEqualTo(hostile);
  }

  @Test
  void aRecordThatIsNotWrittenIsCountedAndNobodyIsStopped() {
    AuditTrail trail =
        trail(
            line -> {
              throw new IOException("No space left on device");
            });

    trail.record(entry("m-1"));
    trail.record(entry("m-2"));

    assertThat(meters.counter(MetricNames.AUDIT_FAILURES).count()).isEqualTo(2);
  }

  @Test
  void recordsGoIntoTheFileOfTheSettings(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("audit.jsonl");
    try (AuditTrail trail =
        AuditTrail.open(AuditSettings.into(file), "agent-1", meters, () -> "id", () -> NOW)) {
      trail.record(entry("m-1"));
    }

    assertThat(Files.readAllLines(file)).singleElement().asString().contains("\"m-1\"");
  }

  @Test
  void aRoleIsToldWhichSettingNamesAFileThatCannotBeWritten(@TempDir Path directory)
      throws IOException {
    Path file = Files.writeString(directory.resolve("plain"), "").resolve("audit.jsonl");
    AuditSettings settings = new AuditSettings(Optional.of(file), ByteSize.parse("1MiB"), 1);

    assertThatThrownBy(() -> AuditTrail.open(settings, "a", meters, () -> "id", () -> NOW))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("log.audit-file: cannot write ");
  }
}
