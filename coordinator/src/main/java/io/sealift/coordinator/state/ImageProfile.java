package io.sealift.coordinator.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sealift.copy.AccountId;
import io.sealift.copy.ImageId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the ECS interface lets an image's owner say of it beside its name and tags. An image without
 * one has none of it; it goes when its image goes.
 *
 * @param shares the accounts that may see the image and copy it within its region
 */
public record ImageProfile(ImageId imageId, Standing standing, Traits traits, List<Share> shares)
    implements Entity {
  /** What every key starts with. */
  public static final String KIND = "image-profile/";

  public ImageProfile {
    shares = List.copyOf(shares);
  }

  /** The profile of an image of which nothing was said. */
  public static ImageProfile of(ImageId imageId) {
    return new ImageProfile(imageId, Standing.CURRENT, Traits.NONE, List.of());
  }

  /** The profile in that state; an empty one if there is none. */
  public static ImageProfile of(ClusterState state, ImageId imageId) {
    return state.find(ImageProfile.class, KIND + imageId).orElseGet(() -> ImageProfile.of(imageId));
  }

  @Override
  public String key() {
    return KIND + imageId;
  }

  /** Whether the image is shared with that account. */
  public boolean isSharedWith(AccountId account) {
    return shares.stream().anyMatch(share -> share.account().equals(account));
  }

  /** The same profile with other shares. */
  public ImageProfile withShares(List<Share> others) {
    return new ImageProfile(imageId, standing, traits, others);
  }

  /** Whether its owner still recommends the image. */
  public enum Standing {
    CURRENT,
    DEPRECATED
  }

  /** With whom the image is shared, and since when. */
  public record Share(AccountId account, Instant since) {}

  /** What the image's system is, in the interface's words. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Traits(
      Optional<String> family,
      Optional<String> platform,
      Optional<String> osType,
      Optional<String> architecture,
      Optional<String> bootMode,
      Optional<String> licenseType,
      Optional<String> nvmeSupport,
      Optional<String> imdsSupport,
      Optional<String> version) {
    /** Nothing is known. */
    public static final Traits NONE =
        new Traits(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** These traits, and for what they leave open the others. */
    public Traits or(Traits others) {
      return new Traits(
          family.or(others::family),
          platform.or(others::platform),
          osType.or(others::osType),
          architecture.or(others::architecture),
          bootMode.or(others::bootMode),
          licenseType.or(others::licenseType),
          nvmeSupport.or(others::nvmeSupport),
          imdsSupport.or(others::imdsSupport),
          version.or(others::version));
    }

    /** What a copy takes over: all but the family, and what the service does not carry over. */
    public Traits ofCopy() {
      return new Traits(
          Optional.empty(),
          platform,
          osType,
          architecture,
          bootMode,
          licenseType,
          Optional.empty(),
          imdsSupport,
          version);
    }
  }
}
