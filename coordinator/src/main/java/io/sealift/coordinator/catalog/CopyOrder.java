package io.sealift.coordinator.catalog;

import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.protocol.CopyMode;
import java.util.List;
import java.util.Optional;

/**
 * A copy that was found to be in order.
 *
 * @param source empty when one snapshot is copied
 */
public record CopyOrder(
    Optional<Image> source,
    List<Snapshot> snapshots,
    RegionId region,
    CopyMode mode,
    KeyReference keyReference,
    Image.Attributes attributes) {
  public CopyOrder {
    snapshots = List.copyOf(snapshots);
  }
}
