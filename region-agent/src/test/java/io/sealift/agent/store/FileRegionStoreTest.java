package io.sealift.agent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sealift.copy.AgentId;
import io.sealift.copy.AttemptId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.SegmentFileName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRegionStoreTest extends RegionStoreContract {
  @TempDir Path directory;

  @Override
  RegionStore newStore() throws Exception {
    return new FileRegionStore(directory);
  }

  @Test
  void aFullDiskIsNoSpaceAndLeavesNoFile() throws Exception {
    Path mount = Files.createDirectory(directory.resolve("small"));
    assumeTrue(mountSmall(mount), "needs the right to mount a tmpfs");
    try {
      RegionStore store = new FileRegionStore(mount);
      store.prepare(SNAPSHOT);
      assertThatThrownBy(() -> fill(store))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.NO_SPACE));
      assertThat(mount.resolve("snapshots/s-1")).isEmptyDirectory();
    } finally {
      run("umount", mount.toString());
    }
  }

  private static void fill(RegionStore store) throws StoreException {
    try (AttemptFile file = store.create(SNAPSHOT, 0, ATTEMPT)) {
      for (int i = 0; i < 64; i++) {
        file.write(ByteBuffer.wrap(new byte[64 << 10]), i * (64L << 10));
      }
      file.complete();
    }
  }

  private static boolean mountSmall(Path mount) throws Exception {
    try {
      return run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount.toString());
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  @Test
  void aStoreBelongsToOneRegion() throws Exception {
    StoreLock.acquire(directory, new RegionId("north"), new AgentId("agent-1")).close();
    assertThatThrownBy(
            () -> StoreLock.acquire(directory, new RegionId("south"), new AgentId("agent-1")))
        .hasMessage("cannot use the store for region south: it belongs to another region");
  }

  @Test
  void anAgentIdRunsOnce() throws Exception {
    RegionId region = new RegionId("north");
    try (StoreLock held = StoreLock.acquire(directory, region, new AgentId("agent-1"))) {
      assertThat(held).isNotNull();
      StoreLock.acquire(directory, region, new AgentId("agent-2")).close();
      assertThatThrownBy(() -> StoreLock.acquire(directory, region, new AgentId("agent-1")))
          .hasMessage("cannot use the store as agent agent-1: an agent of this id runs already");
    }
    StoreLock.acquire(directory, region, new AgentId("agent-1")).close();
  }

  /** What every manifest names. */
  private record Named(Set<SegmentFileName> files, boolean certain) implements Sweeper.NamedFiles {
    @Override
    public Set<SegmentFileName> in(byte[] manifest) {
      return files;
    }

    @Override
    public boolean areCertain(SnapshotId snapshot) {
      return certain;
    }
  }

  @Test
  void theSweeperDeletesStrayFilesIfItIsCertainAndReportsUncommittedSnapshots() throws Exception {
    RegionStore store = newStore();
    SnapshotId open = new SnapshotId("s-open");
    SegmentFileName named = new SegmentFileName(0, ATTEMPT);
    SegmentFileName stray = new SegmentFileName(0, new AttemptId("a-stray"));
    for (SnapshotId snapshot : List.of(SNAPSHOT, open)) {
      store.prepare(snapshot);
      write(store, snapshot, named);
      write(store, snapshot, stray);
    }
    store.commit(SNAPSHOT, new byte[] {1});
    List<SnapshotId> reported = new ArrayList<>();
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));

    Sweeper.NamedFiles doubtful = new Named(Set.of(named), false);
    new Sweeper(store, doubtful, ids -> {}, Duration.ofMinutes(10), later).run();
    assertThat(store.filesWrittenBefore(SNAPSHOT, later.instant())).hasSize(2);

    Sweeper.NamedFiles certain = new Named(Set.of(named), true);
    new Sweeper(store, certain, reported::addAll, Duration.ofMinutes(10), later).run();

    assertThat(reported).containsExactly(open);
    assertThat(store.filesWrittenBefore(SNAPSHOT, later.instant())).containsExactly(named);
    assertThat(store.filesWrittenBefore(open, later.instant()))
        .containsExactlyInAnyOrder(named, stray);
  }

  @Test
  void theSweeperLeavesYoungFilesAlone() throws Exception {
    RegionStore store = newStore();
    store.prepare(SNAPSHOT);
    write(store, SNAPSHOT, new SegmentFileName(0, ATTEMPT));
    store.commit(SNAPSHOT, new byte[] {1});

    Sweeper.NamedFiles none = new Named(Set.of(), true);
    new Sweeper(store, none, ids -> {}, Duration.ofMinutes(10), Clock.systemUTC()).run();

    assertThat(store.filesWrittenBefore(SNAPSHOT, Instant.parse("2999-01-01T00:00:00Z")))
        .hasSize(1);
  }

  private static void write(RegionStore store, SnapshotId snapshot, SegmentFileName name)
      throws StoreException {
    try (AttemptFile file = store.create(snapshot, name.segment(), name.attempt())) {
      file.write(ByteBuffer.wrap(new byte[] {7}), 0);
      file.complete();
    }
  }
}
