package io.sealift.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code kill -9} of a whole cluster, at several moments of one copy and in an import; the property
 * {@code sealift.kill.rounds} says how many copies.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillEverythingIT {
  private static final int MEBIBYTES = 200;
  private static final int SLOTS = 2;
  private static final int MAX_SECONDS_TO_GO_ON = 15;

  private Path work = Path.of("");
  private Path disk = Path.of("");
  private RunningCluster cluster;
  private Terminal terminal;
  private String source;
  private String customerKey;

  /** When everything is killed. */
  enum Moment {
    JUST_SUBMITTED {
      @Override
      boolean hasCome(JsonNode job) {
        return true;
      }
    },
    MIDWAY {
      @Override
      boolean hasCome(JsonNode job) {
        return RunningCluster.bytesDone(job) > (50 << 20);
      }
    },
    AROUND_COMMIT {
      @Override
      boolean hasCome(JsonNode job) {
        return RunningCluster.targets(job)
            .map(target -> target.path("state").asText())
            .anyMatch(state -> state.equals("COMMITTING") || state.equals("AVAILABLE"));
      }
    };

    abstract boolean hasCome(JsonNode job);
  }

  @BeforeAll
  void importOnce(@TempDir Path directory) {
    work = directory;
    disk = DiskImages.write(work.resolve("disk.raw"), MEBIBYTES, 2);
    cluster = new RunningCluster(work.resolve("cluster"), work, "a,b,c");
    terminal = cluster.terminal();
    source = importDisk("source");
    customerKey = terminal.json("key", "create", "--region", "c").path("keyId").asText();
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  static IntStream rounds() {
    return IntStream.rangeClosed(1, Integer.getInteger("sealift.kill.rounds", 1));
  }

  @ParameterizedTest(name = "round {0}")
  @MethodSource("rounds")
  void aCopyGoesOnThroughKillsAtEachMomentAndNothingIsMadeTwice(int round) {
    int imagesBefore = cluster.get("/v1/images").path("images").size();
    // The rate leaves time to meet the moments; --wait must live through it all.
    try (SealiftProcess copy =
        terminal.start(
            "image",
            "copy",
            source,
            "--region",
            "a",
            "--to",
            "b",
            "--to",
            "c=" + customerKey,
            "--name",
            "copy-" + round,
            "--max-rate",
            "30MiB",
            "--wait")) {
      String jobId = copy.awaitLine("j-");

      List<Kill> kills = Stream.of(Moment.values()).map(moment -> killAt(jobId, moment)).toList();

      JsonNode after = cluster.awaitSuccess(jobId);
      assertThat(copy.awaitExit()).as(copy.err()).isZero();
      List<JsonNode> targets = RunningCluster.targets(after).toList();
      for (int target = 0; target < targets.size(); target++) {
        for (Kill kill : kills) {
          assertThat(sentAgain(targets.get(target), kill.sent().get(target)))
              .as("files of the kill at %s that were made again", kill.moment())
              .isLessThanOrEqualTo(SLOTS);
        }
        assertExportedIsSame(targets.get(target));
      }
    }
    assertThat(cluster.get("/v1/images").path("images")).hasSize(imagesBefore + 2);
  }

  /** A kill, and the files that each target had by then. */
  private record Kill(Moment moment, List<Set<Path>> sent) {}

  private Kill killAt(String jobId, Moment moment) {
    JsonNode before = cluster.awaitJob(jobId, moment.name(), moment::hasCome);
    cluster.kill();
    List<Set<Path>> sent = RunningCluster.targets(before).map(this::segmentFiles).toList();
    cluster.startAgain();
    long ready = System.nanoTime();
    cluster.awaitJob(
        jobId,
        "progress after " + moment,
        job -> goneOn(job, before) || !job.path("state").asText().equals("RUNNING"));
    assertThat(Duration.ofNanos(System.nanoTime() - ready))
        .as("time to go on after %s", moment)
        .isLessThan(Duration.ofSeconds(MAX_SECONDS_TO_GO_ON));
    return new Kill(moment, sent);
  }

  @Test
  void anImportGoesOnWhenEverythingWasKilledDuringItsUpload() {
    int imagesBefore = cluster.get("/v1/images").path("images").size();
    try (SealiftProcess importing =
        terminal.start(
            "image",
            "import",
            "--region",
            "b",
            "--name",
            "interrupted",
            "--connections",
            "1",
            "--json",
            disk.toString())) {
      Path snapshots = store("b").resolve("snapshots");
      int filesBefore = segmentFilesUnder(snapshots).size();
      Awaitility.await("the second segment")
          .atMost(SealiftProcess.PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> segmentFilesUnder(snapshots).size() >= filesBefore + 2);

      cluster.kill();
      cluster.startAgain();

      assertThat(importing.awaitExit()).as(importing.err()).isZero();
      JsonNode images = cluster.get("/v1/images").path("images");
      assertThat(images).hasSize(imagesBefore + 1);
      JsonNode image =
          RunningCluster.elements(images)
              .filter(one -> one.path("name").asText().equals("interrupted"))
              .findFirst()
              .orElseThrow();
      assertThat(image.path("status").asText()).isEqualTo("AVAILABLE");
      assertExportedIsSame(image);
    }
  }

  private String importDisk(String name) {
    return terminal
        .json("image", "import", "--region", "a", "--name", name, disk.toString())
        .path("imageId")
        .asText();
  }

  private static boolean goneOn(JsonNode job, JsonNode before) {
    return RunningCluster.bytesDone(job) > RunningCluster.bytesDone(before);
  }

  private Path store(String region) {
    return cluster.directory().resolve("regions").resolve(region).resolve("store");
  }

  private Path snapshot(JsonNode target) {
    return store(target.path("region").asText())
        .resolve("snapshots")
        .resolve(target.path("snapshotIds").path(0).asText());
  }

  private Set<Path> segmentFiles(JsonNode target) {
    return segmentFilesUnder(snapshot(target));
  }

  private static Set<Path> segmentFilesUnder(Path directory) {
    if (!Files.isDirectory(directory)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return new HashSet<>(files.filter(file -> file.toString().endsWith(".seg")).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many of the files that were there when everything died are not part of the copy. */
  private long sentAgain(JsonNode target, Set<Path> files) {
    try {
      String manifest = Files.readString(snapshot(target).resolve("manifest.json"));
      return files.stream()
          .map(file -> file.getFileName().toString().replaceFirst("^\\d+-", "").replace(".seg", ""))
          .filter(attempt -> !manifest.contains(attempt))
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertExportedIsSame(JsonNode image) {
    String imageId = image.path("imageId").asText();
    Path exported = work.resolve(imageId + ".raw");
    terminal.json(
        "image",
        "export",
        imageId,
        "--region",
        image.path("region").asText(),
        "--output",
        exported.toString());
    DiskImages.assertSame(exported, disk);
    assertThat(exported.toFile().delete()).isTrue();
  }
}
