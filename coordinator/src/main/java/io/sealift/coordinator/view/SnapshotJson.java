package io.sealift.coordinator.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import java.time.Instant;
import java.util.Optional;

/** A snapshot as users see it. One under the region's storage key shows no key. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record SnapshotJson(
    SnapshotId snapshotId,
    RegionId region,
    String name,
    Snapshot.Status status,
    long sizeBytes,
    long storedBytes,
    boolean encrypted,
    Optional<KeyReference> keyId,
    Optional<RegionId> sourceRegion,
    Optional<SnapshotId> sourceSnapshotId,
    CopyJobId jobId,
    Instant createdAt) {
  /** The snapshot, as the journal has it. */
  static SnapshotJson of(Snapshot snapshot, long storedBytes) {
    boolean encrypted = !snapshot.keyReference().equals(KeyReference.STORAGE);
    return new SnapshotJson(
        snapshot.snapshotId(),
        snapshot.region(),
        snapshot.name(),
        snapshot.status(),
        snapshot.geometry().sizeBytes(),
        storedBytes,
        encrypted,
        encrypted ? Optional.of(snapshot.keyReference()) : Optional.empty(),
        snapshot.source().map(source -> source.region()),
        snapshot.source().map(source -> source.snapshotId()),
        snapshot.jobId(),
        snapshot.createdAt());
  }
}
