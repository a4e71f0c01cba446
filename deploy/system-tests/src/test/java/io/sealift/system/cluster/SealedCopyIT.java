package io.sealift.system.cluster;

import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
import static io.sealift.system.cluster.TestCluster.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.agent.envelope.DataKey;
import io.sealift.agent.kms.EncryptionContext;
import io.sealift.agent.kms.local.LocalKms;
import io.sealift.cli.client.ClientSettings;
import io.sealift.copy.KeyId;
import io.sealift.copy.RandomIdSource;
import io.sealift.copy.RegionId;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotId;
import io.sealift.kafka.Topics;
import io.sealift.protocol.WrappedKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * One job with a copy of every kind: equal when exported, and nothing but sealed bytes wherever the
 * cluster keeps anything.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SealedCopyIT {
  private static final TestDisk DISK = new TestDisk(7, 5, 6);
  private static final List<String> TARGETS = List.of(SOUTH, WEST, NORTH);

  private final Path work;
  private final Path disk;
  private final FileAppender<ILoggingEvent> log;
  private final TestCluster cluster;
  private final ClusterClient client;
  private final String imageId;
  private final String jobId;

  SealedCopyIT(@TempDir Path work) throws Exception {
    this.work = work;
    this.disk = DISK.write(work.resolve("disk.raw"));
    this.log = logInto(work.resolve("cluster").resolve("logs").resolve("all.log"));
    this.cluster = TestCluster.start(work.resolve("cluster"));
    this.client = cluster.client();
    this.imageId = client.importImage(NORTH, "web", disk);
    ObjectNode request = ClusterClient.copy(imageId, NORTH, SOUTH);
    ClusterClient.withEncrypted(request, WEST, client.createKey(WEST));
    ClusterClient.withEncrypted(request, NORTH, "");
    this.jobId = client.submit(request);
    client.awaitSucceeded(jobId);
  }

  @AfterAll
  void stop() {
    cluster.close();
    productLogger().detachAppender(log);
    productLogger().setLevel(Level.INFO);
    log.stop();
  }

  private static Logger productLogger() {
    return (Logger) LoggerFactory.getLogger("io.sealift");
  }

  private static FileAppender<ILoggingEvent> logInto(Path file) {
    Logger logger = productLogger();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(logger.getLoggerContext());
    encoder.setPattern("%level %logger %msg %kvp %ex%n");
    encoder.start();
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setContext(logger.getLoggerContext());
    appender.setFile(file.toString());
    appender.setEncoder(encoder);
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.DEBUG);
    return appender;
  }

  @Test
  void everyKindOfCopyIsEqualWhenExported() throws Exception {
    for (String region : TARGETS) {
      Path exported =
          client.exportImage(client.imageOf(jobId, region), region, work.resolve(region + ".raw"));

      assertThat(Files.mismatch(disk, exported)).as(region).isEqualTo(-1);
      Files.delete(exported);
    }
  }

  @Test
  void noPlainByteAndNoDataKeyLiesAnywhere() throws Exception {
    FileScan scan = new FileScan().lookFor(DISK.canary());
    Map<String, byte[]> dataKeys = dataKeys();
    dataKeys.values().forEach(scan::lookFor);

    assertThat(new FileScan().lookFor(DISK.canary()).find(work))
        .as("the scan finds what is there")
        .contains(Path.of("disk.raw"));
    assertThat(dataKeys).hasSize(1 + TARGETS.size());
    assertThat(cluster.directory().resolve("logs").resolve("all.log")).isNotEmptyFile();
    assertThat(scan.find(cluster.directory())).isEmpty();
  }

  @Test
  void theAccessKeysSecretLiesInItsOwnFileAlone() throws Exception {
    String secret = client.environment().getOrDefault(ClientSettings.ACCESS_KEY_SECRET, "");

    List<Path> found =
        new FileScan().lookFor(secret.getBytes(StandardCharsets.UTF_8)).find(cluster.directory());

    assertThat(found).containsExactly(Path.of("coordinator", "administrator.env"));
  }

  @Test
  void metricsNameNoImageNoKeyAndNoSecret() throws Exception {
    String metrics =
        scrape(cluster.endpoint())
            + scrape(cluster.management(NORTH, 1))
            + scrape(cluster.management(WEST, 1));
    JsonNode keys = client.get("/v1/keys").path("keys");
    List<String> kept = new ArrayList<>(client.environment().values());
    kept.remove(client.environment().get(ClientSettings.ENDPOINT));
    kept.addAll(List.of(imageId, client.imageOf(jobId, WEST), "\"web\""));
    keys.forEach(key -> kept.add(key.path("keyId").asText()));

    assertThat(keys).isNotEmpty();
    assertThat(metrics).contains("sealift_").doesNotContain(kept);
  }

  private static String scrape(URI server) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(server.resolve("/metrics")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void onlyTheVerbatimCopyBearsTheSourcesSealId() {
    Map<String, JsonNode> prepared = prepared();
    String source =
        client.get("/v1/images/" + imageId).path("disks").path(0).path("snapshotId").asText();
    String verbatim = client.snapshotOf(jobId, SOUTH);

    assertThat(sealId(prepared, verbatim)).isEqualTo(sealId(prepared, source));
    prepared.remove(verbatim);
    assertThat(prepared.keySet().stream().map(id -> sealId(prepared, id)).distinct())
        .hasSize(prepared.size());
  }

  @Test
  void onlyTheVerbatimCopyBearsTheSourcesDataKey() throws Exception {
    Map<String, byte[]> dataKeys = dataKeys();
    String source =
        client.get("/v1/images/" + imageId).path("disks").path(0).path("snapshotId").asText();
    String verbatim = client.snapshotOf(jobId, SOUTH);

    assertThat(dataKeys.get(verbatim)).isEqualTo(dataKeys.get(source));
    dataKeys.remove(verbatim);
    assertThat(
            dataKeys.values().stream()
                .map(List::of)
                .map(key -> new String(key.get(0), StandardCharsets.ISO_8859_1))
                .distinct())
        .hasSize(dataKeys.size());
  }

  private static String sealId(Map<String, JsonNode> snapshots, String snapshotId) {
    JsonNode snapshot = snapshots.get(snapshotId);
    assertThat(snapshot).as(snapshotId).isNotNull();
    return snapshot == null ? "" : snapshot.path("prepared").path("sealId").asText();
  }

  /** Every snapshot with a data key, by its id, as the journal has it. */
  private Map<String, JsonNode> prepared() {
    Map<String, JsonNode> snapshots = new LinkedHashMap<>();
    TopicRecords.read(cluster.kafkaServers(), Topics.JOURNAL)
        .json(
            entity ->
                entity.path("type").asText().equals("snapshot") && entity.hasNonNull("prepared"))
        .forEach(snapshot -> snapshots.put(snapshot.path("snapshotId").asText(), snapshot));
    return snapshots;
  }

  /** Every data key in the clear, as only the region's key service can give it. */
  private Map<String, byte[]> dataKeys() throws Exception {
    Map<String, byte[]> keys = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> snapshot : prepared().entrySet()) {
      RegionId region = new RegionId(snapshot.getValue().path("region").asText());
      JsonNode prepared = snapshot.getValue().path("prepared");
      JsonNode wrapped = prepared.path("wrappedKey");
      LocalKms kms =
          new LocalKms(
              cluster.keyRing(region.value()),
              region,
              Clock.systemUTC(),
              new RandomIdSource(),
              new SecureRandom());
      EncryptionContext context =
          new EncryptionContext(
              region,
              new SnapshotId(snapshot.getKey()),
              new SealId(prepared.path("sealId").asText()));
      try (DataKey key =
          kms.unwrap(
              new WrappedKey(
                  new KeyId(wrapped.path("keyId").asText()),
                  wrapped.path("keyVersion").asInt(),
                  wrapped.path("blob").asText()),
              context)) {
        keys.put(snapshot.getKey(), key.withBytes(byte[]::clone));
      }
    }
    return keys;
  }
}
