package io.sealift.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpIT {
  @TempDir Path outputs;
  @TempDir Path parent;

  @Test
  void aClusterStopsAtASignalAndComesBackWithAllItHad() throws IOException {
    Path directory = parent.resolve("cluster");
    Path disk = DiskImages.write(parent.resolve("disk.raw"), 3, 1);
    try (RunningCluster cluster = new RunningCluster(directory, outputs, "a,b")) {
      assertThat(cluster.process().out().lines()).hasSize(1);
      assertThat(cluster.process().err()).isEmpty();
      Path clientFile = directory.resolve("client.env");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(clientFile)))
          .isEqualTo("rw-------");
      String clientSettings = Files.readString(clientFile);
      assertThat(clientSettings.lines().map(line -> line.substring(0, line.indexOf('='))))
          .containsExactly(
              "SEALIFT_ENDPOINT", "SEALIFT_ACCESS_KEY_ID", "SEALIFT_ACCESS_KEY_SECRET");

      Terminal.Ended second = cluster.terminal().run("up", "--regions", "a,b");
      assertThat(second.exitCode()).isEqualTo(1);
      assertThat(second.out()).isEmpty();
      assertThat(second.err().lines())
          .containsExactly(
              "sealift: cannot use %s: another process runs a cluster there".formatted(directory));

      Terminal terminal = cluster.terminal();
      String keyId = terminal.json("key", "create", "--region", "b").path("keyId").asText();
      terminal.json("image", "import", "--region", "a", "--name", "kept", disk.toString());
      JsonNode images = cluster.get("/v1/images");
      JsonNode jobs = cluster.get("/v1/jobs");
      assertThat(images.path("images")).hasSize(1);

      cluster.process().signal("TERM");
      assertThat(cluster.process().awaitExit()).isZero();
      assertThat(cluster.process().err()).isEmpty();

      cluster.startAgain();
      assertThat(Files.readString(clientFile)).isEqualTo(clientSettings);
      assertThat(cluster.get("/v1/images")).isEqualTo(images);
      assertThat(cluster.get("/v1/jobs")).isEqualTo(jobs);
      assertThat(cluster.get("/v1/keys/" + keyId).path("state").asText()).isEqualTo("ENABLED");
      Path exported = parent.resolve("exported.raw");
      String imageId = images.path("images").path(0).path("imageId").asText();
      terminal.json("image", "export", imageId, "--region", "a", "--output", exported.toString());
      DiskImages.assertSame(exported, disk);

      cluster.process().signal("INT");
      assertThat(cluster.process().awaitExit()).isZero();
    }
  }

  @Test
  void aDirectoryWithFurtherRegionsIsNotStartedWithoutThem() throws IOException {
    Path directory = parent.resolve("cluster");
    Files.createDirectories(directory.resolve("regions").resolve("east"));

    Terminal.Ended ended = new Terminal(outputs, directory).run("up", "--regions", "a,b");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err())
        .isEqualTo(
            "sealift: regions: %s holds regions that are not named: east%n".formatted(directory));
  }
}
