package io.sealift.system.cluster;

import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
import static io.sealift.system.cluster.TestCluster.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.cli.command.RebuildCommand;
import io.sealift.kafka.Topics;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka and the coordinator's directory are lost; the regions' stores and key rings are not. */
class RebuildIT {
  private static final TestDisk DISK = new TestDisk(31, 3, 3);
  private static final List<String> ALL = List.of(NORTH, SOUTH, WEST);
  private static final String LEFTOVER = "s-left0ver";

  @TempDir private Path work;

  /** Three regions with the same image, in the south under a customer's key. Returns that key. */
  private String fill(Path directory, Path disk) throws Exception {
    try (TestCluster cluster = TestCluster.start(directory)) {
      ClusterClient client = cluster.client();
      String imageId = client.importImage(NORTH, "web", disk);
      String key = client.createKey(SOUTH);
      client.awaitSucceeded(
          client.submit(
              ClusterClient.withEncrypted(ClusterClient.copy(imageId, NORTH, WEST), SOUTH, key)));
      // What a copy leaves that does not end.
      Path file =
          Files.createDirectories(cluster.store(NORTH).resolve("snapshots").resolve(LEFTOVER))
              .resolve("00000000-a-1.seg");
      Files.write(file, new byte[] {1});
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
      return key;
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Every file in the stores of all regions, with what makes it the same file. */
  private static Map<Path, Object> files(TestCluster cluster) throws IOException {
    Map<Path, Object> found = new TreeMap<>();
    for (String region : ALL) {
      try (Stream<Path> paths = Files.walk(cluster.store(region).resolve("snapshots"))) {
        for (Path path : paths.filter(Files::isRegularFile).toList()) {
          found.put(path, Files.readAttributes(path, "unix:ino,size,lastModifiedTime"));
        }
      }
    }
    return found;
  }

  /** What became of each region, by its name. */
  private static JsonNode rebuild(ClusterClient client, String... more) throws IOException {
    List<String> arguments =
        Stream.concat(Stream.of("--json", "--account", "administrator"), Stream.of(more)).toList();
    String out =
        ClusterClient.run(
            new RebuildCommand(client.environment()), arguments.toArray(String[]::new));
    ObjectNode regions = ClusterClient.object();
    StrictJson.mapper()
        .readTree(out)
        .path("regions")
        .forEach(region -> regions.set(region.path("region").asText(), region));
    return regions;
  }

  private static void awaitSweeps(TestCluster cluster) {
    Awaitility.await()
        .atMost(ClusterClient.PATIENCE)
        .until(
            () ->
                TopicRecords.read(cluster.kafkaServers(), Topics.PROGRESS)
                        .json(
                            message ->
                                message.path("type").asText().equals("store-inventory")
                                    && message.path("region").asText().equals(NORTH))
                        .size()
                    >= 2);
  }

  private void requireSame(ClusterClient client, String region, String imageId, Path disk)
      throws IOException {
    Path exported =
        client.exportImage(imageId, region, work.resolve(region + "-" + imageId + ".raw"));
    assertThat(Files.mismatch(disk, exported)).isEqualTo(-1);
    Files.delete(exported);
  }

  @Test
  void theCatalogueComesBackFromTheStoresAndNothingInThemIsSwept() throws Exception {
    Path disk = DISK.write(work.resolve("disk.raw"));
    Path directory = work.resolve("cluster");
    String key = fill(directory, disk);
    delete(directory.resolve("kafka"));
    delete(directory.resolve("coordinator"));

    try (TestCluster cluster = TestCluster.start(directory)) {
      ClusterClient client = cluster.client();
      Map<Path, Object> before = files(cluster);
      awaitSweeps(cluster);
      assertThat(ALL).allSatisfy(region -> assertThat(client.images(region)).isEmpty());
      assertThat(files(cluster)).isEqualTo(before);

      JsonNode told = rebuild(client, "--dry-run");
      assertThat(told.path(SOUTH).path("lines").toString())
          .contains(key)
          .contains("of account administrator");
      assertThat(told.path(NORTH).path("lines").toString())
          .contains("snapshot %s is left alone: it has no manifest".formatted(LEFTOVER));
      assertThat(ALL).allSatisfy(region -> assertThat(client.images(region)).isEmpty());
      assertThat(files(cluster)).isEqualTo(before);

      JsonNode added = rebuild(client);
      assertThat(added.path(SOUTH).path("result").asText())
          .isEqualTo(
              "added 1 snapshots, an image for each, and 1 keys; 0 snapshots were known, 0 are"
                  + " left alone");
      assertThat(client.get("/v1/keys/" + key).path("state").asText()).isEqualTo("ENABLED");
      for (String region : ALL) {
        assertThat(client.images(region)).hasSize(1);
        requireSame(client, region, client.images(region).get(0), disk);
      }

      JsonNode again = rebuild(client);
      assertThat(again.path(SOUTH).path("result").asText())
          .startsWith("added 0 snapshots, an image for each, and 0 keys; 1 snapshots were known");
      assertThat(ALL).allSatisfy(region -> assertThat(client.images(region)).hasSize(1));

      String job = client.submit(ClusterClient.copy(client.images(SOUTH).get(0), SOUTH, NORTH));
      client.awaitSucceeded(job);
      requireSame(client, NORTH, client.imageOf(job, NORTH), disk);

      // Once the catalogue is there, what nobody knows is nobody's.
      Awaitility.await()
          .atMost(ClusterClient.PATIENCE)
          .until(() -> !cluster.files(NORTH, LEFTOVER).exist());
    }
  }
}
