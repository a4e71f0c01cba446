package io.sealift.coordinator.catalog;

import io.sealift.copy.RegionId;
import java.util.Optional;
import java.util.Set;

/**
 * What the rules draw on beside the state.
 *
 * @param regions the regions of this cluster
 * @param inheritance whether a copy takes over its source's tags
 * @param maxImageBytes above it, an image is copied by its snapshots
 * @param maxImages of one account in one region
 * @param maxShares how many accounts an image is shared with
 * @param encryptedRegions where copies are encrypted unless it is said how, and never plain
 */
public record CatalogPolicy(
    Set<RegionId> regions,
    TagInheritance inheritance,
    long maxImageBytes,
    int maxImages,
    int maxShares,
    Set<RegionId> encryptedRegions) {
  /** Whether a copy takes over its source's tags. */
  public enum TagInheritance {
    INHERITED,
    OWN_ONLY
  }

  public CatalogPolicy {
    regions = Set.copyOf(regions);
    encryptedRegions = Set.copyOf(encryptedRegions);
  }

  /** Whether no copy into the region may be plain. */
  public boolean encrypts(RegionId region) {
    return encryptedRegions.contains(region);
  }

  /** The region of that id, if the cluster has it. */
  public Optional<RegionId> region(String text) {
    return Texts.region(text, regions);
  }

  /** The defaults, for a cluster of these regions. */
  public static CatalogPolicy defaults(Set<RegionId> regions) {
    return new CatalogPolicy(regions, TagInheritance.INHERITED, 2L << 40, 100_000, 50, Set.of());
  }
}
