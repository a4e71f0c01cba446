package io.sealift.coordinator.job;

import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.RequestToken;
import io.sealift.protocol.CopyMode;
import java.util.List;
import java.util.Optional;

/**
 * A copy request that was found to be in order.
 *
 * @param sourceImage empty when one snapshot is copied
 * @param bytes plain bytes of the source's blocks that hold data: what each target moves
 */
public record CopyPlan(
    RequestToken token,
    RegionId sourceRegion,
    Optional<Image> sourceImage,
    List<Snapshot> sourceSnapshots,
    List<Target> targets,
    int priority,
    Optional<Long> maxBytesPerSecond,
    long bytes) {
  public CopyPlan {
    sourceSnapshots = List.copyOf(sourceSnapshots);
    targets = List.copyOf(targets);
  }

  /** One target that was found to be in order. */
  public record Target(
      RegionId region, CopyMode mode, KeyReference keyReference, Image.Attributes attributes) {}
}
