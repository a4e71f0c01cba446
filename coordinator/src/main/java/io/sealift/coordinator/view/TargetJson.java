package io.sealift.coordinator.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sealift.copy.FailureCode;
import io.sealift.copy.ImageId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.CopyMode;
import java.util.List;
import java.util.Optional;

/**
 * A target as users see it.
 *
 * @param progress 0 to 100 per cent
 * @param queuePlace 1 for the one that goes next in its region; only while it waits
 * @param attempts how many rounds its user has asked for
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record TargetJson(
    RegionId region,
    Optional<ImageId> imageId,
    List<SnapshotId> snapshotIds,
    CopyMode mode,
    String state,
    int progress,
    long bytesTotal,
    long bytesDone,
    Optional<Long> bytesPerSecond,
    Optional<Long> etaSeconds,
    Optional<Integer> queuePlace,
    int attempts,
    Optional<FailureJson> failure) {
  /** Why the target failed and what to do about it. */
  public record FailureJson(FailureCode code, String message, String advice) {}
}
