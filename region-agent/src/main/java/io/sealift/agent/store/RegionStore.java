package io.sealift.agent.store;

import io.sealift.copy.AttemptId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.SegmentFileName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A region's snapshots: for each a set of segment files, named by the attempts that wrote them, and
 * at last a manifest.
 *
 * <p>Promises: only {@link #prepare} makes a snapshot, so a late attempt cannot bring a deleted one
 * back. A file never changes once it is complete. A snapshot is committed from the moment {@link
 * #commit} returns, and its manifest never changes. Several agents may use one store at once. Safe
 * for use by many threads.
 */
public interface RegionStore {
  /** Makes room for a snapshot, durably; does nothing when it is there. */
  void prepare(SnapshotId snapshot) throws StoreException;

  /** A new file for one attempt at one segment of a prepared snapshot. */
  AttemptFile create(SnapshotId snapshot, int segment, AttemptId attempt) throws StoreException;

  /** Opens a segment file for reading. */
  StoredFile open(SnapshotId snapshot, SegmentFileName file) throws StoreException;

  /**
   * The segment files of a snapshot that were last written before the given time; none when there
   * is no such snapshot.
   */
  List<SegmentFileName> filesWrittenBefore(SnapshotId snapshot, Instant time) throws StoreException;

  /** Deletes one segment file; does nothing when it is gone. */
  void deleteFile(SnapshotId snapshot, SegmentFileName file) throws StoreException;

  /**
   * Commits a prepared snapshot: the manifest becomes visible as a whole and durably.
   *
   * @return the manifest in effect: this one, or the one that was committed before
   */
  byte[] commit(SnapshotId snapshot, byte[] manifest) throws StoreException;

  /** The manifest of a committed snapshot. */
  Optional<byte[]> manifest(SnapshotId snapshot) throws StoreException;

  /**
   * Removes all of a snapshot; does nothing when it is gone. A committed one stops being so first.
   */
  void delete(SnapshotId snapshot) throws StoreException;

  /** Every snapshot there is, committed or not. */
  List<SnapshotId> snapshots() throws StoreException;

  /** How much room there is. */
  StoreSpace space() throws StoreException;
}
