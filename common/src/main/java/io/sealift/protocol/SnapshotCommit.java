package io.sealift.protocol;

import java.util.List;

/**
 * One snapshot to be committed: its plan, its key and the file of each segment that holds data, in
 * ascending order.
 */
public record SnapshotCommit(
    SnapshotPlan plan, PreparedSnapshot prepared, List<SegmentFileName> segments) {
  public SnapshotCommit {
    segments = List.copyOf(segments);
  }
}
