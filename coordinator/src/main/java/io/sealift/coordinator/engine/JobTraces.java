package io.sealift.coordinator.engine;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Operation;
import io.sealift.copy.TraceParent;
import java.util.Optional;

/** The traces that jobs and operations were begun with, as the journal has them. */
final class JobTraces {
  private JobTraces() {}

  /**
   * The trace of a job or an operation; empty for work of neither, as deletions are, and for what
   * an older program began.
   */
  static Optional<TraceParent> of(ClusterState state, String id) {
    return state
        .find(CopyJob.class, CopyJob.KIND + id)
        .flatMap(CopyJob::trace)
        .or(() -> state.find(Operation.class, Operation.KIND + id).flatMap(Operation::trace));
  }
}
