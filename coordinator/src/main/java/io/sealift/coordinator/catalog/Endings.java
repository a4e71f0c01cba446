package io.sealift.coordinator.catalog;

import io.sealift.coordinator.command.CatalogCommand.CancelCopy;
import io.sealift.coordinator.command.CatalogCommand.RemoveImage;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.ImageProfile;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.copy.AccountId;
import io.sealift.copy.RegionId;
import java.util.Optional;

/** The rules of what ends images, copies and snapshots. */
public final class Endings {
  private Endings() {}

  /** The image whose copy is to be cancelled. */
  public static Image cancelled(
      ClusterState state, CatalogPolicy policy, AccountId account, CancelCopy request)
      throws ServiceException {
    Optional<RegionId> region = Texts.region(request.region(), policy.regions());
    if (region.isEmpty()) {
      throw refusal(404, "InvalidRegionId.NotFound", "The specified RegionId does not exist.");
    }
    Image image = new Owned(state, account).requireImage(request.region(), request.imageId());
    if (image.source().isEmpty()) {
      throw refusal(
          400,
          "ImageCreatedNotFromCopy",
          "The specified image is not the target image of a copy action.");
    }
    return switch (image.status()) {
      case WAITING, CREATING -> image;
      case AVAILABLE -> throw refusal(400, "IncorrectImageStatus", "The image copy has completed.");
      case CREATE_FAILED ->
          throw refusal(400, "IncorrectImageStatus", "The Image copy has been failed.");
    };
  }

  /** The image that may be removed. */
  public static Image removed(ClusterState state, AccountId account, RemoveImage request)
      throws ServiceException {
    Owned owned = new Owned(state, account);
    Image image = owned.requireImage(request.region(), request.imageId());
    if (image.status() == Image.Status.WAITING || image.status() == Image.Status.CREATING) {
      throw image.source().isPresent()
          ? copying()
          : refusal(403, "ImageIsImporting", "The specified image is being imported.");
    }
    if (owned.isCopied(image.imageId(), Optional.empty())) {
      throw copying();
    }
    if (ExportImageRules.isExported(state, image.imageId())) {
      throw refusal(403, "ImageIsExporting", "The specified image is being exported.");
    }
    if (!ImageProfile.of(state, image.imageId()).shares().isEmpty()) {
      throw refusal(403, "ImageUseShared", "The specified image is shared to others.");
    }
    return image;
  }

  private static ServiceException copying() {
    return refusal(
        403,
        "OperationDenied.ImageCopying",
        "The image is being copied. Please use the CancelCopyImage API.");
  }

  /** The snapshot that may be removed, or whose copy may be ended. */
  public static Snapshot removedSnapshot(ClusterState state, AccountId account, String id)
      throws ServiceException {
    Owned owned = new Owned(state, account);
    Snapshot snapshot =
        owned
            .snapshot(id)
            .orElseThrow(
                () ->
                    refusal(
                        404,
                        "InvalidSnapshotId.NotFound",
                        "The specified SnapshotId does not exist."));
    if (!state.images().madeOf(snapshot.snapshotId()).isEmpty()) {
      throw refusal(403, "SnapshotCreatedImage", "The snapshot has been used to create an image.");
    }
    if (owned.isCopied(snapshot.snapshotId())) {
      throw refusal(403, "Operation.Conflict", "The snapshot is being copied.");
    }
    return snapshot;
  }

  private static ServiceException refusal(int status, String code, String message) {
    return new ServiceException(status, code, message);
  }
}
