package io.sealift.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sealift.copy.AccountId;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.SnapshotId;
import java.util.List;
import java.util.Optional;

/**
 * A task on {@code sealift.copy-tasks.<region>}, written by the engine's owner, worked on by one of
 * the region's agents.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TaskMessage.PrepareTarget.class, name = "prepare-target"),
  @JsonSubTypes.Type(value = TaskMessage.CopySegment.class, name = "copy-segment"),
  @JsonSubTypes.Type(value = TaskMessage.CommitTarget.class, name = "commit-target"),
  @JsonSubTypes.Type(value = TaskMessage.DeleteSnapshots.class, name = "delete-snapshots"),
  @JsonSubTypes.Type(value = TaskMessage.VerifySnapshots.class, name = "verify-snapshots"),
  @JsonSubTypes.Type(value = TaskMessage.ChangeKey.class, name = "change-key"),
  @JsonSubTypes.Type(value = TaskMessage.ReadFiles.class, name = "read-files"),
  @JsonSubTypes.Type(value = TaskMessage.WriteFiles.class, name = "write-files"),
  @JsonSubTypes.Type(value = TaskMessage.ReadManifests.class, name = "read-manifests"),
})
public sealed interface TaskMessage {
  /** The part that every task has. */
  TaskHead head();

  /**
   * Preflight: check the key, the space and the source, make the snapshots' directories and their
   * data keys.
   *
   * @param account who asks; a customer key must be this account's
   * @param spaceBytes how much the target will store, at most
   * @param grantTickets one for each snapshot with a source, in the order of {@code snapshots};
   *     empty for an import
   */
  record PrepareTarget(
      TaskHead head,
      CopyMode mode,
      AccountId account,
      KeyReference key,
      long spaceBytes,
      List<SnapshotPlan> snapshots,
      List<String> grantTickets)
      implements TaskMessage {
    public PrepareTarget {
      snapshots = List.copyOf(snapshots);
      grantTickets = List.copyOf(grantTickets);
    }
  }

  /**
   * Copy one segment into this region. {@code source} is the source's segment, as its manifest
   * names it.
   */
  record CopySegment(
      TaskHead head,
      CopyMode mode,
      SnapshotPlan snapshot,
      PreparedSnapshot prepared,
      SegmentReceipt source,
      String pullTicket,
      String grantTicket)
      implements TaskMessage {}

  /** Write the manifests of all the target's snapshots. */
  record CommitTarget(TaskHead head, CopyMode mode, List<SnapshotCommit> snapshots)
      implements TaskMessage {
    public CommitTarget {
      snapshots = List.copyOf(snapshots);
    }
  }

  /** Remove everything the region's store holds of these snapshots. */
  record DeleteSnapshots(TaskHead head, List<SnapshotId> snapshots) implements TaskMessage {
    public DeleteSnapshots {
      snapshots = List.copyOf(snapshots);
    }
  }

  /** Open every block of these snapshots and report what does not match. */
  record VerifySnapshots(TaskHead head, List<SnapshotId> snapshots) implements TaskMessage {
    public VerifySnapshots {
      snapshots = List.copyOf(snapshots);
    }
  }

  /**
   * Create a customer key or change it. Creating an id that exists already changes nothing.
   *
   * @param description only for {@code CREATE} and {@code DESCRIBE}
   * @param deletionDays only for {@code SCHEDULE_DELETION}: 7 to 366 days
   * @param rotationSeconds only for {@code CREATE} and {@code SET_ROTATION}: how often a new
   *     version is made; absent for never
   */
  record ChangeKey(
      TaskHead head,
      KeyAction action,
      KeyId keyId,
      AccountId account,
      String description,
      Optional<Integer> deletionDays,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Long> rotationSeconds)
      implements TaskMessage {}

  /** Read an import's disks from the region's exchange directory and seal every segment. */
  record ReadFiles(TaskHead head, List<ImportedDisk> disks) implements TaskMessage {
    public ReadFiles {
      disks = List.copyOf(disks);
    }
  }

  /** Open an image's disks and write them into the region's exchange directory. */
  record WriteFiles(TaskHead head, ExportPlan export) implements TaskMessage {}

  /**
   * Report the key service's keys and every snapshot of the region's store, in the order of their
   * ids. It changes nothing.
   *
   * @param after the last snapshot that need not be reported again
   */
  record ReadManifests(TaskHead head, Optional<SnapshotId> after) implements TaskMessage {}

  /** What {@link ChangeKey} does. */
  enum KeyAction {
    CREATE,
    ENABLE,
    DISABLE,
    SCHEDULE_DELETION,
    CANCEL_DELETION,
    ROTATE,
    SET_ROTATION,
    DESCRIBE
  }
}
