package io.sealift.coordinator.job;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.RegionId;
import io.sealift.protocol.ControlMessage;
import io.sealift.protocol.TargetDirective;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What agents are told about a job's targets, read off the state. */
public final class Directives {
  private Directives() {}

  /** The directives of one job; empty when there is no such job. */
  public static Optional<ControlMessage.JobDirectives> of(
      ClusterState state, CopyJobId jobId, AgentRoster roster, Instant now) {
    return state
        .find(CopyJob.class, CopyJob.KIND + jobId)
        .map(job -> new ControlMessage.JobDirectives(jobId, targets(state, job, roster, now)))
        .or(() -> ofOperation(state, jobId));
  }

  /** An operation goes on, or is to be given up. */
  private static Optional<ControlMessage.JobDirectives> ofOperation(
      ClusterState state, CopyJobId operationId) {
    return state
        .find(Operation.class, Operation.KIND + operationId)
        .map(
            operation ->
                new ControlMessage.JobDirectives(
                    operationId,
                    Map.of(
                        operation.region(),
                        new TargetDirective(
                            operation.state() == Operation.State.CANCELLED
                                ? TargetDirective.State.CANCELLED
                                : TargetDirective.State.RUN,
                            Optional.empty()))));
  }

  private static Map<RegionId, TargetDirective> targets(
      ClusterState state, CopyJob job, AgentRoster roster, Instant now) {
    Map<RegionId, TargetDirective> directives = new TreeMap<>();
    for (RegionId region : job.targets()) {
      state
          .find(TargetCopy.class, TargetCopy.KIND + new TargetId(job.jobId(), region))
          .ifPresent(
              target -> {
                int agents = Math.max(1, roster.agents(region, now));
                Optional<Long> share =
                    job.maxBytesPerSecond().map(rate -> Math.max(1, rate / agents));
                directives.put(region, new TargetDirective(directive(target.state()), share));
              });
    }
    return directives;
  }

  private static TargetDirective.State directive(TargetState state) {
    if (state instanceof TargetState.Cancelled || state instanceof TargetState.CreateFailed) {
      return TargetDirective.State.CANCELLED;
    }
    return state instanceof TargetState.Paused
        ? TargetDirective.State.PAUSED
        : TargetDirective.State.RUN;
  }
}
