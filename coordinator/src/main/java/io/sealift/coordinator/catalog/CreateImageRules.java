package io.sealift.coordinator.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sealift.coordinator.command.CatalogCommand.CreateImageRequest;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.ImageProfile;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.copy.AccountId;
import io.sealift.copy.ImageId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The rules of {@code CreateImage}: an image of snapshots that are there, complete at once.
 *
 * <p>The image's id follows from account and token, so the same token gives the same image without
 * anything being remembered.
 */
public final class CreateImageRules {
  private static final int MAX_DISKS = 17;

  private CreateImageRules() {}

  /** The new image; throws the documented error where a rule forbids it. */
  public static CatalogChange create(
      ClusterState state,
      CatalogPolicy policy,
      AccountId account,
      CreateImageRequest request,
      Instant now)
      throws ServiceException {
    Owned owned = new Owned(state, account);
    RegionId region =
        Texts.region(request.region(), policy.regions())
            .orElseThrow(
                () ->
                    refusal(
                        404, "InvalidRegionId.NotFound", "The specified RegionId does not exist."));
    requireWellFormed(request);
    List<Snapshot> snapshots = snapshots(owned, region, request.snapshots());
    List<SnapshotId> ids = snapshots.stream().map(Snapshot::snapshotId).toList();
    ImageId id = idOf(account, request.token());
    Optional<Image> before = state.find(Image.class, Image.KIND + id);
    if (before.isPresent()) {
      requireSame(before.get(), request, ids);
      return new CatalogChange(id.value(), List.of(), List.of());
    }
    owned.requireGroup(request.resourceGroup());
    if (request.name().isPresent()
        && owned.isNameTaken(region, request.name().get(), Optional.empty())) {
      throw refusal(
          400, "InvalidImageName.Duplicated", "The specified image name is already in use.");
    }
    if (owned.images(region) >= policy.maxImages()) {
      throw refusal(403, "QuotaExceed.Image", "The number of images exceeds the limit.");
    }
    Image image =
        new Image(
            id,
            region,
            account,
            new Image.Attributes(
                request.name().orElse(""),
                request.description(),
                request.resourceGroup(),
                request.tags()),
            Image.Status.AVAILABLE,
            snapshots.get(0).keyReference(),
            ids,
            snapshots.get(0).jobId(),
            Optional.empty(),
            now);
    ImageProfile profile =
        new ImageProfile(id, ImageProfile.Standing.CURRENT, request.traits(), List.of());
    return CatalogChange.of(id.value(), image, profile);
  }

  /** The id of the image that the token makes. */
  public static ImageId idOf(AccountId account, String token) {
    String hash = UUID.nameUUIDFromBytes((account + "/" + token).getBytes(UTF_8)).toString();
    return new ImageId(ImageId.PREFIX + hash.replace("-", "").substring(0, 20));
  }

  private static void requireSame(Image image, CreateImageRequest request, List<SnapshotId> ids)
      throws ServiceException {
    if (!image.attributes().name().equals(request.name().orElse(""))
        || !image.snapshots().equals(ids)) {
      throw refusal(
          400,
          "IdempotenceParamNotMatch",
          "Request uses a client token in a previous request but is not identical to that"
              + " request.");
    }
  }

  private static void requireWellFormed(CreateImageRequest request) throws ServiceException {
    if (request.name().isPresent() && !Texts.isName(request.name().get())) {
      throw refusal(
          400, "InvalidImageName.Malformed", "The specified Image name is wrongly formed.");
    }
    if (request.description().isPresent() && !Texts.isDescription(request.description().get())) {
      throw refusal(
          400, "InvalidDescription.Malformed", "The specified description is wrongly formed.");
    }
    Optional<String> family = request.traits().family();
    if (family.isPresent() && !Texts.isName(family.get())) {
      throw refusal(
          400, "InvalidImageFamily.Malformed", "The specified ImageFamily is wrongly formed.");
    }
    Texts.requireTraits(request.traits());
    Texts.requireTags(request.tags());
  }

  private static List<Snapshot> snapshots(Owned owned, RegionId region, List<String> named)
      throws ServiceException {
    if (named.isEmpty() || named.size() > MAX_DISKS || new HashSet<>(named).size() < named.size()) {
      throw refusal(
          400, "OperationDenied", "An image has 1 to 17 disks, each of a snapshot of its own.");
    }
    List<Snapshot> found = new ArrayList<>();
    for (String id : named) {
      Snapshot snapshot =
          owned
              .snapshot(id)
              .filter(candidate -> candidate.region().equals(region))
              .orElseThrow(
                  () ->
                      refusal(
                          404,
                          "InvalidSnapshotId.NotFound",
                          "The specified SnapshotId does not exist."));
      if (snapshot.status() != Snapshot.Status.AVAILABLE) {
        throw refusal(403, "InvalidSnapshotId.NotReady", "The specified snapshot is not ready.");
      }
      found.add(snapshot);
    }
    if (found.stream().map(Snapshot::keyReference).distinct().count() > 1) {
      throw refusal(
          403, "OperationDenied", "The snapshots of an image must be under the same key.");
    }
    return found;
  }

  private static ServiceException refusal(int status, String code, String message) {
    return new ServiceException(status, code, message);
  }
}
