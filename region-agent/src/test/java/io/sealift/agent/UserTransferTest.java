package io.sealift.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.copy.AttemptId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.ControlMessage.JobDirectives;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.ProgressMessage.SegmentSealed;
import io.sealift.protocol.SnapshotPlan;
import io.sealift.protocol.TargetDirective;
import io.sealift.ticket.TransferTicket;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Uploads, downloads and the management port, over real sockets: what is refused, and in which
 * words.
 */
class UserTransferTest {
  private static final SnapshotGeometry GEOMETRY = new SnapshotGeometry(40_000, 4096, 16_384);
  private static final SnapshotId SNAPSHOT = new SnapshotId("s-import");
  private static final SnapshotId EXPORTED = new SnapshotId("s-export");
  @TempDir Path directory;
  private final byte[] disk = new byte[40_000];
  private final SnapshotPlan plan = new SnapshotPlan(SNAPSHOT, GEOMETRY, Optional.empty());
  private TestCluster cluster;
  private PreparedSnapshot prepared;

  @BeforeEach
  void start() throws Exception {
    new Random(3).nextBytes(disk);
    cluster = new TestCluster(directory);
    prepared =
        cluster.prepare(cluster.north, CopyMode.IMPORTED, KeyReference.STORAGE, plan, List.of());
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private String ticket() {
    return cluster.uploadTicket(cluster.north, GEOMETRY, prepared);
  }

  private HttpResponse<byte[]> upload(String ticket, int segment, BitSet blocks) throws Exception {
    return cluster.upload(cluster.north, ticket, plan, segment, blocks, disk);
  }

  private static BitSet blocks(int... indexes) {
    BitSet blocks = new BitSet();
    for (int index : indexes) {
      blocks.set(index);
    }
    return blocks;
  }

  private static void refused(HttpResponse<byte[]> answer, int status, String line) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(line + "\n");
  }

  @Test
  void aRepeatedUploadMakesAnotherAttempt() throws Exception {
    assertThat(upload(ticket(), 0, blocks(0, 2)).statusCode()).isEqualTo(200);
    assertThat(upload(ticket(), 0, blocks(0, 2)).statusCode()).isEqualTo(200);
    List<SegmentSealed> sealed = cluster.north.reporter.published(SegmentSealed.class);
    assertThat(sealed).hasSize(2);
    assertThat(sealed.get(0).attempt()).isNotEqualTo(sealed.get(1).attempt());
  }

  @Test
  void aDownloadOfManySegmentsReadsTheManifestOnce() throws Exception {
    cluster.imported(cluster.north, EXPORTED.value(), GEOMETRY, disk);
    assertThat(cluster.download(cluster.north, EXPORTED, 0).statusCode()).isEqualTo(200);

    // Of a full disk of 2 TiB it has 7 MB: read for each segment, it would be read 32,768 times.
    Files.delete(
        cluster.north.directory.resolve("store/snapshots/%s/manifest.json".formatted(EXPORTED)));

    assertThat(cluster.download(cluster.north, EXPORTED, 1).statusCode()).isEqualTo(200);
  }

  @Test
  void anUploadForACancelledTargetIsRefused() throws Exception {
    cluster
        .north
        .services
        .directives()
        .apply(
            new JobDirectives(
                new CopyJobId("j-1"),
                Map.of(
                    cluster.north.region,
                    new TargetDirective(TargetDirective.State.CANCELLED, Optional.empty()))));
    refused(upload(ticket(), 0, blocks(0)), 409, "the target was cancelled");
    assertThat(cluster.north.reporter.published(SegmentSealed.class)).isEmpty();
  }

  @Test
  void aTicketOfAnotherKindIsRefused() throws Exception {
    String download =
        cluster.signer.sign(
            new TransferTicket.Download(
                cluster.north.region, SNAPSHOT, Instant.now().plusSeconds(60)));
    refused(upload(download, 0, blocks(0)), 401, "ticket is for something else");
  }

  @Test
  void aTicketOfAnotherRegionIsRefused() throws Exception {
    String ticket = cluster.uploadTicket(cluster.south, GEOMETRY, prepared);
    refused(upload(ticket, 0, blocks(0)), 401, "ticket is for something else");
  }

  @Test
  void aSegmentBehindTheDiskIsRefused() throws Exception {
    HttpResponse<byte[]> answer = raw("/v1/uploads/s-import/3", "80", new byte[0]);
    refused(answer, 404, "no such segment");
  }

  @Test
  void aBitmapOfTheWrongSizeIsRefused() throws Exception {
    refused(
        raw("/v1/uploads/s-import/0", "8000", new byte[4096]),
        400,
        "header Sealift-Blocks must have 2 hexadecimal digits");
  }

  @Test
  void aBitmapThatNamesNoBlockOrTooManyIsRefused() throws Exception {
    String line = "header Sealift-Blocks must name blocks of the segment";
    refused(raw("/v1/uploads/s-import/0", "00", new byte[0]), 400, line);
    refused(raw("/v1/uploads/s-import/0", "08", new byte[4096]), 400, line);
  }

  @Test
  void aBodyThatDoesNotFitItsBitmapIsRefusedAndLeavesNothing() throws Exception {
    refused(
        raw("/v1/uploads/s-import/0", "80", new byte[4095]),
        400,
        "the body is shorter than its blocks");
    refused(
        raw("/v1/uploads/s-import/0", "80", new byte[4097]),
        400,
        "the body is longer than its blocks");
    assertThat(
            cluster
                .north
                .services
                .store()
                .filesWrittenBefore(SNAPSHOT, Instant.parse("2999-01-01T00:00:00Z")))
        .isEmpty();
  }

  @Test
  void aLargeBodyThatIsRefusedStillGetsItsAnswer() throws Exception {
    refused(
        raw("/v1/uploads/s-import/0", "zz", new byte[8 << 20]),
        400,
        "header Sealift-Blocks is not hexadecimal");
  }

  private HttpResponse<byte[]> raw(String path, String bitmap, byte[] body) throws Exception {
    return TestCluster.call(
        cluster.north,
        TestCluster.request(cluster.north, path, ticket())
            .header("Sealift-Blocks", bitmap)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
            .build());
  }

  @Test
  void aDownloadThatABadBlockBrokeOffIsRefusedOnceByTheBlocksName() throws Exception {
    Path segment = importedSegment();
    flip(segment, 2);

    assertThatThrownBy(() -> cluster.download(cluster.north, EXPORTED, 0))
        .isInstanceOf(IOException.class);

    HttpResponse<byte[]> refusal = cluster.download(cluster.north, EXPORTED, 0);
    assertThat(refusal.statusCode()).isEqualTo(422);
    assertThat(new String(refusal.body(), StandardCharsets.UTF_8))
        .contains("\"code\":\"SOURCE_CORRUPT\"")
        .contains("block 2 of segment 0 of snapshot s-export does not open: it was altered");
    flip(segment, 2);
    assertThat(cluster.download(cluster.north, EXPORTED, 0).statusCode()).isEqualTo(200);
  }

  @Test
  void aDownloadWhoseFirstBlockIsBadIsRefusedAtOnce() throws Exception {
    flip(importedSegment(), 0);

    assertThat(cluster.download(cluster.north, EXPORTED, 0).statusCode()).isEqualTo(422);
  }

  private Path importedSegment() throws Exception {
    cluster.imported(cluster.north, EXPORTED.value(), GEOMETRY, disk);
    AttemptId attempt =
        cluster.north.reporter.published(SegmentSealed.class).get(0).receipt().attempt();
    return TestCluster.file(cluster.north, EXPORTED, 0, attempt);
  }

  /** Alters a byte of the block. */
  private static void flip(Path segment, int block) throws IOException {
    byte[] bytes = Files.readAllBytes(segment);
    bytes[4096 + block * 4096 + 100] ^= 1;
    Files.write(segment, bytes);
  }

  @Test
  void theManagementPortTellsMetricsAndHealth() throws Exception {
    assertThat(upload(ticket(), 0, blocks(0)).statusCode()).isEqualTo(200);
    assertThat(management("/health/live")).isEqualTo("live\n");
    assertThat(management("/health/ready")).isEqualTo("ready\n");
    assertThat(management("/metrics"))
        .contains("sealift_bytes_total{path=\"sealed\"} 4096.0")
        .contains("sealift_bytes_total{path=\"sendfile\"} 0.0")
        .contains("sealift_segments_total{outcome=\"sealed\"} 1.0")
        .contains("sealift_store_free")
        .contains("sealift_seal_speed");
  }

  private String management(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://" + cluster.north.services.managementEndpoint() + path))
            .timeout(Duration.ofSeconds(10))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
