package io.sealift.system.cluster;

import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
import static io.sealift.system.cluster.TestCluster.WEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A byte of a source's sealed file is wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CorruptSourceIT {
  private static final TestDisk DISK = new TestDisk(17, 4, 4);
  private static final int BAD_SEGMENT = 2;
  private static final Duration AT_ONCE = Duration.ofSeconds(40);

  private final Path work;
  private final Path disk;
  private final TestCluster cluster;
  private final ClusterClient client;

  CorruptSourceIT(@TempDir Path work) throws Exception {
    this.work = work;
    this.disk = DISK.write(work.resolve("disk.raw"));
    this.cluster = TestCluster.start(work.resolve("cluster"));
    this.client = cluster.client();
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  private void harm(String imageId) throws Exception {
    String snapshot =
        client.get("/v1/images/" + imageId).path("disks").path(0).path("snapshotId").asText();
    SnapshotFiles files = cluster.files(NORTH, snapshot);
    String name =
        files.segments().keySet().stream()
            .filter(file -> file.startsWith("%08d-".formatted(BAD_SEGMENT)))
            .findFirst()
            .orElseThrow();
    try (RandomAccessFile file =
        new RandomAccessFile(files.directory().resolve(name).toFile(), "rw")) {
      // In the last of the segment's blocks.
      long position = file.length() - TestDisk.BLOCK_BYTES / 2;
      file.seek(position);
      int value = file.read();
      file.seek(position);
      file.write(value ^ 1);
    }
  }

  private JsonNode verify(String imageId) throws Exception {
    return client.awaitOperationEnd(client.post("/v1/images/%s/verify".formatted(imageId)));
  }

  @Test
  void aCorruptBlockFailsItsCopiesByNameAndNobodyElses() throws Exception {
    String good = client.importImage(NORTH, "good", disk);
    String bad = client.importImage(NORTH, "bad", Files.copy(disk, work.resolve("bad.raw")));
    assertThat(verify(bad).path("state").asText()).isEqualTo("SUCCEEDED");
    harm(bad);
    ObjectNode request =
        ClusterClient.withEncrypted(ClusterClient.copy(bad, NORTH, SOUTH), WEST, "");

    String failing = client.submit(request);
    String passing = client.submit(ClusterClient.copy(good, NORTH, SOUTH));

    JsonNode failed = client.awaitEnd(failing);
    assertThat(failed.path("state").asText()).as("%s", failed).isEqualTo("FAILED");
    for (String region : new String[] {SOUTH, WEST}) {
      JsonNode failure = ClusterClient.target(failed, region).path("failure");
      assertThat(failure.path("code").asText()).isEqualTo("SOURCE_CORRUPT");
      assertThat(failure.path("message").asText())
          .contains("block %d of segment %d".formatted(DISK.blocksPerSegment() - 1, BAD_SEGMENT));
      assertThat(
              client.get("/v1/images/" + client.imageOf(failing, region)).path("status").asText())
          .isEqualTo("CREATE_FAILED");
    }
    client.awaitSucceeded(passing);
    Path exported =
        client.exportImage(client.imageOf(passing, SOUTH), SOUTH, work.resolve("good.raw"));
    assertThat(Files.mismatch(disk, exported)).isEqualTo(-1);
    JsonNode verification = verify(bad);
    assertThat(verification.path("state").asText()).isEqualTo("FAILED");
    assertThat(verification.path("failure").toString())
        .contains("segment " + BAD_SEGMENT)
        .contains("block");
    assertThat(verify(good).path("state").asText()).isEqualTo("SUCCEEDED");
  }

  @Test
  void anExportOfACorruptBlockEndsAtOnceAndNamesIt() throws Exception {
    String bad =
        client.importImage(NORTH, "exported", Files.copy(disk, work.resolve("exported.raw")));
    harm(bad);
    Path output = work.resolve("out.raw");

    ClusterClient.Run export = assertTimeout(AT_ONCE, () -> client.export(bad, NORTH, output));

    assertThat(export.exitCode()).as("%s", export).isEqualTo(1);
    assertThat(export.err().lines())
        .singleElement()
        .asString()
        .contains("block %d of segment %d".formatted(DISK.blocksPerSegment() - 1, BAD_SEGMENT))
        .contains("SOURCE_CORRUPT");
    assertThat(output).doesNotExist();
  }
}
