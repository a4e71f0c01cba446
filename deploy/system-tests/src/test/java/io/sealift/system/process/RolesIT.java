package io.sealift.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every role in a process of its own; one after the other is killed or held while a copy runs. */
class RolesIT {
  private static final int MEBIBYTES = 240;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path work;

  @Test
  void aCopyOutlivesItsCoordinatorAnAgentTheBrokerAndAFrozenAgent() {
    Path disk = DiskImages.write(work.resolve("disk.raw"), MEBIBYTES, 5);
    try (SeparateRoles roles = new SeparateRoles(work)) {
      Terminal terminal = roles.terminal();
      roles.awaitAgents();
      // A standby signs the tickets of an upload itself.
      JsonNode imported =
          roles
              .standbyTerminal()
              .json("image", "import", "--region", "a", "--name", "roles", disk.toString());
      JsonNode copy =
          terminal.json(
              "image",
              "copy",
              imported.path("imageId").asText(),
              "--region",
              "a",
              "--to",
              "b=alias/acs/ecs",
              "--name",
              "outlives",
              "--max-rate",
              "12MiB");
      String jobId = copy.path("jobId").asText();

      awaitMore(terminal, jobId, 0);
      terminal = roles.killOwner();
      long done = awaitMore(terminal, jobId, bytesDone(terminal, jobId));
      roles.kill("b-1");
      done = awaitMore(terminal, jobId, done);
      roles.kill("kafka");
      roles.startKafka();
      awaitMore(terminal, jobId, done);
      SealiftProcess frozen = roles.process("b-2");
      frozen.signal("STOP");
      roles.startAgent("b", 3);
      JsonNode job = await(terminal, jobId, one -> !one.path("state").asText().equals("RUNNING"));
      frozen.signal("CONT");

      assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("SUCCEEDED");
      String imageId = copy.path("targets").path(0).path("imageId").asText();
      Path exported = work.resolve("exported.raw");
      terminal.json("image", "export", imageId, "--region", "b", "--output", exported.toString());
      DiskImages.assertSame(exported, disk);
      assertThat(terminal.json("image", "list").path("images")).hasSize(2);
      assertThat(frozen.isAlive()).isTrue();
      assertThat(exported.toFile().delete()).isTrue();
      terminal.json("image", "export", imageId, "--region", "b", "--output", exported.toString());
      DiskImages.assertSame(exported, disk);
    }
  }

  @Test
  void anAgentThatIsToldToStopLeavesWithinItsGraceAndTheCopyGoesOn() {
    Path disk = DiskImages.write(work.resolve("disk.raw"), MEBIBYTES, 6);
    try (SeparateRoles roles = new SeparateRoles(work)) {
      Terminal terminal = roles.terminal();
      roles.awaitAgents();
      JsonNode imported =
          terminal.json("image", "import", "--region", "a", "--name", "drain", disk.toString());
      JsonNode copy =
          terminal.json(
              "image",
              "copy",
              imported.path("imageId").asText(),
              "--region",
              "a",
              "--to",
              "b",
              "--max-rate",
              "12MiB");
      String jobId = copy.path("jobId").asText();

      awaitMore(terminal, jobId, 0);
      roles.process("b-1").signal("TERM");
      roles.process("a-1").signal("TERM");

      assertThat(roles.process("b-1").awaitExit()).isZero();
      assertThat(roles.process("a-1").awaitExit()).isZero();
      JsonNode job = await(terminal, jobId, one -> !one.path("state").asText().equals("RUNNING"));
      assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("SUCCEEDED");
      for (String agent : List.of("b-1", "b-2")) {
        assertThat(roles.process(agent).out())
            .contains("\"level\":\"INFO\"")
            .doesNotContain("failureCode", "\"WARN\"", "\"ERROR\"");
      }
      String imageId = copy.path("targets").path(0).path("imageId").asText();
      Path exported = work.resolve("exported.raw");
      terminal.json("image", "export", imageId, "--region", "b", "--output", exported.toString());
      DiskImages.assertSame(exported, disk);
    }
  }

  private static long awaitMore(Terminal terminal, String jobId, long before) {
    JsonNode job = await(terminal, jobId, now -> RunningCluster.bytesDone(now) > before);
    assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("RUNNING");
    return RunningCluster.bytesDone(job);
  }

  private static long bytesDone(Terminal terminal, String jobId) {
    return RunningCluster.bytesDone(terminal.json("job", "show", jobId));
  }

  private static JsonNode await(Terminal terminal, String jobId, Predicate<JsonNode> condition) {
    return Awaitility.await("job " + jobId)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> terminal.get("/v1/jobs/" + jobId), condition);
  }
}
