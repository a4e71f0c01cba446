package io.sealift.coordinator.state;

import io.sealift.copy.SnapshotId;
import java.util.Map;
import java.util.Optional;

/**
 * What the ECS interface lets a snapshot's owner say of it beside its name. It goes when its
 * snapshot goes.
 *
 * @param retentionDays how long its owner means to keep it; without, for ever
 */
public record SnapshotProfile(
    SnapshotId snapshotId,
    Optional<String> description,
    Optional<String> resourceGroup,
    Map<String, String> tags,
    Optional<Integer> retentionDays)
    implements Entity {
  /** What every key starts with. */
  public static final String KIND = "snapshot-profile/";

  public SnapshotProfile {
    tags = Map.copyOf(tags);
  }

  /** The profile in that state; an empty one if there is none. */
  public static SnapshotProfile of(ClusterState state, SnapshotId snapshotId) {
    return state
        .find(SnapshotProfile.class, KIND + snapshotId)
        .orElseGet(
            () ->
                new SnapshotProfile(
                    snapshotId, Optional.empty(), Optional.empty(), Map.of(), Optional.empty()));
  }

  @Override
  public String key() {
    return KIND + snapshotId;
  }

  /** The same with other tags. */
  public SnapshotProfile withTags(Map<String, String> others) {
    return new SnapshotProfile(snapshotId, description, resourceGroup, others, retentionDays);
  }

  /** The same in another resource group. */
  public SnapshotProfile withResourceGroup(String other) {
    return new SnapshotProfile(snapshotId, description, Optional.of(other), tags, retentionDays);
  }
}
