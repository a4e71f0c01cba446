package io.sealift.agent;

import io.sealift.copy.AccountId;
import io.sealift.copy.AttemptId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.copy.TaskId;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.ProgressMessage;
import io.sealift.protocol.ProgressMessage.AttemptFailed;
import io.sealift.protocol.ProgressMessage.SegmentSealed;
import io.sealift.protocol.ProgressMessage.TargetPrepared;
import io.sealift.protocol.SegmentFileName;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.SnapshotCommit;
import io.sealift.protocol.SnapshotPlan;
import io.sealift.protocol.SourceSnapshot;
import io.sealift.protocol.StrictJson;
import io.sealift.protocol.TaskHead;
import io.sealift.protocol.TaskMessage;
import io.sealift.ticket.TicketSigner;
import io.sealift.ticket.TransferTicket;
import io.sealift.tls.PinnedTrust;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Two regions, a coordinator's ticket key, and the steps of an import, a copy and an export. */
final class TestCluster implements AutoCloseable {
  static final AccountId ACCOUNT = new AccountId("acme");
  final TestRegion north;
  final TestRegion south;
  final TicketSigner signer = new TicketSigner("k1");
  private int tasks;

  TestCluster(Path root) throws Exception {
    north = new TestRegion("north", root);
    south = new TestRegion("south", root);
    for (TestRegion region : List.of(north, south)) {
      region.services.tickets().trust(signer.announcement(Instant.now().plus(Duration.ofHours(1))));
      region.meet(north.registration());
      region.meet(south.registration());
    }
  }

  TaskHead head(TestRegion region) {
    tasks++;
    return new TaskHead(new TaskId("t-" + tasks), 1, new CopyJobId("j-1"), region.region);
  }

  private static Instant soon() {
    return Instant.now().plusSeconds(300);
  }

  String pullTicket(SourceSnapshot source, TestRegion puller) {
    return signer.sign(
        new TransferTicket.Pull(
            new CopyJobId("j-1"),
            source.region(),
            puller.region,
            source.snapshotId(),
            0,
            1 << 20,
            soon()));
  }

  String grantTicket(SourceSnapshot source, TestRegion grantee) {
    return signer.sign(
        new TransferTicket.Grant(
            new CopyJobId("j-1"), source.region(), grantee.region, source.snapshotId(), soon()));
  }

  /** Imports the bytes as a snapshot, through prepare, upload and commit. */
  SourceSnapshot imported(
      TestRegion region, String snapshotId, SnapshotGeometry geometry, byte[] disk)
      throws Exception {
    SnapshotPlan plan = new SnapshotPlan(new SnapshotId(snapshotId), geometry, Optional.empty());
    PreparedSnapshot prepared =
        prepare(region, CopyMode.IMPORTED, KeyReference.STORAGE, plan, List.of());
    List<SegmentReceipt> receipts = new ArrayList<>();
    for (int segment = 0; segment < geometry.segmentCount(); segment++) {
      BitSet blocks = dataBlocks(geometry, segment, disk);
      if (!blocks.isEmpty()) {
        String ticket = uploadTicket(region, geometry, prepared);
        HttpResponse<byte[]> answer = upload(region, ticket, plan, segment, blocks, disk);
        if (answer.statusCode() != 200) {
          throw new AssertionError(
              answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8));
        }
        receipts.add(StrictJson.mapper().readValue(answer.body(), SegmentReceipt.class));
      }
    }
    commit(region, CopyMode.IMPORTED, plan, prepared, receipts);
    return new SourceSnapshot(region.region, plan.snapshotId(), prepared.sealId());
  }

  String uploadTicket(TestRegion region, SnapshotGeometry geometry, PreparedSnapshot prepared) {
    return signer.sign(new TransferTicket.Upload(head(region), geometry, prepared, soon()));
  }

  HttpResponse<byte[]> upload(
      TestRegion region, String ticket, SnapshotPlan plan, int segment, BitSet blocks, byte[] disk)
      throws Exception {
    SnapshotGeometry geometry = plan.geometry();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int block = blocks.nextSetBit(0); block >= 0; block = blocks.nextSetBit(block + 1)) {
      body.write(disk, offset(geometry, segment, block), geometry.blockLength(segment, block));
    }
    return call(
        region,
        request(region, "/v1/uploads/%s/%d".formatted(plan.snapshotId(), segment), ticket)
            .header("Sealift-Blocks", bitmap(blocks, geometry.blocksIn(segment)))
            .PUT(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
            .build());
  }

  /** Downloads the whole snapshot. */
  byte[] exported(TestRegion region, SnapshotId snapshot, SnapshotGeometry geometry)
      throws Exception {
    byte[] disk = new byte[Math.toIntExact(geometry.sizeBytes())];
    for (int segment = 0; segment < geometry.segmentCount(); segment++) {
      HttpResponse<byte[]> answer = download(region, snapshot, segment);
      if (answer.statusCode() == 204) {
        continue;
      }
      if (answer.statusCode() != 200) {
        throw new AssertionError("download answered " + answer.statusCode());
      }
      byte[] bitmap =
          HexFormat.of().parseHex(answer.headers().firstValue("Sealift-Blocks").orElseThrow());
      int at = 0;
      for (int block = 0; block < geometry.blocksIn(segment); block++) {
        if ((bitmap[block / 8] >> (7 - block % 8) & 1) == 1) {
          int length = geometry.blockLength(segment, block);
          System.arraycopy(answer.body(), at, disk, offset(geometry, segment, block), length);
          at += length;
        }
      }
    }
    return disk;
  }

  HttpResponse<byte[]> download(TestRegion region, SnapshotId snapshot, int segment)
      throws Exception {
    String ticket = signer.sign(new TransferTicket.Download(region.region, snapshot, soon()));
    return call(
        region,
        request(region, "/v1/downloads/%s/%d".formatted(snapshot, segment), ticket).GET().build());
  }

  static HttpRequest.Builder request(TestRegion region, String path, String ticket) {
    return HttpRequest.newBuilder(
            URI.create("https://" + region.registration().controlEndpoint() + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Sealift-Ticket " + ticket);
  }

  static HttpResponse<byte[]> call(TestRegion region, HttpRequest request) throws Exception {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(PinnedTrust.context(region.registration().certificateSha256()))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  PreparedSnapshot prepare(
      TestRegion region,
      CopyMode mode,
      KeyReference key,
      SnapshotPlan plan,
      List<String> grantTickets)
      throws Exception {
    return expect(
            region.run(prepareTask(region, mode, key, plan, grantTickets)), TargetPrepared.class)
        .snapshots()
        .get(0);
  }

  TaskMessage.PrepareTarget prepareTask(
      TestRegion region,
      CopyMode mode,
      KeyReference key,
      SnapshotPlan plan,
      List<String> grantTickets) {
    return new TaskMessage.PrepareTarget(
        head(region), mode, ACCOUNT, key, 1 << 20, List.of(plan), grantTickets);
  }

  TaskMessage.CopySegment copyTask(
      TestRegion target,
      CopyMode mode,
      SnapshotPlan plan,
      PreparedSnapshot prepared,
      SegmentReceipt receipt) {
    SourceSnapshot source = plan.source().orElseThrow();
    return new TaskMessage.CopySegment(
        head(target),
        mode,
        plan,
        prepared,
        receipt,
        pullTicket(source, target),
        grantTicket(source, target));
  }

  void commit(
      TestRegion region,
      CopyMode mode,
      SnapshotPlan plan,
      PreparedSnapshot prepared,
      List<SegmentReceipt> receipts)
      throws Exception {
    List<SegmentFileName> files =
        receipts.stream()
            .map(receipt -> new SegmentFileName(receipt.segment(), receipt.attempt()))
            .toList();
    expect(
        region.run(
            new TaskMessage.CommitTarget(
                head(region), mode, List.of(new SnapshotCommit(plan, prepared, files)))),
        ProgressMessage.TargetCommitted.class);
  }

  /** Copies a committed snapshot as planned. */
  SnapshotPlan copied(
      TestRegion target,
      CopyMode mode,
      KeyReference key,
      SnapshotPlan plan,
      List<SegmentReceipt> receipts)
      throws Exception {
    String grantTicket = grantTicket(plan.source().orElseThrow(), target);
    PreparedSnapshot prepared = prepare(target, mode, key, plan, List.of(grantTicket));
    List<SegmentReceipt> copies = new ArrayList<>();
    for (SegmentReceipt receipt : receipts) {
      copies.add(
          expect(target.run(copyTask(target, mode, plan, prepared, receipt)), SegmentSealed.class)
              .receipt());
    }
    commit(target, mode, plan, prepared, copies);
    return plan;
  }

  static <T extends ProgressMessage> T expect(ProgressMessage result, Class<T> type) {
    if (result instanceof AttemptFailed failed && type != AttemptFailed.class) {
      throw new AssertionError(failed.code() + ": " + failed.reason());
    }
    return type.cast(result);
  }

  static BitSet dataBlocks(SnapshotGeometry geometry, int segment, byte[] disk) {
    BitSet blocks = new BitSet();
    for (int block = 0; block < geometry.blocksIn(segment); block++) {
      int start = offset(geometry, segment, block);
      int end = start + geometry.blockLength(segment, block);
      blocks.set(block, !Arrays.equals(disk, start, end, new byte[end - start], 0, end - start));
    }
    return blocks;
  }

  static int offset(SnapshotGeometry geometry, int segment, int block) {
    return Math.toIntExact(
        geometry.segmentOffset(segment) + (long) block * geometry.blockSizeBytes());
  }

  static String bitmap(BitSet blocks, int blockCount) {
    byte[] bytes = new byte[(blockCount + 7) / 8];
    blocks.stream().forEach(block -> bytes[block / 8] |= (byte) (0x80 >> block % 8));
    return HexFormat.of().formatHex(bytes);
  }

  static Path file(TestRegion region, SnapshotId snapshot, int segment, AttemptId attempt) {
    return region.directory.resolve(
        "store/snapshots/%s/%08d-%s.seg".formatted(snapshot, segment, attempt));
  }

  @Override
  public void close() {
    north.close();
    south.close();
  }
}
