package io.sealift.coordinator.catalog;

import io.sealift.coordinator.command.FileCommand.ImportImageRequest;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Image;
import io.sealift.copy.AccountId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.protocol.FoundFile;
import java.util.List;
import java.util.Optional;

/** The rules of {@code ImportImage}, beside what the region's agent found in its directory. */
public final class ImportImageRules {
  private static final int MAX_DISKS = 17;

  private ImportImageRules() {}

  /**
   * An import that was found to be in order.
   *
   * @param geometries one for each disk
   */
  public record ImportOrder(
      RegionId region, Image.Attributes attributes, List<SnapshotGeometry> geometries) {
    public ImportOrder {
      geometries = List.copyOf(geometries);
    }
  }

  /** The import that is asked for; throws the documented error where a rule forbids it. */
  public static ImportOrder check(
      ClusterState state,
      CatalogPolicy policy,
      AccountId account,
      ImportImageRequest request,
      List<FoundFile> found)
      throws ServiceException {
    RegionId region = requireWellFormed(policy, request);
    Owned owned = new Owned(state, account);
    owned.requireGroup(request.resourceGroup());
    if (request.name().isPresent()
        && owned.isNameTaken(region, request.name().get(), Optional.empty())) {
      throw refusal(400, "InvalidImageName.Duplicated", "The destination image is exist.");
    }
    if (owned.images(region) >= policy.maxImages()) {
      throw refusal(
          403,
          "QuotaExceed.Image",
          "The number of images exceeds the limit (%d).".formatted(policy.maxImages()));
    }
    if (found.size() != request.files().size()
        || found.stream().anyMatch(file -> file.diskBytes() > SnapshotGeometry.MAX_SIZE_BYTES)) {
      throw refusal(400, "InvalidImageSize", "The specified image size is not valid.");
    }
    return new ImportOrder(
        region,
        new Image.Attributes(
            request.name().orElse(""),
            request.description(),
            request.resourceGroup(),
            request.tags()),
        found.stream().map(file -> SnapshotGeometry.ofSize(file.diskBytes())).toList());
  }

  /** The part that needs no look at the files, nor at anything else. */
  public static RegionId requireWellFormed(CatalogPolicy policy, ImportImageRequest request)
      throws ServiceException {
    RegionId region =
        Texts.region(request.region(), policy.regions())
            .orElseThrow(
                () ->
                    refusal(
                        400, "InvalidRegionId.NotFound", "The specified RegionId does not exist."));
    if (request.files().isEmpty() || request.files().size() > MAX_DISKS) {
      throw refusal(
          403, "MissingParameter.DiskDeviceMapping", "An image has 1 to 17 disks to be imported.");
    }
    if (request.name().isPresent() && !Texts.isName(request.name().get())) {
      throw refusal(
          400, "InvalidImageName.Malformed", "The specified Image name is wrongly formed.");
    }
    if (request.description().isPresent() && !Texts.isDescription(request.description().get())) {
      throw refusal(
          400, "InvalidDescription.Malformed", "The specified description is wrongly formed.");
    }
    Texts.requireTraits(request.traits());
    Texts.requireTags(request.tags());
    return region;
  }

  private static ServiceException refusal(int status, String code, String message) {
    return new ServiceException(status, code, message);
  }
}
