package io.sealift.protocol;

import io.sealift.copy.SnapshotId;

/** A snapshot of a store that nothing is told of, and why not: one line for people. */
public record ManifestProblem(SnapshotId snapshotId, String reason) {}
