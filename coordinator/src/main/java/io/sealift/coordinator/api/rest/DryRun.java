package io.sealift.coordinator.api.rest;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CommandOutcome.Refusal;
import io.sealift.copy.AccountId;
import io.sealift.copy.RegionId;
import io.sealift.protocol.CopyRequest;
import java.util.List;

/** Says what would become of a copy request, without changing anything. */
@FunctionalInterface
public interface DryRun {
  /** Checks the request against the state; quick, because it runs inside a read of the view. */
  Verdict check(ClusterState state, AccountId account, CopyRequest request);

  /** What would become of it. */
  sealed interface Verdict {
    /** It would be accepted. */
    record Accepted(List<PlannedTarget> targets) implements Verdict {
      public Accepted {
        targets = List.copyOf(targets);
      }
    }

    /** It would be refused. */
    record Refused(Refusal refusal) implements Verdict {}
  }

  /**
   * One target that would be made.
   *
   * @param bytes plain bytes of the blocks that hold data
   * @param queuePlace 0 for one that would start at once, 1 for the next in its region
   */
  record PlannedTarget(RegionId region, long bytes, int queuePlace) {}
}
