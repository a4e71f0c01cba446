package io.sealift.coordinator.api.ecs;

import io.sealift.coordinator.api.rpc.Fields;
import io.sealift.coordinator.progress.ProgressAggregator;
import io.sealift.coordinator.progress.TargetProgress;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.ImageIndex.Stage;
import io.sealift.coordinator.state.ImageProfile;
import io.sealift.coordinator.state.ImageProfile.Traits;
import io.sealift.coordinator.state.ImportSource;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.copy.AccountId;
import io.sealift.copy.SnapshotId;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** An image as the interface shows it. */
record ImageFields(ClusterState state, ProgressAggregator progress, AccountId viewer, Instant now) {
  private static final long GIB = 1L << 30;

  static String status(Stage stage) {
    return switch (stage) {
      case WAITING -> "Waiting";
      case CREATING -> "Creating";
      case AVAILABLE -> "Available";
      case DEPRECATED -> "Deprecated";
      case CREATE_FAILED -> "CreateFailed";
    };
  }

  static long gibibytes(long bytes) {
    return (bytes + GIB - 1) / GIB;
  }

  Fields of(Image image) {
    ImageProfile profile = ImageProfile.of(state, image.imageId());
    Traits traits = profile.traits();
    Optional<TargetProgress> making = making(image);
    int percent = percent(image, making);
    boolean own = image.account().equals(viewer);
    String platform = traits.platform().orElse("Others Linux");
    return new Fields()
        .put("ImageId", image.imageId().value())
        .put("ImageName", image.attributes().name())
        .put("Description", image.attributes().description().orElse(""))
        .put("ImageFamily", traits.family().orElse(""))
        .put("ImageVersion", traits.version().orElse(""))
        .put("ImageOwnerAlias", own ? "self" : "others")
        .put("ImageOwnerId", AccountNumber.of(image.account()))
        .put("ResourceGroupId", image.attributes().resourceGroup().orElse(""))
        .put("Platform", platform)
        .put("OSName", platform)
        .put("OSNameEn", platform)
        .put("OSType", traits.osType().orElse("linux"))
        .put("Architecture", traits.architecture().orElse("x86_64"))
        .put("BootMode", traits.bootMode().orElse("BIOS"))
        .put("LicenseType", traits.licenseType())
        .put("ProductCode", "")
        .put("Usage", "none")
        .put("CreationTime", image.createdAt())
        .put("Status", status(Stage.of(state, image)))
        .put("Progress", percent + "%")
        .put("Size", size(image))
        .put("IsSelfShared", own && !profile.shares().isEmpty() ? "True" : "False")
        .put("IsCopied", image.source().isPresent())
        .put("IsPublic", false)
        .put("IsSubscribed", false)
        .put("IsSupportCloudinit", false)
        .put("IsSupportIoOptimized", true)
        .put("LoginAsNonRootSupported", false)
        .put("Usable", image.status() == Image.Status.AVAILABLE)
        .list("DiskDeviceMappings", "DiskDeviceMapping", disks(image, percent, making))
        .tags(image.attributes().tags())
        .put(
            "Features",
            new Fields()
                .put("NvmeSupport", traits.nvmeSupport().orElse("unsupported"))
                .put("ImdsSupport", traits.imdsSupport().orElse("v1")));
  }

  private Optional<TargetProgress> making(Image image) {
    return image.status() == Image.Status.AVAILABLE
        ? Optional.empty()
        : state
            .find(TargetCopy.class, TargetCopy.KIND + new TargetId(image.jobId(), image.region()))
            .map(target -> progress.of(state, target, now));
  }

  // 100 belongs to images that can be used.
  private static int percent(Image image, Optional<TargetProgress> making) {
    return image.status() == Image.Status.AVAILABLE
        ? 100
        : Math.min(99, making.map(TargetProgress::percent).orElse(0));
  }

  private long size(Image image) {
    return image.snapshots().stream()
        .findFirst()
        .flatMap(this::snapshot)
        .map(snapshot -> gibibytes(snapshot.geometry().sizeBytes()))
        .orElse(0L);
  }

  private Stream<Fields> disks(Image image, int percent, Optional<TargetProgress> making) {
    long remaining = making.flatMap(TargetProgress::etaSeconds).orElse(0L);
    return IntStream.range(0, image.snapshots().size())
        .mapToObj(index -> disk(image, index, percent, remaining));
  }

  private Fields disk(Image image, int index, int percent, long remaining) {
    SnapshotId id = image.snapshots().get(index);
    Optional<Snapshot> snapshot = snapshot(id);
    long bytes = snapshot.map(found -> found.geometry().sizeBytes()).orElse(0L);
    Fields fields =
        new Fields()
            .put("Device", "/dev/xvd" + (char) ('a' + index))
            .put("SnapshotId", id.value())
            .put("Size", Long.toString(gibibytes(bytes)))
            .put("Type", index == 0 ? "system" : "data")
            .put("Format", "RAW")
            .put("Progress", percent + "%")
            .put("RemainTime", remaining)
            .put("Encrypted", snapshot.map(SnapshotActions::isEncrypted).orElse(false));
    state
        .find(ImportSource.class, ImportSource.KIND + image.jobId())
        .filter(source -> index < source.files().size())
        .map(source -> source.files().get(index).file())
        .ifPresent(
            file ->
                fields.put("ImportOSSBucket", file.bucket()).put("ImportOSSObject", file.object()));
    return fields;
  }

  private Optional<Snapshot> snapshot(SnapshotId id) {
    return state.find(Snapshot.class, Snapshot.KIND + id);
  }
}
