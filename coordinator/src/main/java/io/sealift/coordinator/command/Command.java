package io.sealift.coordinator.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sealift.coordinator.state.Operation.Effect;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.ImageId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.CopyRequest;
import io.sealift.protocol.TaskMessage.KeyAction;
import java.util.List;
import java.util.Optional;

/**
 * A change that a user asks for. Fields that a user typed are checked by the engine, which names
 * them when it refuses.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@JsonSubTypes({
  @JsonSubTypes.Type(value = Command.SubmitCopy.class, name = "submit-copy"),
  @JsonSubTypes.Type(value = Command.SubmitImport.class, name = "submit-import"),
  @JsonSubTypes.Type(value = Command.CompleteImport.class, name = "complete-import"),
  @JsonSubTypes.Type(value = Command.ControlJob.class, name = "control-job"),
  @JsonSubTypes.Type(value = Command.LimitJob.class, name = "limit-job"),
  @JsonSubTypes.Type(value = Command.DeleteImage.class, name = "delete-image"),
  @JsonSubTypes.Type(value = Command.DeleteSnapshot.class, name = "delete-snapshot"),
  @JsonSubTypes.Type(value = Command.CreateKey.class, name = "create-key"),
  @JsonSubTypes.Type(value = Command.ChangeKey.class, name = "change-key"),
  @JsonSubTypes.Type(value = Command.DescribeKey.class, name = "describe-key"),
  @JsonSubTypes.Type(value = Command.SetKeyRotation.class, name = "set-key-rotation"),
  @JsonSubTypes.Type(value = Command.VerifyImage.class, name = "verify-image"),
  @JsonSubTypes.Type(value = Command.RebuildRegion.class, name = "rebuild-region"),
  @JsonSubTypes.Type(CatalogCommand.class),
  @JsonSubTypes.Type(AccountCommand.class),
  @JsonSubTypes.Type(FileCommand.class),
  @JsonSubTypes.Type(StackCommand.class),
})
public sealed interface Command
    permits Command.SubmitCopy,
        Command.SubmitImport,
        Command.CompleteImport,
        Command.ControlJob,
        Command.LimitJob,
        Command.DeleteImage,
        Command.DeleteSnapshot,
        Command.CreateKey,
        Command.ChangeKey,
        Command.DescribeKey,
        Command.SetKeyRotation,
        Command.VerifyImage,
        Command.RebuildRegion,
        CatalogCommand,
        AccountCommand,
        FileCommand,
        StackCommand {
  /** Copy an image or a snapshot. Outcome: the job's id. */
  record SubmitCopy(CopyRequest request) implements Command {}

  /** Make an image of uploaded disks. Outcome: the job's id. */
  record SubmitImport(ImportRequest request) implements Command {}

  /** Every block of the import was uploaded. Outcome: the job's id. */
  record CompleteImport(CopyJobId jobId, List<UploadedDisk> disks) implements Command {
    public CompleteImport {
      disks = List.copyOf(disks);
    }
  }

  /** Change the course of a job, or of one of its targets. Outcome: the job's id. */
  record ControlJob(CopyJobId jobId, Optional<RegionId> region, Action action) implements Command {}

  /**
   * Change a job's limits; what is absent stays. Zero bytes per second takes the limit away.
   * Outcome: the job's id.
   */
  record LimitJob(CopyJobId jobId, Optional<Long> maxBytesPerSecond, Optional<Integer> priority)
      implements Command {}

  /** Remove an image, with its snapshots or without. Outcome: the image's id. */
  record DeleteImage(ImageId imageId, Retention snapshots) implements Command {}

  /** Remove a snapshot that no image needs. Outcome: the snapshot's id. */
  record DeleteSnapshot(SnapshotId snapshotId) implements Command {}

  /** Make a customer key. Outcome: the operation's id. */
  record CreateKey(String region, Optional<String> description, Optional<Long> rotationSeconds)
      implements Command {}

  /** Change a customer key's state, or make a new version of it. Outcome: the operation's id. */
  record ChangeKey(String keyId, KeyAction action, Optional<Integer> deletionDays)
      implements Command {}

  /** Change a customer key's description. Outcome: the operation's id. */
  record DescribeKey(String keyId, String description) implements Command {}

  /** Change how often a customer key gets a new version; absent for never. Outcome: likewise. */
  record SetKeyRotation(String keyId, Optional<Long> seconds) implements Command {}

  /** Open every block of an image. Outcome: the operation's id. */
  record VerifyImage(ImageId imageId) implements Command {}

  /**
   * Make known again what a region's store and key ring hold; administrators only. Outcome: the
   * operation's id.
   *
   * @param accountId whose it becomes, where no key says that
   */
  record RebuildRegion(String region, String accountId, Effect effect) implements Command {}

  /** What {@link ControlJob} does. */
  enum Action {
    CANCEL,
    PAUSE,
    RESUME,
    RETRY
  }

  /** What happens to the snapshots of a deleted image. */
  enum Retention {
    KEEP,
    DELETE
  }

  /** Which segments of an uploaded disk hold data. */
  record UploadedDisk(SnapshotId snapshotId, List<Integer> dataSegments) {
    public UploadedDisk {
      dataSegments = List.copyOf(dataSegments);
    }
  }
}
