package io.sealift.coordinator.state;

import io.sealift.copy.SnapshotId;
import io.sealift.protocol.SegmentReceipt;

/** The one attempt's file that counts as a snapshot's segment. */
public record SealedSegment(SnapshotId snapshotId, SegmentReceipt receipt) implements Entity {
  /** What every key starts with. */
  public static final String KIND = "segment/";

  @Override
  public String key() {
    return key(snapshotId, receipt.segment());
  }

  /** The key of one segment. */
  public static String key(SnapshotId snapshotId, int segment) {
    return KIND + snapshotId + "/" + segment;
  }
}
