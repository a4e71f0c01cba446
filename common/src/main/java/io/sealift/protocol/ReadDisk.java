package io.sealift.protocol;

import io.sealift.copy.SnapshotId;

/** A disk that was read to its end, and how many of its segments hold data. */
public record ReadDisk(SnapshotId snapshotId, int dataSegments) {}
