package io.sealift.protocol;

import io.sealift.copy.RegionId;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotId;

/** The snapshot that a target's snapshot is copied from, in its own region. */
public record SourceSnapshot(RegionId region, SnapshotId snapshotId, SealId sealId) {}
