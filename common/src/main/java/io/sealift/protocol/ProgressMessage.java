package io.sealift.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sealift.copy.AgentId;
import io.sealift.copy.AttemptId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import java.util.List;

/**
 * A fact on {@code sealift.progress}, written by an agent. Every number is absolute, so a repeated,
 * late or reordered message does no harm.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ProgressMessage.AttemptRunning.class, name = "attempt-running"),
  @JsonSubTypes.Type(value = ProgressMessage.AttemptFailed.class, name = "attempt-failed"),
  @JsonSubTypes.Type(value = ProgressMessage.TargetPrepared.class, name = "target-prepared"),
  @JsonSubTypes.Type(value = ProgressMessage.SegmentSealed.class, name = "segment-sealed"),
  @JsonSubTypes.Type(value = ProgressMessage.TargetCommitted.class, name = "target-committed"),
  @JsonSubTypes.Type(value = ProgressMessage.SnapshotsDeleted.class, name = "snapshots-deleted"),
  @JsonSubTypes.Type(value = ProgressMessage.SnapshotsVerified.class, name = "snapshots-verified"),
  @JsonSubTypes.Type(value = ProgressMessage.KeyChanged.class, name = "key-changed"),
  @JsonSubTypes.Type(value = ProgressMessage.StoreInventory.class, name = "store-inventory"),
  @JsonSubTypes.Type(value = ProgressMessage.FilesRead.class, name = "files-read"),
  @JsonSubTypes.Type(value = ProgressMessage.FilesWritten.class, name = "files-written"),
  @JsonSubTypes.Type(value = ProgressMessage.ManifestPage.class, name = "manifest-page"),
  @JsonSubTypes.Type(value = ProgressMessage.ManifestsRead.class, name = "manifests-read"),
})
public sealed interface ProgressMessage {
  /** A report about one attempt at a task. */
  sealed interface AttemptReport extends ProgressMessage {
    /** The task as it was dispatched. */
    TaskHead head();

    /** Which try at the task reports. */
    AttemptId attempt();

    /** Who tries. */
    AgentId agentId();
  }

  /**
   * The attempt lives: sent at its start and about every half second. {@code bytesDone} counts
   * plain bytes.
   */
  record AttemptRunning(TaskHead head, AttemptId attempt, AgentId agentId, long bytesDone)
      implements AttemptReport {}

  /** The attempt ended without result. {@code reason} is one line for users, without secrets. */
  record AttemptFailed(
      TaskHead head, AttemptId attempt, AgentId agentId, FailureCode code, String reason)
      implements AttemptReport {}

  /** Preflight passed. */
  record TargetPrepared(
      TaskHead head, AttemptId attempt, AgentId agentId, List<PreparedSnapshot> snapshots)
      implements AttemptReport {
    public TargetPrepared {
      snapshots = List.copyOf(snapshots);
    }
  }

  /** A segment's file is durable. */
  record SegmentSealed(
      TaskHead head,
      AttemptId attempt,
      AgentId agentId,
      SnapshotId snapshotId,
      SegmentReceipt receipt)
      implements AttemptReport {}

  /** The manifests of all the target's snapshots are durable. */
  record TargetCommitted(
      TaskHead head, AttemptId attempt, AgentId agentId, List<CommittedSnapshot> snapshots)
      implements AttemptReport {
    public TargetCommitted {
      snapshots = List.copyOf(snapshots);
    }
  }

  /** The store holds nothing of these snapshots any more. */
  record SnapshotsDeleted(
      TaskHead head, AttemptId attempt, AgentId agentId, List<SnapshotId> snapshots)
      implements AttemptReport {
    public SnapshotsDeleted {
      snapshots = List.copyOf(snapshots);
    }
  }

  /**
   * Every block was opened. {@code problems} has one line for each that could not be, and is empty
   * when all is well.
   */
  record SnapshotsVerified(
      TaskHead head,
      AttemptId attempt,
      AgentId agentId,
      long blocks,
      long plainBytes,
      List<String> problems)
      implements AttemptReport {
    public SnapshotsVerified {
      problems = List.copyOf(problems);
    }
  }

  /**
   * The key is as described, durably. Also sent, with a task of the agent's own, for keys a region
   * makes itself.
   */
  record KeyChanged(TaskHead head, AttemptId attempt, AgentId agentId, KeyDescription key)
      implements AttemptReport {}

  /** Every segment of the import that holds data was sealed, and reported before. */
  record FilesRead(TaskHead head, AttemptId attempt, AgentId agentId, List<ReadDisk> disks)
      implements AttemptReport {
    public FilesRead {
      disks = List.copyOf(disks);
    }
  }

  /** The files lie in the exchange directory, complete. */
  record FilesWritten(
      TaskHead head, AttemptId attempt, AgentId agentId, List<String> names, long plainBytes)
      implements AttemptReport {
    public FilesWritten {
      names = List.copyOf(names);
    }
  }

  /**
   * Some of the region's keys and of the snapshots in its store. The pages of an attempt go through
   * the store in the order of the snapshots' ids, each of which is either in {@code snapshots} or
   * in {@code problems}; the parts of one snapshot follow each other.
   */
  record ManifestPage(
      TaskHead head,
      AttemptId attempt,
      AgentId agentId,
      List<KeyDescription> keys,
      List<ManifestPart> snapshots,
      List<ManifestProblem> problems)
      implements AttemptReport {
    public ManifestPage {
      keys = List.copyOf(keys);
      snapshots = List.copyOf(snapshots);
      problems = List.copyOf(problems);
    }
  }

  /** Every key and every snapshot of the region was reported before. */
  record ManifestsRead(TaskHead head, AttemptId attempt, AgentId agentId)
      implements AttemptReport {}

  /**
   * Snapshots in the region's store that have no manifest. The engine names those that may be
   * deleted.
   */
  record StoreInventory(AgentId agentId, RegionId region, List<SnapshotId> uncommitted)
      implements ProgressMessage {
    public StoreInventory {
      uncommitted = List.copyOf(uncommitted);
    }
  }
}
