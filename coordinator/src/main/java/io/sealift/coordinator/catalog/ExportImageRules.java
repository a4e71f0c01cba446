package io.sealift.coordinator.catalog;

import io.sealift.coordinator.command.FileCommand.ExportImageRequest;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.copy.AccountId;
import io.sealift.copy.ImageId;
import io.sealift.protocol.ExportPlan;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of {@code ExportImage}. */
public final class ExportImageRules {
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9]{1,30}");
  private static final Set<String> FORMATS = Set.of("raw", "qcow2", "vmdk", "vhd");
  private static final int MAX_DISKS = 5;
  private static final long MAX_DISK_BYTES = 500L << 30;

  private ExportImageRules() {}

  /** What is to be exported; throws the documented error where a rule forbids it. */
  public static Operation.Export check(
      ClusterState state, CatalogPolicy policy, AccountId account, ExportImageRequest request)
      throws ServiceException {
    if (Texts.region(request.region(), policy.regions()).isEmpty()) {
      throw refusal(400, "InvalidRegionId.NotFound", "The specified RegionId does not exist.");
    }
    if (request.prefix().isPresent() && !PREFIX.matcher(request.prefix().get()).matches()) {
      throw refusal(
          400, "InvalidOSSPrefix.Malformed", "The specified OSSPrefix is wrongly formed.");
    }
    if (!BUCKET.matcher(request.bucket()).matches()) {
      throw refusal(400, "InvalidOSSBucket.NotFound", "The specified OSSBucket does not exist.");
    }
    if (!FORMATS.contains(request.format())) {
      throw refusal(
          400, "InvalidImageFormat.Malformed", "The specified image format is wrongly formed.");
    }
    Image image = new Owned(state, account).requireImage(request.region(), request.imageId());
    if (image.status() != Image.Status.AVAILABLE) {
      throw refusal(400, "IncorrectImageStatus", "The specified Image is not available.");
    }
    if (image.isEncrypted()) {
      throw refusal(400, "ImageNotSupported", "An encrypted image cannot be exported.");
    }
    requireExportable(state, image);
    if (isExported(state, image.imageId())) {
      throw refusal(403, "ImageIsExporting", "The specified Image is exporting.");
    }
    String stem = request.prefix().map(prefix -> prefix + "_").orElse("") + image.imageId().value();
    return new Operation.Export(
        image.imageId(),
        new ExportPlan(account, request.bucket(), stem, request.format(), image.snapshots()));
  }

  private static void requireExportable(ClusterState state, Image image) throws ServiceException {
    List<Snapshot> disks =
        image.snapshots().stream()
            .flatMap(id -> state.find(Snapshot.class, Snapshot.KIND + id).stream())
            .toList();
    boolean tooLarge =
        disks.stream().anyMatch(disk -> disk.geometry().sizeBytes() > MAX_DISK_BYTES);
    if (disks.size() != image.snapshots().size() || disks.size() > MAX_DISKS || tooLarge) {
      throw refusal(
          400,
          "InvalidImage.DiskAmountOrSize",
          "An image that is exported has at most four data disks, none over 500 GiB.");
    }
  }

  /** Whether the image is being exported. */
  static boolean isExported(ClusterState state, ImageId imageId) {
    return state.work().runningExports().stream()
        .map(Operation::kind)
        .anyMatch(
            kind -> kind instanceof Operation.Export export && export.imageId().equals(imageId));
  }

  private static ServiceException refusal(int status, String code, String message) {
    return new ServiceException(status, code, message);
  }
}
