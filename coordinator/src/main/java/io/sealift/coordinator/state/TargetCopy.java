package io.sealift.coordinator.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.ImageId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.CopyMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One region's part of a job, which becomes one image (or, for a copy of a snapshot, one snapshot).
 *
 * @param snapshots one for each disk, in order
 * @param bytesTotal plain bytes of all blocks that hold data; for an import the disks' nominal size
 * @param failedAttempts over all its tasks
 * @param round 1, and one more for each retry that its user asked for
 */
public record TargetCopy(
    CopyJobId jobId,
    RegionId region,
    AccountId account,
    CopyMode mode,
    KeyReference keyReference,
    Optional<ImageId> imageId,
    List<SnapshotId> snapshots,
    TargetState state,
    long bytesTotal,
    int failedAttempts,
    int round,
    Instant createdAt)
    implements Entity {
  /** What every key starts with. */
  public static final String KIND = "target/";

  public TargetCopy {
    snapshots = List.copyOf(snapshots);
  }

  /** Which target this is. */
  @JsonIgnore
  public TargetId id() {
    return new TargetId(jobId, region);
  }

  /**
   * Whether it takes one of its account's places in its region. An import does not: it waits for
   * its user's uploads, and must not hold up copies meanwhile.
   */
  @JsonIgnore
  public boolean takesPlace() {
    return mode != CopyMode.IMPORTED && state.isRunning();
  }

  @Override
  public String key() {
    return KIND + id();
  }

  /** The same target in another state. */
  public TargetCopy with(TargetState changed) {
    return new TargetCopy(
        jobId,
        region,
        account,
        mode,
        keyReference,
        imageId,
        snapshots,
        changed,
        bytesTotal,
        failedAttempts,
        round,
        createdAt);
  }

  /** The same target after one more attempt failed. */
  public TargetCopy withFailedAttempt() {
    return new TargetCopy(
        jobId,
        region,
        account,
        mode,
        keyReference,
        imageId,
        snapshots,
        state,
        bytesTotal,
        failedAttempts + 1,
        round,
        createdAt);
  }

  /** The same target, to be made from nothing in new snapshots. */
  public TargetCopy nextRound(List<SnapshotId> others, TargetState changed) {
    return new TargetCopy(
        jobId,
        region,
        account,
        mode,
        keyReference,
        imageId,
        others,
        changed,
        bytesTotal,
        failedAttempts,
        round + 1,
        createdAt);
  }
}
