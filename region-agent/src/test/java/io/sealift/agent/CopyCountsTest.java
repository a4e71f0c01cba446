package io.sealift.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sealift.agent.envelope.DataKey;
import io.sealift.agent.envelope.SealContext;
import io.sealift.agent.envelope.SegmentHead;
import io.sealift.agent.envelope.SegmentOpener;
import io.sealift.agent.envelope.SegmentSealer;
import io.sealift.copy.KeyReference;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.ProgressMessage.SegmentSealed;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.SnapshotPlan;
import io.sealift.protocol.SourceSnapshot;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a copy costs in counts, which are the same on every machine and under every load. */
class CopyCountsTest {
  private static final int BLOCK = 1 << 16;
  private static final int BLOCKS = 64;
  private static final SnapshotGeometry GEOMETRY =
      new SnapshotGeometry((long) BLOCK * BLOCKS, BLOCK, BLOCK * BLOCKS / 4);
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(
      value = CopyMode.class,
      names = {"VERBATIM", "RESEALED"})
  void everyByteLeavesBySendfileAndComesIntoUserSpaceOnce(CopyMode mode) throws Exception {
    try (TestCluster cluster = new TestCluster(directory)) {
      SourceSnapshot source = imported(cluster);
      List<SegmentReceipt> receipts = receipts(cluster);
      long stored = receipts.stream().mapToLong(SegmentReceipt::storedBytes).sum();

      cluster.copied(cluster.south, mode, KeyReference.SERVICE, plan(source), receipts);

      assertThat(cluster.north.bytes("sendfile")).isEqualTo((double) stored);
      assertThat(cluster.south.bytes("user-copy")).isEqualTo((double) stored);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = CopyMode.class,
      names = {"VERBATIM", "RESEALED"})
  void whereTheTimeOfACopyGoesIsCounted(CopyMode mode) throws Exception {
    try (TestCluster cluster = new TestCluster(directory)) {
      SourceSnapshot source = imported(cluster);
      long start = System.nanoTime();
      cluster.copied(cluster.south, mode, KeyReference.SERVICE, plan(source), receipts(cluster));
      double seconds = (System.nanoTime() - start) / 1e9;

      assertThat(List.of("key-service", "turn", "limit", "network", "open", "write", "sync"))
          .allSatisfy(stage -> assertThat(cluster.south.seconds(stage)).isPositive());
      assertThat(cluster.south.seconds("seal") > 0).isEqualTo(mode == CopyMode.RESEALED);
      assertThat(cluster.south.stageSeconds()).isBetween(0.0, seconds);
      assertThat(cluster.south.telemetry.scrape())
          .contains(
              "sealift_attempt_duration_seconds_count{kind=\"copy-segment\",outcome=\"done\"}");
    }
  }

  /** Reads and writes of any file or socket by this process, {@code sendfile} among them. */
  private static long readsAndWrites() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/io")).stream()
        .filter(line -> line.startsWith("sysc"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .sum();
  }

  @ParameterizedTest
  @EnumSource(
      value = CopyMode.class,
      names = {"VERBATIM", "RESEALED"})
  @EnabledOnOs(OS.LINUX)
  void aMebibyteTakesFewSystemCalls(CopyMode mode) throws Exception {
    try (TestCluster cluster = new TestCluster(directory)) {
      SnapshotGeometry geometry = new SnapshotGeometry(16 << 20, 512 << 10, 8 << 20);
      byte[] disk = new byte[16 << 20];
      new Random(6).nextBytes(disk);
      SourceSnapshot source = cluster.imported(cluster.north, "s-large", geometry, disk);
      List<SegmentReceipt> receipts = receipts(cluster);
      SnapshotPlan plan = new SnapshotPlan(new SnapshotId("s-copy"), geometry, Optional.of(source));
      // Loads what is loaded once.
      cluster.copied(cluster.south, mode, KeyReference.SERVICE, plan, receipts);

      long before = readsAndWrites();
      cluster.copied(
          cluster.south,
          mode,
          KeyReference.SERVICE,
          new SnapshotPlan(new SnapshotId("s-copy2"), geometry, Optional.of(source)),
          receipts);
      long calls = readsAndWrites() - before;

      // Two writes of blocks, and as many reads as the socket gives the bytes in: of 16 KiB at the
      // very least. A copy byte by byte, or by 8 KiB, would need more than twice as many.
      assertThat(calls / 16).isLessThan(100);
    }
  }

  @Test
  void aSegmentThatIsCopiedIsReportedOnce() throws Exception {
    try (TestCluster cluster = new TestCluster(directory)) {
      SourceSnapshot source = imported(cluster);
      List<SegmentReceipt> receipts = receipts(cluster);

      cluster.copied(
          cluster.south, CopyMode.VERBATIM, KeyReference.SERVICE, plan(source), receipts);

      assertThat(cluster.south.reporter.published(SegmentSealed.class)).hasSize(receipts.size());
    }
  }

  @Test
  void sealingAndOpeningABlockAllocatesNothingOfItsSize() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    SealContext content = new SealContext(new SealId(SealId.PREFIX + "counts"), GEOMETRY);
    byte[] plain = new byte[BLOCK];
    byte[] sealed = new byte[BLOCK];
    byte[] salt = new byte[32];
    int blocks = GEOMETRY.blocksIn(0);
    try (DataKey key = DataKey.draw(new SecureRandom());
        SegmentSealer sealer = new SegmentSealer(key, content, 0, salt)) {
      sealer.seal(0, plain, 0, BLOCK, sealed, 0);
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int block = 1; block < blocks; block++) {
        sealer.seal(block, plain, 0, BLOCK, sealed, 0);
      }
      long sealing = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(sealing / (blocks - 1)).isLessThan(BLOCK / 16);

      SegmentHead head = SegmentHead.parse(sealer.finishHead());
      try (SegmentOpener opener = new SegmentOpener(key, content, head)) {
        opener.open(blocks - 1, sealed, 0, plain, 0);
        before = threads.getCurrentThreadAllocatedBytes();
        opener.open(blocks - 1, sealed, 0, plain, 0);
        long opening = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(opening).isLessThan(BLOCK / 16);
      }
    }
  }

  private static SourceSnapshot imported(TestCluster cluster) throws Exception {
    byte[] disk = new byte[BLOCK * BLOCKS];
    new Random(5).nextBytes(disk);
    return cluster.imported(cluster.north, "s-source", GEOMETRY, disk);
  }

  private static List<SegmentReceipt> receipts(TestCluster cluster) {
    return cluster.north.reporter.published(SegmentSealed.class).stream()
        .map(SegmentSealed::receipt)
        .toList();
  }

  private static SnapshotPlan plan(SourceSnapshot source) {
    return new SnapshotPlan(new SnapshotId("s-copy"), GEOMETRY, Optional.of(source));
  }
}
