package io.sealift.coordinator.catalog;

import io.sealift.coordinator.command.CatalogCommand.ImageChange;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.ImageProfile;
import io.sealift.coordinator.state.ImageProfile.Standing;
import io.sealift.coordinator.state.ImageProfile.Traits;
import io.sealift.copy.AccountId;
import java.util.Optional;
import java.util.Set;

/** The rules of {@code ModifyImageAttribute}. */
public final class ImageChanges {
  private static final Set<String> BOOT_MODES = Set.of("BIOS", "UEFI", "UEFI-Preferred");
  private static final Set<String> SUPPORT = Set.of("supported", "unsupported");
  private static final Set<String> IMDS = Set.of("v1", "v2");

  private ImageChanges() {}

  /** The image as it is to be; throws the documented error where a rule forbids it. */
  public static CatalogChange modify(ClusterState state, AccountId account, ImageChange change)
      throws ServiceException {
    Owned owned = new Owned(state, account);
    requireWellFormed(change);
    Image image = owned.requireImage(change.region(), change.imageId());
    if (image.status() == Image.Status.WAITING || image.status() == Image.Status.CREATING) {
      throw refusal(403, "InvalidStatus.ImageIsCreating", "The specified image is being created.");
    }
    ImageProfile profile = ImageProfile.of(state, image.imageId());
    requireImds(profile.traits(), change);
    if (change.name().isPresent()
        && owned.isNameTaken(image.region(), change.name().get(), Optional.of(image.imageId()))) {
      throw refusal(
          400, "InvalidImageName.Duplicated", "The specified Image name has already bean used.");
    }
    Image.Attributes old = image.attributes();
    Image.Attributes attributes =
        new Image.Attributes(
            change.name().orElse(old.name()),
            change.description().or(old::description),
            old.resourceGroup(),
            old.tags());
    Traits traits =
        new Traits(
                change.family(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                change.bootMode(),
                change.licenseType(),
                change.nvmeSupport(),
                change.imdsSupport(),
                Optional.empty())
            .or(profile.traits());
    return CatalogChange.of(
        image.imageId().value(),
        image.withAttributes(attributes),
        new ImageProfile(
            image.imageId(), standing(image, profile, change), traits, profile.shares()));
  }

  private static void requireWellFormed(ImageChange change) throws ServiceException {
    if (change.name().isPresent() && !Texts.isName(change.name().get())) {
      throw refusal(
          400, "InvalidImageName.Malformed", "The specified Image name is wrongly formed.");
    }
    if (change.description().isPresent() && !Texts.isDescription(change.description().get())) {
      throw refusal(
          400, "InvalidDescription.Malformed", "The specified description is wrongly formed.");
    }
    if (change.family().isPresent() && !Texts.isName(change.family().get())) {
      throw refusal(
          400, "InvalidImageFamily.Malformed", "The specified ImageFamily is wrongly formed.");
    }
    requireOneOf(change.bootMode(), BOOT_MODES, "InvalidBootMode.NotSupport", "BootMode");
    requireOneOf(
        change.licenseType(), Set.of("BYOL"), "InvalidLicenseType.NotSupported", "LicenseType");
    requireOneOf(change.nvmeSupport(), SUPPORT, "InvalidParameter", "Features.NvmeSupport");
    requireOneOf(
        change.imdsSupport(), IMDS, "InvalidParameter.FeaturesImdsSupport", "Features.ImdsSupport");
    requireOneOf(change.status(), Set.of("Deprecated", "Available"), "InvalidParameter", "Status");
  }

  private static void requireOneOf(
      Optional<String> value, Set<String> words, String code, String name) throws ServiceException {
    if (value.isPresent() && !words.contains(value.get())) {
      throw refusal(400, code, "The specified %s is not valid.".formatted(name));
    }
  }

  private static void requireImds(Traits traits, ImageChange change) throws ServiceException {
    if (traits.imdsSupport().equals(Optional.of("v2"))
        && change.imdsSupport().equals(Optional.of("v1"))) {
      throw refusal(
          403,
          "InvalidOperation.FeaturesImdsSupportNotMatch",
          "The ImdsSupport of an image cannot go back from v2 to v1.");
    }
  }

  private static Standing standing(Image image, ImageProfile profile, ImageChange change)
      throws ServiceException {
    if (change.status().isEmpty()) {
      return profile.standing();
    }
    if (change.status().get().equals("Available")) {
      if (profile.standing() != Standing.DEPRECATED) {
        throw refusal(403, "ImageStatus.NotDeprecated", "The specified image is not deprecated.");
      }
      return Standing.CURRENT;
    }
    if (image.status() != Image.Status.AVAILABLE || profile.standing() == Standing.DEPRECATED) {
      throw refusal(403, "ImageStatus.NotAvailable", "The specified image is not available.");
    }
    if (!profile.shares().isEmpty()) {
      throw refusal(403, "ImageUseShared", "The specified image is shared to others.");
    }
    return Standing.DEPRECATED;
  }

  private static ServiceException refusal(int status, String code, String message) {
    return new ServiceException(status, code, message);
  }
}
