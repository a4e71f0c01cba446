package io.sealift.coordinator.job;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.copy.SnapshotId;
import java.util.ArrayList;
import java.util.List;

/**
 * The snapshots of a target that the next commit names: as many as fit into one task message with
 * the files of all their segments, at least one. A target is committed when none is left.
 *
 * <p>A name takes about 55 bytes, so a full batch of {@link #MAX_SEGMENTS} takes half of the
 * largest record; the journal's owner would be lost over a larger one, again and again.
 */
final class CommitBatch {
  /** The most segments that one commit names, unless a single snapshot has more. */
  static final int MAX_SEGMENTS = 65_536;

  private CommitBatch() {}

  static List<SnapshotId> of(ClusterState state, TargetCopy target) {
    List<SnapshotId> batch = new ArrayList<>();
    int segments = 0;
    for (SnapshotId id : target.snapshots()) {
      if (state.find(Snapshot.class, Snapshot.KIND + id).orElseThrow().isCommitted()) {
        continue;
      }
      segments += state.segments().of(id).size();
      if (segments > MAX_SEGMENTS && !batch.isEmpty()) {
        break;
      }
      batch.add(id);
    }
    return batch;
  }
}
