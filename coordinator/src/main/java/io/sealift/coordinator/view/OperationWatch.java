package io.sealift.coordinator.view;

import io.sealift.coordinator.state.Entity;
import io.sealift.coordinator.state.Operation;
import io.sealift.copy.CopyJobId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Tells when an operation has ended, as this coordinator's view reads it. Safe for use by many
 * threads.
 */
public final class OperationWatch {
  private static final long PATIENCE_SECONDS = 8;
  private final Map<CopyJobId, CompletableFuture<Operation>> waiting = new ConcurrentHashMap<>();
  private final ClusterView view;

  /** A watch over the operations of a view. */
  public OperationWatch(ClusterView view) {
    this.view = view;
  }

  /** The operation, once it has ended; fails with a {@code TimeoutException} after a while. */
  public CompletionStage<Operation> ended(CopyJobId id) {
    CompletableFuture<Operation> end =
        waiting.computeIfAbsent(
            id,
            unseen ->
                new CompletableFuture<Operation>().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS));
    // Looked up after it was put there: whatever ends later is told by the journal.
    Optional<Operation> found =
        view.read(state -> state.find(Operation.class, Operation.KIND + id));
    found.ifPresent(this::seen);
    return end.whenComplete((operation, problem) -> waiting.remove(id, end));
  }

  /** The view has read an entity from the journal. */
  public void seen(Entity entity) {
    if (entity instanceof Operation operation && operation.state() != Operation.State.RUNNING) {
      CompletableFuture<Operation> end = waiting.get(operation.operationId());
      if (end != null) {
        end.completeAsync(() -> operation);
      }
    }
  }
}
