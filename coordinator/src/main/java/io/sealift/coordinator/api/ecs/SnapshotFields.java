package io.sealift.coordinator.api.ecs;

import io.sealift.coordinator.api.rpc.Fields;
import io.sealift.coordinator.catalog.DiskIds;
import io.sealift.coordinator.progress.ProgressAggregator;
import io.sealift.coordinator.progress.TargetProgress;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.SnapshotProfile;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.protocol.SourceSnapshot;
import java.time.Instant;
import java.util.Optional;

/** A snapshot as the interface shows it. */
record SnapshotFields(ClusterState state, ProgressAggregator progress, Instant now) {
  static String status(Snapshot snapshot) {
    return snapshot.status() == Snapshot.Status.AVAILABLE ? "accomplished" : "progressing";
  }

  static String usage(ClusterState state, Snapshot snapshot) {
    return SnapshotFilter.imageOf(state, snapshot).isPresent() ? "image" : "none";
  }

  /** The disk that an image's first snapshot is of is its system disk. */
  static String diskType(ClusterState state, Snapshot snapshot) {
    Optional<Image> image = SnapshotFilter.imageOf(state, snapshot);
    return image.isPresent() && image.get().snapshots().indexOf(snapshot.snapshotId()) > 0
        ? "data"
        : "system";
  }

  Fields of(Snapshot snapshot) {
    SnapshotProfile profile = SnapshotProfile.of(state, snapshot.snapshotId());
    Optional<TargetProgress> making = making(snapshot);
    boolean done = snapshot.status() == Snapshot.Status.AVAILABLE;
    boolean encrypted = SnapshotActions.isEncrypted(snapshot);
    int percent = done ? 100 : Math.min(99, making.map(TargetProgress::percent).orElse(0));
    Fields fields =
        new Fields()
            .put("SnapshotId", snapshot.snapshotId().value())
            .put("SnapshotName", snapshot.name())
            .put("Description", profile.description().orElse(""))
            .put("RegionId", snapshot.region().value())
            .put("Status", status(snapshot))
            .put("Progress", percent + "%")
            .put("RemainTime", making.flatMap(TargetProgress::etaSeconds).orElse(0L))
            .put("CreationTime", snapshot.createdAt())
            .put("LastModifiedTime", snapshot.createdAt())
            .put("Encrypted", encrypted)
            .put("KMSKeyId", encrypted ? snapshot.keyReference().value() : "")
            .put("Usage", usage(state, snapshot))
            .put("SnapshotType", "user")
            .put("Category", "standard")
            .put("SourceDiskId", DiskIds.of(state, snapshot).orElse(""))
            .put(
                "SourceDiskSize",
                Long.toString(ImageFields.gibibytes(snapshot.geometry().sizeBytes())))
            .put("SourceDiskType", diskType(state, snapshot))
            .put("ResourceGroupId", profile.resourceGroup().orElse(""))
            .put("Available", done)
            .put("InstantAccess", false)
            .put("ProductCode", "")
            .tags(profile.tags());
    profile.retentionDays().ifPresent(days -> fields.put("RetentionDays", days));
    snapshot.source().ifPresent(source -> source(fields, source));
    return fields;
  }

  private static void source(Fields fields, SourceSnapshot source) {
    fields
        .put("SourceSnapshotId", source.snapshotId().value())
        .put("SourceRegionId", source.region().value());
  }

  private Optional<TargetProgress> making(Snapshot snapshot) {
    return snapshot.status() == Snapshot.Status.AVAILABLE
        ? Optional.empty()
        : state
            .find(
                TargetCopy.class,
                TargetCopy.KIND + new TargetId(snapshot.jobId(), snapshot.region()))
            .map(target -> progress.of(state, target, now));
  }
}
