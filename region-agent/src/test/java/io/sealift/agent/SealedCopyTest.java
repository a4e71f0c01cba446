package io.sealift.agent;

import static io.sealift.agent.TestCluster.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.agent.attempt.ReportFailedException;
import io.sealift.agent.transfer.FaultProxy;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import io.sealift.protocol.ControlMessage.JobDirectives;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.ProgressMessage.AttemptFailed;
import io.sealift.protocol.ProgressMessage.AttemptRunning;
import io.sealift.protocol.ProgressMessage.SegmentSealed;
import io.sealift.protocol.ProgressMessage.SnapshotsDeleted;
import io.sealift.protocol.ProgressMessage.SnapshotsVerified;
import io.sealift.protocol.ProgressMessage.TargetPrepared;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.SnapshotPlan;
import io.sealift.protocol.SourceSnapshot;
import io.sealift.protocol.TargetDirective;
import io.sealift.protocol.TaskMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Import, copy, commit, verify and export between two regions' agents, over real sockets and files.
 */
class SealedCopyTest {
  private static final SnapshotGeometry GEOMETRY = new SnapshotGeometry(70_000, 4096, 16_384);
  @TempDir Path directory;
  private final byte[] disk = disk();
  private TestCluster cluster;

  /** Random, but for one whole segment and some single blocks; the last block is short. */
  private static byte[] disk() {
    byte[] bytes = new byte[70_000];
    new Random(11).nextBytes(bytes);
    Arrays.fill(bytes, 16_384, 32_768, (byte) 0);
    Arrays.fill(bytes, 0, 4096, (byte) 0);
    Arrays.fill(bytes, 40_960, 45_056, (byte) 0);
    return bytes;
  }

  @BeforeEach
  void start() throws Exception {
    cluster = new TestCluster(directory);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private SourceSnapshot imported() throws Exception {
    return cluster.imported(cluster.north, "s-source", GEOMETRY, disk);
  }

  private List<SegmentReceipt> receipts() {
    return cluster.north.reporter.published(SegmentSealed.class).stream()
        .map(SegmentSealed::receipt)
        .toList();
  }

  private static SnapshotPlan plan(String copy, SourceSnapshot source) {
    return new SnapshotPlan(new SnapshotId(copy), GEOMETRY, Optional.of(source));
  }

  private PreparedSnapshot prepared(CopyMode mode, SourceSnapshot source) throws Exception {
    return cluster.prepare(
        cluster.south,
        mode,
        KeyReference.STORAGE,
        plan("s-copy", source),
        List.of(cluster.grantTicket(source, cluster.south)));
  }

  private TaskMessage.CopySegment firstSegment(CopyMode mode, SourceSnapshot source)
      throws Exception {
    return cluster.copyTask(
        cluster.south, mode, plan("s-copy", source), prepared(mode, source), receipts().get(0));
  }

  @Test
  void whatIsImportedIsExportedUnchanged() throws Exception {
    SourceSnapshot source = imported();
    assertThat(cluster.exported(cluster.north, source.snapshotId(), GEOMETRY)).isEqualTo(disk);
    assertThat(receipts()).hasSize(4);
    assertThat(cluster.download(cluster.north, source.snapshotId(), 1).statusCode()).isEqualTo(204);
    assertThat(cluster.download(cluster.north, source.snapshotId(), 5).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"VERBATIM", "RESEALED"})
  void aCopyIsExportedEqualAndVerifies(CopyMode mode) throws Exception {
    SourceSnapshot source = imported();
    SnapshotPlan copy =
        cluster.copied(
            cluster.south, mode, KeyReference.SERVICE, plan("s-copy", source), receipts());

    assertThat(cluster.exported(cluster.south, copy.snapshotId(), GEOMETRY)).isEqualTo(disk);
    SnapshotsVerified verified = verified(copy.snapshotId());
    assertThat(verified.problems()).isEmpty();
    assertThat(verified.plainBytes()).isEqualTo(70_000 - 16_384 - 2 * 4096);
    assertThat(cluster.south.bytes(mode == CopyMode.VERBATIM ? "verbatim" : "resealed"))
        .isEqualTo((double) verified.plainBytes());
    assertThat(cluster.north.bytes("sendfile")).isGreaterThan((double) verified.plainBytes());
  }

  @Test
  void aCopyInTheSameRegionGoesTheSameWay() throws Exception {
    SourceSnapshot source = imported();
    SnapshotPlan copy =
        cluster.copied(
            cluster.north,
            CopyMode.RESEALED,
            KeyReference.SERVICE,
            plan("s-copy", source),
            receipts());
    assertThat(cluster.exported(cluster.north, copy.snapshotId(), GEOMETRY)).isEqualTo(disk);
  }

  @Test
  void aCopyOfACopyIsEqualToo() throws Exception {
    SourceSnapshot source = imported();
    cluster.copied(
        cluster.south, CopyMode.RESEALED, KeyReference.SERVICE, plan("s-copy", source), receipts());
    List<SegmentSealed> sealed = cluster.south.reporter.published(SegmentSealed.class);
    SealId sealId =
        cluster.south.reporter.published(TargetPrepared.class).get(0).snapshots().get(0).sealId();
    SourceSnapshot second =
        new SourceSnapshot(cluster.south.region, new SnapshotId("s-copy"), sealId);
    SnapshotPlan back =
        cluster.copied(
            cluster.north,
            CopyMode.VERBATIM,
            KeyReference.STORAGE,
            plan("s-back", second),
            sealed.stream().map(SegmentSealed::receipt).toList());
    assertThat(cluster.exported(cluster.north, back.snapshotId(), GEOMETRY)).isEqualTo(disk);
  }

  @Test
  void verifyNamesTheBlockThatDoesNotOpen() throws Exception {
    SourceSnapshot source = imported();
    SnapshotPlan copy =
        cluster.copied(
            cluster.south,
            CopyMode.VERBATIM,
            KeyReference.STORAGE,
            plan("s-copy", source),
            receipts());
    SegmentReceipt receipt = cluster.south.reporter.published(SegmentSealed.class).get(1).receipt();
    flip(
        TestCluster.file(cluster.south, copy.snapshotId(), receipt.segment(), receipt.attempt()),
        4096 + 5000);

    assertThat(verified(copy.snapshotId()).problems())
        .singleElement()
        .asString()
        .isEqualTo("block 1 of segment 2 of snapshot s-copy does not open: it was altered");
    assertThat(cluster.download(cluster.south, copy.snapshotId(), 0).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"VERBATIM", "RESEALED"})
  void aBlockThatIsBadAtTheSourceIsNamed(CopyMode mode) throws Exception {
    SourceSnapshot source = imported();
    SegmentReceipt receipt = receipts().get(0);
    flip(TestCluster.file(cluster.north, source.snapshotId(), 0, receipt.attempt()), 4096 + 100);

    AttemptFailed failed = failed(firstSegment(mode, source));

    assertThat(failed.code()).isEqualTo(FailureCode.SOURCE_CORRUPT);
    assertThat(failed.reason())
        .isEqualTo(
            "block 1 of segment 0 of snapshot s-source in region north does not match its checksum"
                + " at the source");
    assertThat(southFiles()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"FLIP, VERBATIM", "FLIP, RESEALED", "CUT, VERBATIM"})
  void aTransferThatIsHarmedOnceStillArrives(FaultProxy.Fault fault, CopyMode mode)
      throws Exception {
    SourceSnapshot source = imported();
    TaskMessage.CopySegment task = firstSegment(mode, source);
    try (FaultProxy proxy = throughProxy(fault, 10_000, 1)) {
      expect(cluster.south.run(task), SegmentSealed.class);
      assertThat(proxy.connections()).isEqualTo(2);
    }
  }

  @Test
  void aTransferThatIsAlwaysHarmedFailsAndLeavesNothing() throws Exception {
    SourceSnapshot source = imported();
    TaskMessage.CopySegment task = firstSegment(CopyMode.RESEALED, source);
    try (FaultProxy proxy = throughProxy(FaultProxy.Fault.CUT, 300, 1000)) {
      assertThat(failed(task).code()).isEqualTo(FailureCode.SOURCE_UNREACHABLE);
      assertThat(proxy.connections()).isGreaterThan(1);
    }
    assertThat(southFiles()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = TargetDirective.State.class,
      names = {"PAUSED", "CANCELLED"})
  void anOrderEndsAnAttemptWithinASecondWhileItsSourceStalls(TargetDirective.State state)
      throws Exception {
    SourceSnapshot source = imported();
    TaskMessage.CopySegment task = firstSegment(CopyMode.VERBATIM, source);
    try (FaultProxy proxy = throughProxy(FaultProxy.Fault.STALL, 10_000, 1000)) {
      CompletableFuture<AttemptFailed> attempt = CompletableFuture.supplyAsync(() -> failed(task));
      assertThat(proxy.stalled().await(5, TimeUnit.SECONDS)).isTrue();
      order(cluster.south, state);
      assertThat(attempt.get(1, TimeUnit.SECONDS).code().name()).isEqualTo(state.name());
    }
    assertThat(southFiles()).isEmpty();
    assertThat(cluster.south.reporter.hints(AttemptRunning.class)).isNotEmpty();
  }

  @Test
  void aDisabledKeyIsRefusedInPreflight() throws Exception {
    SourceSnapshot source = imported();
    KeyId key = new KeyId("key-1");
    for (TaskMessage.KeyAction action :
        List.of(TaskMessage.KeyAction.CREATE, TaskMessage.KeyAction.DISABLE)) {
      cluster.south.run(
          new TaskMessage.ChangeKey(
              cluster.head(cluster.south),
              action,
              key,
              TestCluster.ACCOUNT,
              "",
              Optional.empty(),
              Optional.empty()));
    }
    assertThat(preflight(KeyReference.of(key), source).code()).isEqualTo(FailureCode.KEY_DISABLED);
    assertThat(preflight(KeyReference.of(new KeyId("key-none")), source).code())
        .isEqualTo(FailureCode.KEY_NOT_FOUND);
    assertThat(cluster.south.services.store().snapshots()).isEmpty();
  }

  @Test
  void aSourceThatIsGoneIsRefusedInPreflight() throws Exception {
    SourceSnapshot nothing =
        new SourceSnapshot(cluster.north.region, new SnapshotId("s-none"), new SealId("c-none"));
    assertThat(preflight(KeyReference.STORAGE, nothing).code()).isEqualTo(FailureCode.SOURCE_GONE);
  }

  @Test
  void aRegionWithoutLiveAgentsIsUnreachable() throws Exception {
    SourceSnapshot nowhere =
        new SourceSnapshot(new RegionId("west"), new SnapshotId("s-none"), new SealId("c-none"));
    AttemptFailed failed = preflight(KeyReference.STORAGE, nowhere);
    assertThat(failed.code()).isEqualTo(FailureCode.SOURCE_UNREACHABLE);
    assertThat(failed.reason()).isEqualTo("cannot reach region west: it has no live agent");
  }

  @Test
  void tooLittleSpaceIsRefusedInPreflight() throws Exception {
    SnapshotPlan plan = new SnapshotPlan(new SnapshotId("s-big"), GEOMETRY, Optional.empty());
    AttemptFailed failed =
        failed(
            new TaskMessage.PrepareTarget(
                cluster.head(cluster.south),
                CopyMode.IMPORTED,
                TestCluster.ACCOUNT,
                KeyReference.STORAGE,
                Long.MAX_VALUE,
                List.of(plan),
                List.of()));
    assertThat(failed.code()).isEqualTo(FailureCode.NO_SPACE);
  }

  @Test
  void aCancelledTargetIsStillCleanedUp() throws Exception {
    SourceSnapshot source = imported();
    expect(cluster.south.run(firstSegment(CopyMode.VERBATIM, source)), SegmentSealed.class);
    order(cluster.south, TargetDirective.State.CANCELLED);
    var delete =
        new TaskMessage.DeleteSnapshots(
            cluster.head(cluster.south), List.of(new SnapshotId("s-copy")));
    expect(cluster.south.run(delete), SnapshotsDeleted.class);
    assertThat(cluster.south.services.store().snapshots()).isEmpty();
  }

  @Test
  void anAttemptAtADeletedSnapshotCannotBringItBack() throws Exception {
    SourceSnapshot source = imported();
    TaskMessage.CopySegment late = firstSegment(CopyMode.VERBATIM, source);
    cluster.south.run(
        new TaskMessage.DeleteSnapshots(
            cluster.head(cluster.south), List.of(new SnapshotId("s-copy"))));
    assertThat(failed(late).code()).isEqualTo(FailureCode.STORE_FAILED);
    assertThat(cluster.south.services.store().snapshots()).isEmpty();
  }

  private AttemptFailed preflight(KeyReference key, SourceSnapshot source) throws Exception {
    return failed(
        cluster.prepareTask(
            cluster.south,
            CopyMode.VERBATIM,
            key,
            plan("s-copy", source),
            List.of(cluster.grantTicket(source, cluster.south))));
  }

  private AttemptFailed failed(TaskMessage task) {
    try {
      return expect(cluster.south.run(task), AttemptFailed.class);
    } catch (ReportFailedException e) {
      throw new AssertionError(e);
    }
  }

  private SnapshotsVerified verified(SnapshotId snapshot) throws Exception {
    return expect(
        cluster.south.run(
            new TaskMessage.VerifySnapshots(cluster.head(cluster.south), List.of(snapshot))),
        SnapshotsVerified.class);
  }

  private void order(TestRegion region, TargetDirective.State state) {
    region
        .services
        .directives()
        .apply(
            new JobDirectives(
                new CopyJobId("j-1"),
                Map.of(region.region, new TargetDirective(state, Optional.empty()))));
  }

  private List<?> southFiles() throws Exception {
    return cluster
        .south
        .services
        .store()
        .filesWrittenBefore(new SnapshotId("s-copy"), Instant.parse("2999-01-01T00:00:00Z"));
  }

  /**
   * From now on the south reaches the north's block port only through the proxy, which harms a byte
   * of its answers.
   */
  private FaultProxy throughProxy(FaultProxy.Fault fault, long position, int harms)
      throws Exception {
    AgentRegistered real = cluster.north.registration();
    FaultProxy proxy = new FaultProxy(real.blockEndpoint(), fault, position, harms);
    cluster.south.meet(
        new AgentRegistered(
            real.agentId(),
            real.region(),
            real.softwareVersion(),
            proxy.endpoint(),
            real.controlEndpoint(),
            real.certificateSha256(),
            real.grantPublicKey(),
            real.signingPublicKey(),
            real.slots(),
            real.freeSlots(),
            real.storeFreeBytes(),
            real.storeTotalBytes(),
            real.sealEngine(),
            real.sealBytesPerSecond(),
            real.at()));
    return proxy;
  }

  private static void flip(Path file, int position) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    bytes[position] ^= 1;
    Files.write(file, bytes);
  }
}
