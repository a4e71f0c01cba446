package io.sealift.coordinator.catalog;

import io.sealift.coordinator.catalog.CatalogPolicy.TagInheritance;
import io.sealift.coordinator.command.CatalogCommand.CopyImageRequest;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.ImageProfile;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.copy.AccountId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.protocol.CopyMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules of {@code CopyImage}. What is wrong with the request itself comes first, then what is
 * wrong with its image, its key and its name.
 */
public final class CopyImageRules {
  private final ClusterState state;
  private final CatalogPolicy policy;
  private final Owned owned;
  private final CopyImageRequest request;

  private CopyImageRules(
      ClusterState state, CatalogPolicy policy, AccountId account, CopyImageRequest request) {
    this.state = state;
    this.policy = policy;
    this.owned = new Owned(state, account);
    this.request = request;
  }

  /** The copy that is asked for; throws the documented error where a rule forbids it. */
  public static CopyOrder check(
      ClusterState state, CatalogPolicy policy, AccountId account, CopyImageRequest request)
      throws ServiceException {
    return new CopyImageRules(state, policy, account, request).order();
  }

  private CopyOrder order() throws ServiceException {
    RegionId source =
        Texts.region(request.region(), policy.regions())
            .orElseThrow(
                () -> refusal(400, "SourceRegion.NotFound", "The source region not found."));
    RegionId target =
        Texts.region(request.targetRegion(), policy.regions())
            .orElseThrow(
                () ->
                    refusal(
                        400, "DestinationRegion.NotFound", "The destination region not found."));
    requireWellFormed();
    Image image = sourceImage(source);
    boolean shared = !image.account().equals(owned.account());
    requireReach(image, target, shared);
    KeyReference key =
        new TargetKey(owned, policy, 404)
            .of(target, request.encrypted(), request.keyId(), image.isEncrypted());
    owned.requireGroup(request.resourceGroup());
    List<Snapshot> snapshots = snapshots(image);
    requireRoom(image, target);
    CopyMode mode =
        key.equals(KeyReference.STORAGE) && !shared ? CopyMode.VERBATIM : CopyMode.RESEALED;
    return new CopyOrder(
        Optional.of(image), snapshots, target, mode, key, attributes(image, shared));
  }

  private void requireWellFormed() throws ServiceException {
    if (request.name().isPresent() && !Texts.isName(request.name().get())) {
      throw refusal(
          400,
          "InvalidImageName.Malformed",
          "The specified destination image name is wrongly formed.");
    }
    if (request.description().isPresent() && !Texts.isDescription(request.description().get())) {
      throw refusal(
          400,
          "InvalidDescription.Malformed",
          "The specified destination description is wrongly formed.");
    }
    Texts.requireTags(request.tags());
    if (request.keyId().isPresent() && !request.encrypted().orElse(false)) {
      throw refusal(
          400,
          "InvalidParameter.EncryptedIllegal",
          "The specified parameter Encrypted must be true when kmsKeyId is not empty.");
    }
  }

  private Image sourceImage(RegionId region) throws ServiceException {
    Image image =
        state
            .find(Image.class, Image.KIND + request.imageId())
            .filter(found -> found.region().equals(region))
            .filter(
                found ->
                    found.account().equals(owned.account())
                        || profile(found).isSharedWith(owned.account()))
            .orElseThrow(Owned::noImage);
    boolean unfinished =
        image.status() == Image.Status.WAITING || image.status() == Image.Status.CREATING;
    if (unfinished && image.source().isPresent()) {
      throw refusal(
          403,
          "OperationDenied.ImageCopying",
          "The image is currently being copied. Please try again later.");
    }
    if (image.status() != Image.Status.AVAILABLE
        || profile(image).standing() == ImageProfile.Standing.DEPRECATED) {
      throw refusal(400, "IncorrectImageStatus", "The image not available.");
    }
    return image;
  }

  private ImageProfile profile(Image image) {
    return ImageProfile.of(state, image.imageId());
  }

  private void requireReach(Image image, RegionId target, boolean shared) throws ServiceException {
    boolean sameRegion = image.region().equals(target);
    if (shared && !sameRegion) {
      throw refusal(
          403,
          "OperationDenied.SameRegionOnly",
          "The image shared from others can not be copied to another region directly.");
    }
    if (image.isEncrypted() && request.encrypted().equals(Optional.of(false))) {
      throw refusal(
          403,
          "OperationDeined.EncryptedSnapshot",
          "The image contains encrypted snapshots, which do not support copying to non-encrypted"
              + " ones.");
    }
    if (sameRegion && !shared && !request.encrypted().orElse(false)) {
      throw refusal(
          403,
          "IncorrectDestinationRegion",
          "The destination region is not equal the target region.");
    }
  }

  private List<Snapshot> snapshots(Image image) throws ServiceException {
    List<Snapshot> found =
        image.snapshots().stream()
            .flatMap(id -> state.find(Snapshot.class, Snapshot.KIND + id).stream())
            .filter(snapshot -> snapshot.status() == Snapshot.Status.AVAILABLE)
            .toList();
    if (found.size() != image.snapshots().size()) {
      throw refusal(400, "InvalidSnapshotId.NotFound", "The specified SnapshotId does not exist.");
    }
    long bytes = found.stream().mapToLong(snapshot -> snapshot.geometry().sizeBytes()).sum();
    if (bytes > policy.maxImageBytes()) {
      throw refusal(
          403,
          "SizeExceed.Image",
          "The image exceeds the maximum size. You can use the CopySnapshot API to copy your"
              + " snapshots of the image and then create a new image from them.");
    }
    return found;
  }

  private void requireRoom(Image image, RegionId target) throws ServiceException {
    if (owned.isCopied(image.imageId(), Optional.of(target))) {
      throw refusal(
          400,
          "OperationDenied.ImageCopyConflict",
          "The same image cannot be copied concurrently. Please wait until the last copy is"
              + " completed before performing the next operation.");
    }
    if (request.name().isPresent()
        && owned.isNameTaken(target, request.name().get(), Optional.empty())) {
      throw refusal(
          400,
          "InvalidImageName.Duplicated",
          "The specified image name is already in use in the target region. Please try a different"
              + " one.");
    }
    if (owned.images(target) >= policy.maxImages()) {
      throw refusal(
          403,
          "QuotaExceed.Image",
          "The number of images exceeds the limit (%d).".formatted(policy.maxImages()));
    }
  }

  private Image.Attributes attributes(Image image, boolean shared) throws ServiceException {
    boolean inherits = policy.inheritance() == TagInheritance.INHERITED && !shared;
    return new Image.Attributes(
        request.name().orElse(""),
        request.description(),
        request.resourceGroup(),
        Texts.merged(inherits ? image.attributes().tags() : Map.of(), request.tags()));
  }

  private static ServiceException refusal(int status, String code, String message) {
    return new ServiceException(status, code, message);
  }
}
