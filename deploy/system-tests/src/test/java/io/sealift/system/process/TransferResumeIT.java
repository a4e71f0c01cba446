package io.sealift.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the command line itself, while it moves an image. */
class TransferResumeIT {
  private static final int MEBIBYTES = 200;
  private static final int EXPORTS = 10;

  @TempDir Path work;

  @Test
  void anImportAndAnExportGoOnWhereTheirKilledCommandsStopped() throws IOException {
    Path disk = DiskImages.write(work.resolve("disk.raw"), MEBIBYTES, 4);
    try (RunningCluster cluster = new RunningCluster(work.resolve("cluster"), work, "a")) {
      Terminal terminal = cluster.terminal();
      String[] importing = {
        "image",
        "import",
        "--region",
        "a",
        "--name",
        "resumed",
        "--connections",
        "1",
        "--json",
        disk.toString()
      };
      Path snapshots = cluster.directory().resolve("regions/a/store/snapshots");
      try (SealiftProcess first = terminal.start(importing)) {
        await("the second segment's file", () -> countOf(snapshots, ".seg") >= 2);
        first.kill();
      }
      JsonNode imported = terminal.run(importing).json();
      assertThat(imported.path("sentBytes").asLong()).isBetween(1L, dataBytes() - (40 << 20));
      assertThat(cluster.get("/v1/images").path("images")).hasSize(1);

      Path output = work.resolve("exported.raw");
      String imageId = imported.path("imageId").asText();
      String[] exporting = {
        "image",
        "export",
        imageId,
        "--region",
        "a",
        "--connections",
        "1",
        "--json",
        "--output",
        output.toString()
      };
      killMidway(terminal, exporting, output);
      JsonNode exported = terminal.run(exporting).json();
      assertThat(exported.path("receivedBytes").asLong()).isBetween(1L, dataBytes() - (40 << 20));
      DiskImages.assertSame(output, disk);
      assertThat(countOf(work, ".part") + countOf(work, ".state")).isZero();
    }
  }

  // A quick machine may be through before the tester has looked: then it is done over again.
  private static void killMidway(Terminal terminal, String[] exporting, Path output)
      throws IOException {
    Path state = output.resolveSibling(output.getFileName() + ".part.state");
    for (int time = 0; time < EXPORTS; time++) {
      try (SealiftProcess first = terminal.start(exporting)) {
        await("a segment in " + state, () -> lineCount(state) >= 2 || !first.isAlive());
        first.kill();
      }
      if (Files.exists(state)) {
        break;
      }
      Files.deleteIfExists(output);
    }
    assertThat(state).exists();
    assertThat(output).doesNotExist();
  }

  private static long dataBytes() {
    // Two of three MiB hold data, and the last one none.
    return (long) (MEBIBYTES - 1 - (MEBIBYTES - 1) / 3) << 20;
  }

  private static void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(SealiftProcess.PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(condition);
  }

  private static long countOf(Path directory, String ending) {
    if (!Files.isDirectory(directory)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(ending)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long lineCount(Path file) {
    try {
      return Files.readAllLines(file).size();
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
