package io.sealift.coordinator.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.copy.TaskId;
import io.sealift.protocol.TaskHead;
import java.time.Instant;
import java.util.List;

/**
 * Work that a region's agents were given, until its result is journaled.
 *
 * @param jobId the job, or the operation
 * @param dispatch how many times it was published
 * @param failures how many attempts at it failed
 * @param phase whether it is out, or waits to be published again
 * @param phaseSince when it was published; or, parked, the time before which it is not published
 *     again
 */
public record CopyTask(
    TaskId taskId,
    CopyJobId jobId,
    RegionId region,
    Work work,
    int dispatch,
    int failures,
    Phase phase,
    Instant phaseSince)
    implements Entity {
  /** What every key starts with. */
  public static final String KIND = "task/";

  @Override
  public String key() {
    return KIND + taskId;
  }

  /** The target it is for, if it is for one. */
  @JsonIgnore
  public TargetId targetId() {
    return new TargetId(jobId, region);
  }

  /** How it is named to agents. */
  @JsonIgnore
  public TaskHead head() {
    return new TaskHead(taskId, dispatch, jobId, region);
  }

  /** The task, published once more. */
  public CopyTask redispatched(Instant now) {
    return new CopyTask(taskId, jobId, region, work, dispatch + 1, failures, Phase.DISPATCHED, now);
  }

  /** The task, taken back until a time. */
  public CopyTask parked(int failuresSoFar, Instant notBefore) {
    return new CopyTask(
        taskId, jobId, region, work, dispatch, failuresSoFar, Phase.PARKED, notBefore);
  }

  /** Where the task is. */
  public enum Phase {
    DISPATCHED,
    PARKED
  }

  /** What is to be done. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Prepare.class, name = "prepare"),
    @JsonSubTypes.Type(value = Segment.class, name = "segment"),
    @JsonSubTypes.Type(value = Commit.class, name = "commit"),
    @JsonSubTypes.Type(value = Delete.class, name = "delete"),
    @JsonSubTypes.Type(value = Operate.class, name = "operate"),
    @JsonSubTypes.Type(value = ReadFiles.class, name = "read-files"),
  })
  public sealed interface Work {}

  /** Preflight of a target. */
  public record Prepare() implements Work {}

  /** One segment of a target's snapshot. */
  public record Segment(SnapshotId snapshotId, int segment) implements Work {}

  /** The manifests of a target. */
  public record Commit() implements Work {}

  /** Remove snapshots from the region's store. */
  public record Delete(List<SnapshotId> snapshots) implements Work {
    public Delete {
      snapshots = List.copyOf(snapshots);
    }
  }

  /** What the operation of the same id says. */
  public record Operate() implements Work {}

  /** All segments of an import, from the files that its {@link ImportSource} names. */
  public record ReadFiles() implements Work {}
}
