package io.sealift.protocol;

import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotId;

/**
 * What preparing settled for one target snapshot: the id of its sealed content and its wrapped data
 * key.
 */
public record PreparedSnapshot(SnapshotId snapshotId, SealId sealId, WrappedKey wrappedKey) {}
