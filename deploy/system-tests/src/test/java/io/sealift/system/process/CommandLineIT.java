package io.sealift.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What scripts rely on: exit codes, one JSON object per command, one line per refusal. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandLineIT {
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int NOT_FOUND = 3;
  private static final int REFUSED = 4;
  private static final int CANCELLED = 5;
  private static final String NOBODY = "m-00000000000000000000";

  private Path work = Path.of("");
  private RunningCluster cluster;
  private Terminal terminal;
  private Path disk = Path.of("");
  private String imageId;

  @BeforeAll
  void start(@TempDir Path directory) {
    work = directory;
    disk = DiskImages.write(work.resolve("disk.raw"), 24, 3);
    cluster = new RunningCluster(work.resolve("cluster"), work, "a,b");
    terminal = cluster.terminal();
    JsonNode imported =
        terminal.json("image", "import", "--region", "a", "--name", "shapes", disk.toString());
    imageId = imported.path("imageId").asText();
    assertThat(imageId).startsWith("m-");
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  @Test
  void aCopyIsOneJsonObjectWithItsTargets() {
    JsonNode copy =
        terminal.json(
            "image", "copy", imageId, "--region", "a", "--to", "b", "--name", "one", "--wait");

    assertThat(copy.path("jobId").asText()).startsWith("j-");
    assertThat(copy.path("targets")).hasSize(1);
    JsonNode target = copy.path("targets").path(0);
    assertThat(target.path("region").asText()).isEqualTo("b");
    JsonNode images = terminal.json("image", "list", "--region", "b").path("images");
    assertThat(RunningCluster.elements(images))
        .anySatisfy(
            image -> {
              assertThat(image.path("imageId")).isEqualTo(target.path("imageId"));
              assertThat(image.path("name").asText()).isEqualTo("one");
              assertThat(image.path("status").asText()).isEqualTo("AVAILABLE");
              assertThat(image.path("progress").asInt()).isEqualTo(100);
            });
  }

  @Test
  void whatDoesNotExistEndsWithThree() {
    assertRefused(NOT_FOUND, "image", "show", NOBODY);
    assertRefused(NOT_FOUND, "image", "copy", NOBODY, "--region", "a", "--to", "b");
    assertRefused(
        NOT_FOUND, "image", "import", "--region", "a", "--name", "none", work + "/none.raw");
  }

  @Test
  void whatIsNotAllowedEndsWithFour() {
    assertRefused(REFUSED, "image", "copy", imageId, "--region", "a", "--to", "a");
    assertRefused(REFUSED, "image", "import", "--region", "a", "--name", "acs:x", disk.toString());
  }

  @Test
  void aWrongCommandLineEndsWithTwo() {
    assertThat(terminal.run("image", "copy", imageId).exitCode()).isEqualTo(USAGE);
    Terminal.Ended ended = terminal.run("image", "copie");
    assertThat(ended.exitCode()).isEqualTo(USAGE);
    assertThat(ended.err()).contains("copie");
  }

  @Test
  void aClusterThatIsAwayEndsWithOne() {
    Map<String, String> nowhere =
        Map.of(
            "SEALIFT_ENDPOINT",
            "http://127.0.0.1:9",
            "SEALIFT_ACCESS_KEY_ID",
            "ak-00000000",
            "SEALIFT_ACCESS_KEY_SECRET",
            "00000000");
    Terminal.Ended ended = new Terminal(work, nowhere).run("image", "list");
    assertThat(ended.exitCode()).isEqualTo(FAILED);
    assertThat(ended.err().lines())
        .allSatisfy(line -> assertThat(line).contains("cannot reach http://127.0.0.1:9"))
        .last()
        .asString()
        .startsWith("sealift: ");
  }

  @Test
  void aCancelledCopyEndsWithFiveForThoseWhoWait() {
    try (SealiftProcess copy =
        terminal.start(
            "image",
            "copy",
            imageId,
            "--region",
            "a",
            "--to",
            "b",
            "--name",
            "never",
            "--max-rate",
            "1MiB",
            "--wait")) {
      String jobId = copy.awaitLine("j-");
      terminal.json("job", "cancel", jobId);
      assertThat(copy.awaitExit()).as(copy.err()).isEqualTo(CANCELLED);
      assertThat(cluster.job(jobId).path("state").asText()).isEqualTo("CANCELLED");
    }
  }

  @Test
  void everyProblemOfAConfigurationFileIsToldAtOnceWithTheNearestKey() throws IOException {
    Path file = work.resolve("coordinator.properties");
    Files.write(
        file, List.of("regoins = a,b", "coordinator.port = 99999", "copy.max-targets = none"));

    Terminal.Ended ended = terminal.run("coordinator", "--config", file.toString());

    assertThat(ended.exitCode()).isEqualTo(USAGE);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().lines())
        .anySatisfy(line -> assertThat(line).contains("regoins", "regions"))
        .anySatisfy(line -> assertThat(line).contains("coordinator.port: must be"))
        .anySatisfy(line -> assertThat(line).contains("copy.max-targets: must be"))
        .anySatisfy(line -> assertThat(line).contains("kafka.bootstrap-servers"))
        .allSatisfy(line -> assertThat(line).startsWith("sealift: "));
  }

  @Test
  void aQcow2FileComesBackAsAnEqualOne() throws Exception {
    Path qcow2 = work.resolve("disk.qcow2");
    qemuImg("convert", "-O", "qcow2", disk.toString(), qcow2.toString());
    assertRefused(
        REFUSED, "image", "import", "--region", "a", "--name", "unsaid", qcow2.toString());
    JsonNode imported =
        terminal.json(
            "image",
            "import",
            "--region",
            "a",
            "--name",
            "qcow2",
            "--format",
            "qcow2",
            qcow2.toString());
    JsonNode copy =
        terminal.json(
            "image",
            "copy",
            imported.path("imageId").asText(),
            "--region",
            "a",
            "--to",
            "b=alias/acs/ecs",
            "--wait");
    Path exported = work.resolve("exported.qcow2");

    terminal.json(
        "image",
        "export",
        copy.path("targets").path(0).path("imageId").asText(),
        "--region",
        "b",
        "--format",
        "qcow2",
        "--output",
        exported.toString());

    qemuImg("compare", qcow2.toString(), exported.toString());
  }

  private void assertRefused(int exitCode, String... arguments) {
    Terminal.Ended ended = terminal.run(arguments);
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(exitCode);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().lines()).hasSize(1).first().asString().startsWith("sealift: ");
  }

  private static void qemuImg(String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of("qemu-img"));
    line.addAll(List.of(arguments));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
