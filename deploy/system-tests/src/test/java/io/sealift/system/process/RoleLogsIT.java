package io.sealift.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker, a coordinator and an agent in processes of their own, and what these two write. */
class RoleLogsIT {
  private static final String READY_JSON = "{\"ready\":true";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path work;

  @Test
  void everyLineOfARoleIsAJsonObjectWithTheDocumentedFields() throws IOException {
    try (SealiftProcess kafka = startKafka();
        SealiftProcess coordinator = startCoordinator(kafka, Map.of(), "--json");
        SealiftProcess agent = startAgent(kafka, Map.of(), "--json")) {
      coordinator.awaitLine(READY_JSON);
      agent.awaitLine(READY_JSON);
      for (SealiftProcess role : List.of(agent, coordinator)) {
        role.signal("TERM");
        assertThat(role.awaitExit()).isZero();
      }

      assertThat(messages(coordinator.out())).contains("coordinator started");
      assertThat(messages(agent.out())).contains("region agent ready", "region agent stopped");
      assertThat(coordinator.err()).isEmpty();
      assertThat(agent.err()).isEmpty();
    }
  }

  @Test
  void aRoleWritesLinesForPeopleWhereItIsToldSo() throws IOException {
    Map<String, String> environment = Map.of("SEALIFT_LOG_FORMAT", "text");
    try (SealiftProcess kafka = startKafka();
        SealiftProcess coordinator = startCoordinator(kafka, environment)) {
      coordinator.awaitLine("ready ");

      assertThat(coordinator.out().lines())
          .anyMatch(line -> line.contains(" INFO ") && line.contains("coordinator started"))
          .noneMatch(line -> line.startsWith("{"));
    }
  }

  private static List<String> messages(String out) throws IOException {
    List<String> messages = new ArrayList<>();
    for (String text : out.lines().toList()) {
      JsonNode line = JSON.readTree(text);
      assertThat(line.isObject()).as(text).isTrue();
      if (line.has("ready")) {
        continue;
      }
      assertThat(line.path("timestamp").isIntegralNumber()).as(text).isTrue();
      assertThat(line.path("level").asText()).as(text).isIn("ERROR", "WARN", "INFO");
      assertThat(line.path("threadName").asText()).as(text).isNotEmpty();
      assertThat(line.path("loggerName").asText()).as(text).isNotEmpty();
      assertThat(line.path("message").asText()).as(text).isNotEmpty();
      for (JsonNode pair : line.path("kvpList")) {
        assertThat(pair).as(text).hasSize(1).allMatch(JsonNode::isTextual);
      }
      messages.add(line.path("message").asText());
    }
    return messages;
  }

  private SealiftProcess startKafka() {
    return SealiftProcess.startTestMain(
        work, KafkaMain.class, List.of(work.resolve("kafka").toString()));
  }

  private SealiftProcess startCoordinator(
      SealiftProcess kafka, Map<String, String> environment, String... options) throws IOException {
    return start(
        "coordinator",
        environment,
        List.of(options),
        "regions = a",
        "kafka.bootstrap-servers = " + servers(kafka),
        "kafka.replication-factor = 1",
        "coordinator.data-directory = " + work.resolve("coordinator"),
        "coordinator.port = 0");
  }

  private SealiftProcess startAgent(
      SealiftProcess kafka, Map<String, String> environment, String... options) throws IOException {
    return start(
        "region-agent",
        environment,
        List.of(options),
        "agent.id = a-1",
        "agent.region = a",
        "kafka.bootstrap-servers = " + servers(kafka),
        "agent.store-directory = " + work.resolve("store"),
        "agent.key-ring-directory = " + work.resolve("keys"));
  }

  private SealiftProcess start(
      String role, Map<String, String> environment, List<String> options, String... settings)
      throws IOException {
    Path file = Files.write(work.resolve(role + ".properties"), List.of(settings));
    List<String> line = new ArrayList<>(List.of(role, "--config", file.toString()));
    line.addAll(options);
    return SealiftProcess.start(work, environment, line);
  }

  private static String servers(SealiftProcess kafka) {
    return kafka.awaitLine("kafka ").substring("kafka ".length());
  }
}
