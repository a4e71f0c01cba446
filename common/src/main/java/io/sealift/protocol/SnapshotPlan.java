package io.sealift.protocol;

import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import java.util.Optional;

/**
 * One snapshot that a target will hold, and where its blocks come from; an import has no source.
 */
public record SnapshotPlan(
    SnapshotId snapshotId, SnapshotGeometry geometry, Optional<SourceSnapshot> source) {}
