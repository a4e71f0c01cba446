package io.sealift.coordinator.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.ImageId;
import io.sealift.copy.KeyId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.ExportPlan;
import io.sealift.protocol.TaskMessage.KeyAction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that a region's agents do for a user beside copying.
 *
 * @param operationId shares the form and the space of job ids
 * @param result plain words, once succeeded
 * @param failure plain words, once failed
 * @param endedAt when it ended, if that is known
 * @param trace of the request that began it; operations of older programs have none
 */
public record Operation(
    CopyJobId operationId,
    AccountId account,
    RegionId region,
    Kind kind,
    State state,
    Optional<String> result,
    Optional<String> failure,
    Instant createdAt,
    Optional<Instant> endedAt,
    Optional<TraceParent> trace)
    implements Entity {
  /** What every key starts with. */
  public static final String KIND = "operation/";

  @Override
  public String key() {
    return KIND + operationId;
  }

  /** An operation that begins. */
  public static Operation begun(
      CopyJobId operationId, AccountId account, RegionId region, Kind kind, Instant now) {
    return new Operation(
        operationId,
        account,
        region,
        kind,
        State.RUNNING,
        Optional.empty(),
        Optional.empty(),
        now,
        Optional.empty(),
        Optional.empty());
  }

  /** The same operation, further on. */
  public Operation with(Kind further) {
    return new Operation(
        operationId, account, region, further, state, result, failure, createdAt, endedAt, trace);
  }

  /** The same operation, begun by a request of that trace. */
  public Operation causedBy(Optional<TraceParent> cause) {
    return new Operation(
        operationId, account, region, kind, state, result, failure, createdAt, endedAt, cause);
  }

  /** The same operation, ended well. */
  public Operation succeeded(String words, Instant now) {
    return ended(State.SUCCEEDED, Optional.of(words), Optional.empty(), now);
  }

  /** The same operation, ended badly. */
  public Operation failed(String words, Instant now) {
    return ended(State.FAILED, Optional.empty(), Optional.of(words), now);
  }

  /** The same operation, ended by its user. */
  public Operation cancelled(Instant now) {
    return ended(State.CANCELLED, Optional.empty(), Optional.empty(), now);
  }

  private Operation ended(
      State end, Optional<String> words, Optional<String> complaint, Instant now) {
    return new Operation(
        operationId,
        account,
        region,
        kind,
        end,
        words,
        complaint,
        createdAt,
        Optional.of(now),
        trace);
  }

  /** How it stands. */
  public enum State {
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED
  }

  /** What is done. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = KeyChange.class, name = "key-change"),
    @JsonSubTypes.Type(value = Verification.class, name = "verification"),
    @JsonSubTypes.Type(value = Export.class, name = "export"),
    @JsonSubTypes.Type(value = Rebuild.class, name = "rebuild"),
  })
  public sealed interface Kind {}

  /** A key is made or changed. */
  public record KeyChange(
      KeyAction action,
      KeyId keyId,
      String description,
      Optional<Integer> deletionDays,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Long> rotationSeconds)
      implements Kind {}

  /** Every block of an image is opened. */
  public record Verification(ImageId imageId, List<SnapshotId> snapshots) implements Kind {
    public Verification {
      snapshots = List.copyOf(snapshots);
    }
  }

  /** An image is written into its region's exchange directory. */
  public record Export(ImageId imageId, ExportPlan plan) implements Kind {}

  /**
   * What the region's store and key ring hold becomes known again.
   *
   * @param owner whose it becomes, where no key says that
   */
  public record Rebuild(AccountId owner, Effect effect, RebuildTally tally) implements Kind {
    /** The same with another tally. */
    public Rebuild with(RebuildTally other) {
      return new Rebuild(owner, effect, other);
    }
  }

  /** Whether a rebuild adds what it finds, or only says what it would add. */
  public enum Effect {
    ADD,
    TELL
  }
}
