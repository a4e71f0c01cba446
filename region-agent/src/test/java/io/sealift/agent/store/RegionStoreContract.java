package io.sealift.agent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.copy.AttemptId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.SegmentFileName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The promises of {@link RegionStore}; every implementation extends this. */
abstract class RegionStoreContract {
  static final SnapshotId SNAPSHOT = new SnapshotId("s-1");
  static final AttemptId ATTEMPT = new AttemptId("a-1");
  private static final Instant FUTURE = Instant.parse("2999-01-01T00:00:00Z");
  private RegionStore store;

  /** An empty store. */
  abstract RegionStore newStore() throws Exception;

  @BeforeEach
  void makeStore() throws Exception {
    store = newStore();
  }

  @Test
  void aCompleteFileIsReadBack() throws Exception {
    store.prepare(SNAPSHOT);
    write(3, ATTEMPT, "head", "body");

    try (StoredFile file = store.open(SNAPSHOT, new SegmentFileName(3, ATTEMPT))) {
      ByteBuffer read = ByteBuffer.allocate(8);
      file.read(read, 0);
      assertThat(file.lengthBytes()).isEqualTo(8);
      assertThat(new String(read.array(), StandardCharsets.UTF_8)).isEqualTo("headbody");
    }
  }

  @Test
  void aFileThatIsNotCompleteIsGoneAfterClose() throws Exception {
    store.prepare(SNAPSHOT);
    try (AttemptFile file = store.create(SNAPSHOT, 0, ATTEMPT)) {
      file.write(ByteBuffer.wrap(new byte[10]), 0);
    }
    assertThat(store.filesWrittenBefore(SNAPSHOT, FUTURE)).isEmpty();
  }

  @Test
  void anAttemptNeverOverwritesAFile() throws Exception {
    store.prepare(SNAPSHOT);
    write(0, ATTEMPT, "x", "y");
    assertThatThrownBy(() -> store.create(SNAPSHOT, 0, ATTEMPT)).isInstanceOf(StoreException.class);
  }

  @Test
  void aSnapshotThatWasNotPreparedTakesNoFile() {
    assertThatThrownBy(() -> store.create(SNAPSHOT, 0, ATTEMPT))
        .isInstanceOf(StoreException.class)
        .hasMessage("cannot write snapshot s-1: it is not prepared, or deleted");
  }

  @Test
  void preparingTwiceKeepsWhatIsThere() throws Exception {
    store.prepare(SNAPSHOT);
    write(0, ATTEMPT, "x", "y");
    store.prepare(SNAPSHOT);
    assertThat(store.filesWrittenBefore(SNAPSHOT, FUTURE))
        .containsExactly(new SegmentFileName(0, ATTEMPT));
  }

  @Test
  void aSnapshotHasNoManifestBeforeItsCommit() throws Exception {
    store.prepare(SNAPSHOT);
    assertThat(store.manifest(SNAPSHOT)).isEmpty();
    assertThat(store.snapshots()).containsExactly(SNAPSHOT);
  }

  @Test
  void theFirstCommitStays() throws Exception {
    store.prepare(SNAPSHOT);
    byte[] first = store.commit(SNAPSHOT, bytes("first"));
    byte[] second = store.commit(SNAPSHOT, bytes("second"));
    assertThat(first).isEqualTo(bytes("first"));
    assertThat(second).isEqualTo(bytes("first"));
    assertThat(store.manifest(SNAPSHOT)).contains(bytes("first"));
  }

  @Test
  void aDeletedSnapshotCannotBeCommitted() throws Exception {
    store.prepare(SNAPSHOT);
    store.delete(SNAPSHOT);
    assertThatThrownBy(() -> store.commit(SNAPSHOT, bytes("late")))
        .isInstanceOf(StoreException.class);
    assertThat(store.snapshots()).isEmpty();
  }

  @Test
  void deletingRemovesFilesAndManifest() throws Exception {
    store.prepare(SNAPSHOT);
    write(0, ATTEMPT, "x", "y");
    store.commit(SNAPSHOT, bytes("manifest"));
    store.delete(SNAPSHOT);
    assertThat(store.snapshots()).isEmpty();
    assertThat(store.manifest(SNAPSHOT)).isEmpty();
    assertThatThrownBy(() -> store.open(SNAPSHOT, new SegmentFileName(0, ATTEMPT)))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void deletingWhatIsNotThereDoesNothing() throws Exception {
    store.delete(SNAPSHOT);
    assertThat(store.snapshots()).isEmpty();
  }

  @Test
  void aDeletedSnapshotStaysDeletedWhileALateAttemptWrites() throws Exception {
    store.prepare(SNAPSHOT);
    AtomicBoolean stop = new AtomicBoolean();
    Thread late = new Thread(() -> writeUntil(stop));
    late.start();
    try {
      store.delete(SNAPSHOT);
      assertThat(store.snapshots()).isEmpty();
    } finally {
      stop.set(true);
      late.join();
    }
    assertThat(store.snapshots()).isEmpty();
  }

  private void writeUntil(AtomicBoolean stop) {
    for (int i = 0; !stop.get() && i < 100_000; i++) {
      try (AttemptFile file = store.create(SNAPSHOT, 0, new AttemptId("a-" + i))) {
        file.write(ByteBuffer.wrap(new byte[1]), 0);
      } catch (StoreException e) {
        // Deleted under the attempt's feet, as it must be.
        return;
      }
    }
  }

  @Test
  void readingPastTheEndFails() throws Exception {
    store.prepare(SNAPSHOT);
    write(0, ATTEMPT, "ab", "cd");
    try (StoredFile file = store.open(SNAPSHOT, new SegmentFileName(0, ATTEMPT))) {
      assertThatThrownBy(() -> file.read(ByteBuffer.allocate(5), 0))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.STORE_FAILED));
    }
  }

  @Test
  void spaceIsKnown() throws Exception {
    assertThat(store.space().freeBytes()).isBetween(1L, store.space().totalBytes());
  }

  private void write(int segment, AttemptId attempt, String head, String body)
      throws StoreException {
    try (AttemptFile file = store.create(SNAPSHOT, segment, attempt)) {
      // The head is written last, in its reserved place.
      file.write(ByteBuffer.wrap(bytes(body)), head.length());
      file.write(ByteBuffer.wrap(bytes(head)), 0);
      file.complete();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
