package io.sealift.coordinator.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sealift.coordinator.state.Operation;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.ImageId;
import io.sealift.copy.KeyId;
import java.util.List;
import java.util.Optional;

/**
 * An operation as users see it. {@code keyId} or {@code imageId} names what it works on; {@code
 * lines} are what a rebuild has to tell.
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record OperationJson(
    CopyJobId operationId,
    String kind,
    Operation.State state,
    Optional<KeyId> keyId,
    Optional<ImageId> imageId,
    Optional<String> failure,
    Optional<String> result,
    Optional<List<String>> lines) {
  /** The operation, as the journal has it. */
  public static OperationJson of(Operation operation) {
    if (operation.kind() instanceof Operation.KeyChange change) {
      return of(operation, "KEY_" + change.action(), Optional.of(change.keyId()), Optional.empty());
    }
    if (operation.kind() instanceof Operation.Export export) {
      return of(operation, "EXPORT", Optional.empty(), Optional.of(export.imageId()));
    }
    if (operation.kind() instanceof Operation.Rebuild rebuild) {
      return new OperationJson(
          operation.operationId(),
          rebuild.effect() == Operation.Effect.ADD ? "REBUILD" : "REBUILD_DRY_RUN",
          operation.state(),
          Optional.empty(),
          Optional.empty(),
          operation.failure(),
          operation.result(),
          Optional.of(rebuild.tally().lines()));
    }
    Operation.Verification verification = (Operation.Verification) operation.kind();
    return of(operation, "VERIFICATION", Optional.empty(), Optional.of(verification.imageId()));
  }

  private static OperationJson of(
      Operation operation, String kind, Optional<KeyId> keyId, Optional<ImageId> imageId) {
    return new OperationJson(
        operation.operationId(),
        kind,
        operation.state(),
        keyId,
        imageId,
        operation.failure(),
        operation.result(),
        Optional.empty());
  }
}
