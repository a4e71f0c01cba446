package io.sealift.coordinator;

import io.sealift.coordinator.api.rest.DryRun;
import io.sealift.coordinator.job.CopyAdmission;
import io.sealift.coordinator.job.CopyPlan;
import io.sealift.coordinator.job.Policy;
import io.sealift.coordinator.job.RefusedException;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.AccountId;
import io.sealift.copy.RegionId;
import io.sealift.protocol.CopyRequest;

/** Answers a dry run with the very check that the engine makes. */
final class AdmissionDryRun implements DryRun {
  private final Policy policy;

  AdmissionDryRun(Policy policy) {
    this.policy = policy;
  }

  @Override
  public Verdict check(ClusterState state, AccountId account, CopyRequest request) {
    try {
      CopyPlan plan = CopyAdmission.check(state, policy, account, request);
      return new Verdict.Accepted(
          plan.targets().stream()
              .map(
                  target ->
                      new PlannedTarget(
                          target.region(), plan.bytes(), 1 + waiting(state, target.region())))
              .toList());
    } catch (RefusedException e) {
      return new Verdict.Refused(e.refusal());
    }
  }

  private static int waiting(ClusterState state, RegionId region) {
    return (int)
        state.work().openTargets().stream()
            .filter(target -> target.region().equals(region))
            .filter(target -> target.state() instanceof TargetState.Waiting)
            .count();
  }
}
