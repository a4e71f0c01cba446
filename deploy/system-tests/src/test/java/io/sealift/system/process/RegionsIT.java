package io.sealift.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster gets a region and loses one, as docs/operations.md has it. */
class RegionsIT {
  @TempDir Path work;

  @Test
  void aRegionIsAddedAndAnotherRemoved() throws IOException {
    Path directory = work.resolve("cluster");
    Path disk = DiskImages.write(work.resolve("disk.raw"), 3, 1);
    try (RunningCluster cluster = new RunningCluster(directory, work, "a,b")) {
      Terminal terminal = cluster.terminal();
      String source =
          terminal
              .json("image", "import", "--region", "a", "--name", "web", disk.toString())
              .path("imageId")
              .asText();
      String leaving = copy(terminal, source, "b");

      stop(cluster);
      cluster.startAgainWith("a,b,c");

      String added = copy(terminal, source, "c");

      terminal.json("image", "delete", leaving);
      stop(cluster);
      Files.move(directory.resolve("regions").resolve("b"), work.resolve("b"));
      cluster.startAgainWith("a,c");

      assertThat(ids(terminal.json("image", "list").path("images")))
          .containsExactlyInAnyOrder(source, added);
      Terminal.Ended gone =
          terminal.run("image", "copy", source, "--region", "a", "--to", "b", "--name", "again");
      assertThat(gone.exitCode()).isNotZero();
      assertThat(gone.err()).contains("targets[0].region: no region b in this cluster");
      assertExported(terminal, source, "a", disk);
      assertExported(terminal, added, "c", disk);
    }
  }

  private static void stop(RunningCluster cluster) {
    cluster.process().signal("TERM");
    assertThat(cluster.process().awaitExit()).isZero();
  }

  private static String copy(Terminal terminal, String imageId, String region) {
    return terminal
        .json(
            "image",
            "copy",
            imageId,
            "--region",
            "a",
            "--to",
            region,
            "--name",
            "to-" + region,
            "--wait")
        .path("targets")
        .path(0)
        .path("imageId")
        .asText();
  }

  private void assertExported(Terminal terminal, String imageId, String region, Path disk)
      throws IOException {
    Path exported = work.resolve(imageId + ".raw");
    terminal.json("image", "export", imageId, "--region", region, "--output", exported.toString());
    DiskImages.assertSame(exported, disk);
    Files.delete(exported);
  }

  private static List<String> ids(JsonNode images) {
    return RunningCluster.elements(images).map(image -> image.path("imageId").asText()).toList();
  }
}
