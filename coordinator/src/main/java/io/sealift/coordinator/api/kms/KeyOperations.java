package io.sealift.coordinator.api.kms;

import io.sealift.coordinator.api.rpc.RpcCall;
import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.state.Operation;
import io.sealift.copy.CopyJobId;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Has a region's agents change a key, and answers when they have done it. */
final class KeyOperations {
  private final KmsServices services;

  KeyOperations(KmsServices services) {
    this.services = services;
  }

  /** The operation, once the region's agents have ended it well. */
  CompletionStage<Operation> carryOut(RpcCall call, Command command) {
    return services
        .commands()
        .send(call, command, CopyJobId::new)
        .thenCompose(id -> services.operations().ended(id).handle(KeyOperations::ended));
  }

  private static Operation ended(@Nullable Operation operation, @Nullable Throwable problem) {
    if (operation == null) {
      throw problem instanceof TimeoutException
          ? new RpcException(
              503, "ServiceUnavailableTemporary", "The region's agents have not answered yet.")
          : new CompletionException(problem);
    }
    if (operation.state() == Operation.State.FAILED) {
      throw new RpcException(409, "Rejected.StateModifiedFailed", operation.failure().orElse(""));
    }
    return operation;
  }
}
