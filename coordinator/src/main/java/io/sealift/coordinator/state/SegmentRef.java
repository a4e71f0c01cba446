package io.sealift.coordinator.state;

import io.sealift.copy.SnapshotId;

/** One segment of one target snapshot. */
public record SegmentRef(SnapshotId snapshotId, int segment) implements Comparable<SegmentRef> {
  @Override
  public int compareTo(SegmentRef other) {
    int bySnapshot = snapshotId.compareTo(other.snapshotId);
    return bySnapshot != 0 ? bySnapshot : Integer.compare(segment, other.segment);
  }
}
