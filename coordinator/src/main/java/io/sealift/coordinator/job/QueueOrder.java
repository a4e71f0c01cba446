package io.sealift.coordinator.job;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.TargetCopy;
import java.util.Comparator;

/**
 * The order in which waiting targets begin: higher priority first, then who waits longer, then by
 * id.
 */
public final class QueueOrder {
  private QueueOrder() {}

  /** The order, with priorities as the state has them. */
  public static Comparator<TargetCopy> of(ClusterState state) {
    return Comparator.<TargetCopy>comparingInt(
            target ->
                -state
                    .find(CopyJob.class, CopyJob.KIND + target.jobId())
                    .map(CopyJob::priority)
                    .orElse(0))
        .thenComparing(target -> target.state().since())
        .thenComparing(TargetCopy::id);
  }
}
