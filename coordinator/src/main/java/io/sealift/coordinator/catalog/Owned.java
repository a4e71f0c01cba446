package io.sealift.coordinator.catalog;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.RegionKey;
import io.sealift.coordinator.state.ResourceGroup;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.copy.AccountId;
import io.sealift.copy.ImageId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.SourceSnapshot;
import java.util.Optional;

/** What belongs to one account; what belongs to another is as if it were not there. */
record Owned(ClusterState state, AccountId account) {
  private static final String DEFAULT_GROUP = "default";

  Optional<Image> image(String id) {
    return state
        .find(Image.class, Image.KIND + id)
        .filter(image -> image.account().equals(account));
  }

  /** One of the account's images in that region. */
  Image requireImage(String region, String id) throws ServiceException {
    return image(id)
        .filter(image -> image.region().value().equals(region))
        .orElseThrow(Owned::noImage);
  }

  static ServiceException noImage() {
    return new ServiceException(
        404, "InvalidImageId.NotFound", "The specified ImageId does not exist.");
  }

  Optional<Snapshot> snapshot(String id) {
    return state
        .find(Snapshot.class, Snapshot.KIND + id)
        .filter(snapshot -> snapshot.account().equals(account));
  }

  Optional<KeyDescription> key(String id) {
    return state
        .find(RegionKey.class, RegionKey.KIND + id)
        .map(RegionKey::description)
        .filter(key -> key.owner().equals(Optional.of(account)));
  }

  /** Whether another of the account's images in that region has the name. */
  boolean isNameTaken(RegionId region, String name, Optional<ImageId> butFor) {
    return state.images().named(account, region, name).stream()
        .anyMatch(id -> !butFor.equals(Optional.of(id)));
  }

  int images(RegionId region) {
    return state.images().count(account, region);
  }

  void requireGroup(Optional<String> group) throws ServiceException {
    if (group.isPresent()
        && !group.get().equals(DEFAULT_GROUP)
        && state.find(ResourceGroup.key(account, group.get())).isEmpty()) {
      throw new ServiceException(
          404,
          "InvalidResourceGroup.NotFound",
          "The ResourceGroup provided does not exist in our records.");
    }
  }

  /** Whether a copy of the image runs, into that region or into any. */
  boolean isCopied(ImageId imageId, Optional<RegionId> target) {
    return state.work().openTargets().stream()
        .filter(open -> target.isEmpty() || target.get().equals(open.region()))
        .map(open -> state.find(CopyJob.class, CopyJob.KIND + open.jobId()))
        .anyMatch(job -> job.flatMap(CopyJob::sourceImage).equals(Optional.of(imageId)));
  }

  /** Whether a copy of the snapshot runs. */
  boolean isCopied(SnapshotId snapshotId) {
    return state.work().openTargets().stream()
        .map(TargetCopy::snapshots)
        .flatMap(snapshots -> snapshots.stream())
        .flatMap(id -> state.find(Snapshot.class, Snapshot.KIND + id).stream())
        .flatMap(copy -> copy.source().stream())
        .map(SourceSnapshot::snapshotId)
        .anyMatch(snapshotId::equals);
  }
}
