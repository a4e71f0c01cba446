package io.sealift.coordinator;

import io.sealift.coordinator.api.rest.DryRun;
import io.sealift.coordinator.job.CopyAdmission;
import io.sealift.coordinator.job.CopyPlan;
import io.sealift.coordinator.job.Policy;
import io.sealift.coordinator.job.RefusedException;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.TargetCopy;
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
                          target.region(),
                          plan.bytes(),
                          place(state, account, target.region(), plan.priority())))
              .toList());
    } catch (RefusedException e) {
      return new Verdict.Refused(e.refusal());
    }
  }

  private int place(ClusterState state, AccountId account, RegionId region, int priority) {
    int running = 0;
    int before = 0;
    for (TargetCopy target : state.work().openTargets()) {
      if (target.region().equals(region)) {
        running += target.account().equals(account) && target.takesPlace() ? 1 : 0;
        before += waits(target) && priority(state, target) >= priority ? 1 : 0;
      }
    }
    return running < policy.runningPerAccountAndRegion() ? 0 : 1 + before;
  }

  private static boolean waits(TargetCopy target) {
    return target.state() instanceof TargetState.Waiting;
  }

  private static int priority(ClusterState state, TargetCopy target) {
    return state
        .find(CopyJob.class, CopyJob.KIND + target.jobId())
        .map(CopyJob::priority)
        .orElse(0);
  }
}
