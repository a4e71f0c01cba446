package io.sealift.agent.store;

import io.sealift.copy.AttemptId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.SegmentFileName;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A store whose disk fills up after a number of bytes; with room left it keeps every promise of the
 * real one.
 */
public final class FaultyRegionStore implements RegionStore {
  private final RegionStore inner;
  private final AtomicLong room;

  /** A store with the given room in front of another one. */
  public FaultyRegionStore(RegionStore inner, long roomBytes) {
    this.inner = inner;
    this.room = new AtomicLong(roomBytes);
  }

  @Override
  public void prepare(SnapshotId snapshot) throws StoreException {
    inner.prepare(snapshot);
  }

  @Override
  public AttemptFile create(SnapshotId snapshot, int segment, AttemptId attempt)
      throws StoreException {
    AttemptFile file = inner.create(snapshot, segment, attempt);
    return new AttemptFile() {
      @Override
      public void write(ByteBuffer bytes, long position) throws StoreException {
        if (room.addAndGet(-bytes.remaining()) < 0) {
          throw new StoreException(
              FailureCode.NO_SPACE, "cannot write segment file: no space left");
        }
        file.write(bytes, position);
      }

      @Override
      public void complete() throws StoreException {
        file.complete();
      }

      @Override
      public void close() {
        file.close();
      }
    };
  }

  @Override
  public StoredFile open(SnapshotId snapshot, SegmentFileName file) throws StoreException {
    return inner.open(snapshot, file);
  }

  @Override
  public List<SegmentFileName> filesWrittenBefore(SnapshotId snapshot, Instant time)
      throws StoreException {
    return inner.filesWrittenBefore(snapshot, time);
  }

  @Override
  public void deleteFile(SnapshotId snapshot, SegmentFileName file) throws StoreException {
    inner.deleteFile(snapshot, file);
  }

  @Override
  public byte[] commit(SnapshotId snapshot, byte[] manifest) throws StoreException {
    return inner.commit(snapshot, manifest);
  }

  @Override
  public Optional<byte[]> manifest(SnapshotId snapshot) throws StoreException {
    return inner.manifest(snapshot);
  }

  @Override
  public void delete(SnapshotId snapshot) throws StoreException {
    inner.delete(snapshot);
  }

  @Override
  public List<SnapshotId> snapshots() throws StoreException {
    return inner.snapshots();
  }

  @Override
  public StoreSpace space() throws StoreException {
    return inner.space();
  }
}
