package io.sealift.coordinator.catalog;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.SourceSnapshot;
import java.util.Optional;

/**
 * The ids of imported disks. A disk is there as long as the snapshot that it was imported into, and
 * its id follows from that snapshot's.
 */
public final class DiskIds {
  private static final String PREFIX = "d-";

  private DiskIds() {}

  /** The disk that the snapshot is of, if that disk was imported. */
  public static Optional<String> of(ClusterState state, Snapshot snapshot) {
    if (isImported(state, snapshot)) {
      return Optional.of(id(snapshot.snapshotId()));
    }
    // A snapshot of a snapshot in its own region can only be one that was made of a disk.
    Optional<RegionId> from = snapshot.source().map(SourceSnapshot::region);
    boolean ofDisk = from.equals(Optional.of(snapshot.region())) && isAlone(state, snapshot);
    return ofDisk ? snapshot.source().map(source -> id(source.snapshotId())) : Optional.empty();
  }

  /** The snapshot that a disk was imported into. */
  static Optional<Snapshot> find(Owned owned, String diskId) {
    return diskId.startsWith(PREFIX)
        ? owned
            .snapshot(SnapshotId.PREFIX + diskId.substring(PREFIX.length()))
            .filter(snapshot -> isImported(owned.state(), snapshot))
        : Optional.empty();
  }

  private static String id(SnapshotId snapshotId) {
    return PREFIX + snapshotId.value().substring(SnapshotId.PREFIX.length());
  }

  private static boolean isImported(ClusterState state, Snapshot snapshot) {
    return isOf(state, snapshot, CopyJob.Kind.IMPORT);
  }

  private static boolean isAlone(ClusterState state, Snapshot snapshot) {
    return isOf(state, snapshot, CopyJob.Kind.SNAPSHOT_COPY);
  }

  private static boolean isOf(ClusterState state, Snapshot snapshot, CopyJob.Kind kind) {
    return state
        .find(CopyJob.class, CopyJob.KIND + snapshot.jobId())
        .filter(job -> job.kind() == kind)
        .isPresent();
  }
}
