package io.sealift.coordinator.state;

import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;

/** A snapshot that nobody wants, until the region's store is known to hold nothing of it. */
public record Garbage(RegionId region, SnapshotId snapshotId) implements Entity {
  /** What every key starts with. */
  public static final String KIND = "garbage/";

  @Override
  public String key() {
    return key(snapshotId);
  }

  /** The key of one snapshot's garbage. */
  public static String key(SnapshotId snapshotId) {
    return KIND + snapshotId;
  }
}
