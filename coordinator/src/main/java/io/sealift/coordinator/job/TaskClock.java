package io.sealift.coordinator.job;

import io.sealift.coordinator.state.AcceptedRequest;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.CopyTask;
import io.sealift.coordinator.state.ImportSource;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.FailureCode;
import io.sealift.copy.IdSource;
import io.sealift.copy.TaskId;
import io.sealift.protocol.CopyMode;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What only the passing of time changes: parked tasks come back, silent ones are published again,
 * old outcomes go.
 */
final class TaskClock {
  private final Changes changes;
  private final Policy policy;
  private final AgentRoster roster;
  private final TaskLiveness liveness;
  private final Instant now;
  private final ReportDecider reports;
  private final TargetLifecycle lifecycle;
  private final StackDecider stacks;

  TaskClock(
      Changes changes,
      Policy policy,
      AgentRoster roster,
      TaskLiveness liveness,
      IdSource ids,
      Instant now) {
    this.changes = changes;
    this.policy = policy;
    this.roster = roster;
    this.liveness = liveness;
    this.now = now;
    this.reports = new ReportDecider(changes, policy, ids, now);
    this.lifecycle = new TargetLifecycle(changes, ids, now);
    Submission submission = new Submission(changes, policy, ids, now);
    this.stacks = new StackDecider(changes, policy, submission, lifecycle, now);
  }

  private ClusterState state() {
    return changes.state();
  }

  /** Looks at every task that is not done. */
  void checkTasks() {
    Set<TaskId> present = new HashSet<>();
    for (CopyTask task : List.copyOf(state().all(CopyTask.class, CopyTask.KIND))) {
      present.add(task.taskId());
      if (state().find(task.key()).isEmpty()) {
        continue; // Its target failed a moment ago, in this same loop.
      }
      if (task.phase() == CopyTask.Phase.PARKED) {
        if (!task.phaseSince().isAfter(now)) {
          again(task);
        }
      } else {
        checkDispatched(task);
      }
    }
    liveness.retainAll(present);
  }

  private void checkDispatched(CopyTask task) {
    Optional<Instant> heard = liveness.lastHeard(task.taskId());
    if (heard.isPresent()) {
      if (heard.get().plus(policy.silence()).isBefore(now)) {
        liveness.forget(task.taskId());
        reports.attemptFailed(
            task,
            FailureCode.NO_AGENT,
            "the agent fell silent, " + (task.failures() + 1) + " times");
      }
    } else if (task.phaseSince().plus(policy.startDeadline()).isBefore(now)
        && roster.freeSlots(task.region(), now) > 0) {
      again(task);
    }
  }

  private void again(CopyTask task) {
    liveness.forget(task.taskId());
    changes.dispatch(task.redispatched(now));
  }

  /** Ends imports that nobody goes on with: they hold a place of their account. */
  void endAbandonedImports() {
    Set<TargetId> waiting = new HashSet<>();
    for (TargetCopy target : state().work().openTargets()) {
      boolean uploads =
          target.mode() == CopyMode.IMPORTED
              && target.state() instanceof TargetState.Creating
              && state().find(ImportSource.KIND + target.jobId()).isEmpty();
      if (uploads) {
        waiting.add(target.id());
        if (liveness.lastUpload(target.id(), now).plus(policy.uploadPatience()).isBefore(now)) {
          lifecycle.fail(
              target,
              FailureCode.UPLOAD_ABANDONED,
              "nothing was uploaded for %d hours".formatted(policy.uploadPatience().toHours()));
        }
      }
    }
    liveness.retainUploads(waiting);
  }

  /** Forgets outcomes, request tokens and stacks whose time is over. */
  void expire() {
    stacks.expire();
    for (CommandOutcome outcome :
        List.copyOf(state().all(CommandOutcome.class, CommandOutcome.KIND))) {
      if (outcome.at().plus(policy.outcomeRetention()).isBefore(now)) {
        changes.remove(outcome.key());
      }
    }
    for (AcceptedRequest request :
        List.copyOf(state().all(AcceptedRequest.class, AcceptedRequest.KIND))) {
      boolean over = request.at().plus(policy.requestRetention()).isBefore(now);
      if (over && !isRunning(request)) {
        changes.remove(request.key());
      }
    }
  }

  private boolean isRunning(AcceptedRequest request) {
    return state()
        .find(CopyJob.class, CopyJob.KIND + request.jobId())
        .filter(job -> job.state() == CopyJob.State.RUNNING)
        .isPresent();
  }
}
