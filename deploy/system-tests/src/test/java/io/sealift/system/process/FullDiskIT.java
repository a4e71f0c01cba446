package io.sealift.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A region whose store is full, on a small file system of its own: needs the right to mount. */
class FullDiskIT {
  private static final int IMAGE_MEBIBYTES = 100;
  private static final int STORE_MEBIBYTES = 80;
  private static final int FILLED_MEBIBYTES = 70;

  @TempDir Path work;

  @Test
  void aTargetWithoutSpaceFailsAloneAndLeavesNothing() throws Exception {
    Path cluster = work.resolve("cluster");
    Path store = Files.createDirectories(cluster.resolve("regions").resolve("b").resolve("store"));
    Files.createDirectories(cluster.resolve("regions").resolve("c").resolve("store"));
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + STORE_MEBIBYTES + "m", "none", store.toString())
            == 0,
        "a full disk needs the right to mount a file system");
    try (RunningCluster running = new RunningCluster(cluster, work, "a,b,c")) {
      FileStore disk = Files.getFileStore(store);
      assertThat(disk.getTotalSpace()).isEqualTo((long) STORE_MEBIBYTES << 20);
      Terminal terminal = running.terminal();
      Path image = DiskImages.write(work.resolve("disk.raw"), IMAGE_MEBIBYTES, 6);
      String imageId =
          terminal
              .json("image", "import", "--region", "a", "--name", "large", image.toString())
              .path("imageId")
              .asText();

      // There is room when the copy starts, and none soon after.
      String jobId = copy(terminal, imageId, "midway");
      running.awaitJob(
          jobId, "some bytes in b", job -> target(job, "b").path("bytesDone").asLong() > 0);
      Path filler = store.resolve("filler");
      Files.write(filler, new byte[(STORE_MEBIBYTES - 12) << 20 >> 1]);
      assertFailedInB(running, jobId);

      Files.write(filler, new byte[FILLED_MEBIBYTES << 20]);
      assertFailedInB(running, copy(terminal, imageId, "from-the-start"));

      Awaitility.await("nothing left in b")
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(() -> assertThat(segmentFiles(store)).isEmpty());
      assertThat(terminal.json("image", "list", "--region", "c").path("images")).hasSize(2);
    } finally {
      assertThat(run("umount", "-l", store.toString())).isZero();
    }
  }

  private static String copy(Terminal terminal, String imageId, String name) {
    return terminal
        .json(
            "image",
            "copy",
            imageId,
            "--region",
            "a",
            "--to",
            "b",
            "--to",
            "c",
            "--name",
            name,
            "--max-rate",
            "12MiB")
        .path("jobId")
        .asText();
  }

  private static void assertFailedInB(RunningCluster running, String jobId) {
    JsonNode job =
        running.awaitJob(jobId, "the end", now -> !now.path("state").asText().equals("RUNNING"));
    assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("PARTIALLY_SUCCEEDED");
    assertThat(target(job, "b").path("state").asText()).isEqualTo("CREATE_FAILED");
    assertThat(target(job, "b").path("failure").path("code").asText())
        .isIn("NO_SPACE", "STORE_FAILED");
    assertThat(target(job, "c").path("state").asText()).isEqualTo("AVAILABLE");
  }

  private static JsonNode target(JsonNode job, String region) {
    return RunningCluster.targets(job)
        .filter(target -> target.path("region").asText().equals(region))
        .findFirst()
        .orElseThrow();
  }

  private static List<Path> segmentFiles(Path store) {
    try (Stream<Path> files = Files.walk(store)) {
      return files.filter(file -> file.toString().endsWith(".seg")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int run(String... line) throws IOException, InterruptedException {
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
