package io.sealift.coordinator.state;

import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.ImageId;
import io.sealift.copy.RegionId;
import io.sealift.copy.RequestToken;
import io.sealift.copy.SnapshotId;
import io.sealift.copy.TraceParent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A user's request: one source, one or several target regions.
 *
 * @param sourceRegion empty for an import
 * @param sourceImage empty for an import and for a copy of a snapshot
 * @param priority 0 to 9, more goes first
 * @param maxBytesPerSecond for each target
 * @param trace of the request that made it, for as long as it lives; jobs of older programs have
 *     none
 */
public record CopyJob(
    CopyJobId jobId,
    AccountId account,
    Kind kind,
    State state,
    RequestToken requestToken,
    Optional<RegionId> sourceRegion,
    Optional<ImageId> sourceImage,
    List<SnapshotId> sourceSnapshots,
    List<RegionId> targets,
    int priority,
    Optional<Long> maxBytesPerSecond,
    Instant createdAt,
    Optional<Instant> finishedAt,
    Optional<TraceParent> trace)
    implements Entity {
  /** What every key starts with. */
  public static final String KIND = "job/";

  public CopyJob {
    sourceSnapshots = List.copyOf(sourceSnapshots);
    targets = List.copyOf(targets);
  }

  @Override
  public String key() {
    return KIND + jobId;
  }

  /** The same job, ended (or, after a retry, running again). */
  public CopyJob with(State changed, Optional<Instant> ended) {
    return new CopyJob(
        jobId,
        account,
        kind,
        changed,
        requestToken,
        sourceRegion,
        sourceImage,
        sourceSnapshots,
        targets,
        priority,
        maxBytesPerSecond,
        createdAt,
        ended,
        trace);
  }

  /** The same job with other limits. */
  public CopyJob withLimits(int otherPriority, Optional<Long> otherMaxBytesPerSecond) {
    return new CopyJob(
        jobId,
        account,
        kind,
        state,
        requestToken,
        sourceRegion,
        sourceImage,
        sourceSnapshots,
        targets,
        otherPriority,
        otherMaxBytesPerSecond,
        createdAt,
        finishedAt,
        trace);
  }

  /** What kind of bytes it moves. */
  public enum Kind {
    COPY,
    IMPORT,
    SNAPSHOT_COPY
  }

  /** How the job stands; all but {@code RUNNING} are ends. */
  public enum State {
    RUNNING,
    SUCCEEDED,
    PARTIALLY_SUCCEEDED,
    FAILED,
    CANCELLED
  }
}
