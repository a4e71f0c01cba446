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
 */
public record Operation(
    CopyJobId operationId,
    AccountId account,
    RegionId region,
    Kind kind,
    State state,
    Optional<String> result,
    Optional<String> failure,
    Instant createdAt)
    implements Entity {
  /** What every key starts with. */
  public static final String KIND = "operation/";

  @Override
  public String key() {
    return KIND + operationId;
  }

  /** The same operation, ended well. */
  public Operation succeeded(String words) {
    return new Operation(
        operationId,
        account,
        region,
        kind,
        State.SUCCEEDED,
        Optional.of(words),
        Optional.empty(),
        createdAt);
  }

  /** The same operation, ended badly. */
  public Operation failed(String words) {
    return new Operation(
        operationId,
        account,
        region,
        kind,
        State.FAILED,
        Optional.empty(),
        Optional.of(words),
        createdAt);
  }

  /** How it stands. */
  public enum State {
    RUNNING,
    SUCCEEDED,
    FAILED
  }

  /** What is done. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = KeyChange.class, name = "key-change"),
    @JsonSubTypes.Type(value = Verification.class, name = "verification"),
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
}
