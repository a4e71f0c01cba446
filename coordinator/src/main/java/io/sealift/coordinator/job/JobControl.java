package io.sealift.coordinator.job;

import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.ImageId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Cancels, pauses, resumes and retries the targets of a job. Asking for what is so already changes
 * nothing.
 */
final class JobControl {
  private final Changes changes;
  private final TargetLifecycle lifecycle;
  private final Submission submission;
  private final Instant now;

  JobControl(Changes changes, TargetLifecycle lifecycle, Submission submission, Instant now) {
    this.changes = changes;
    this.lifecycle = lifecycle;
    this.submission = submission;
    this.now = now;
  }

  String control(CopyJob job, Command.ControlJob control) throws RefusedException {
    List<TargetCopy> chosen = chosen(job, control.region());
    List<TargetCopy> willing =
        chosen.stream().filter(target -> allows(target.state(), control.action())).toList();
    boolean already = chosen.stream().allMatch(target -> isDone(target.state(), control.action()));
    if (willing.isEmpty() && !already) {
      throw RefusedException.conflict(
          "jobId: job %s has no target that can be asked to %s now"
              .formatted(job.jobId(), control.action().name().toLowerCase(Locale.ROOT)));
    }
    if (control.action() == Command.Action.RETRY) {
      requireRetriable(job, willing);
    }
    for (TargetCopy target : willing) {
      carryOut(job, target, control.action());
    }
    return job.jobId().value();
  }

  private List<TargetCopy> chosen(CopyJob job, Optional<RegionId> region) throws RefusedException {
    if (region.isPresent() && !job.targets().contains(region.get())) {
      throw RefusedException.notFound(
          "region: job %s has no target in region %s".formatted(job.jobId(), region.get()));
    }
    return job.targets().stream()
        .filter(candidate -> region.isEmpty() || region.get().equals(candidate))
        .map(candidate -> TargetCopy.KIND + new TargetId(job.jobId(), candidate))
        .map(key -> changes.state().find(TargetCopy.class, key).orElseThrow())
        .toList();
  }

  private static boolean allows(TargetState state, Command.Action action) {
    return switch (action) {
      case CANCEL -> !state.isEnd();
      case PAUSE ->
          state instanceof TargetState.Waiting
              || state instanceof TargetState.Preflight
              || state instanceof TargetState.Creating;
      case RESUME -> state instanceof TargetState.Paused;
      case RETRY -> state instanceof TargetState.CreateFailed;
    };
  }

  private static boolean isDone(TargetState state, Command.Action action) {
    return switch (action) {
      case CANCEL -> state instanceof TargetState.Cancelled;
      case PAUSE -> state instanceof TargetState.Paused;
      case RESUME, RETRY -> !state.isEnd() && !(state instanceof TargetState.Paused);
    };
  }

  private void carryOut(CopyJob job, TargetCopy target, Command.Action action) {
    switch (action) {
      case CANCEL -> lifecycle.cancel(target);
      case PAUSE -> lifecycle.pause(target);
      case RESUME -> lifecycle.resume(target);
      case RETRY -> retry(job, target);
    }
  }

  /** Checked for all targets before any is changed. */
  private void requireRetriable(CopyJob job, List<TargetCopy> targets) throws RefusedException {
    if (job.kind() == CopyJob.Kind.IMPORT) {
      throw RefusedException.conflict("jobId: a failed import is not retried; import it again");
    }
    for (SnapshotId id : job.sourceSnapshots()) {
      if (changes.state().find(Snapshot.KIND + id).isEmpty()) {
        throw RefusedException.conflict("jobId: source snapshot " + id + " is gone");
      }
    }
    for (TargetCopy target : targets) {
      Optional<ImageId> deleted =
          target.imageId().filter(id -> changes.state().find(Image.KIND + id).isEmpty());
      if (deleted.isPresent()) {
        throw RefusedException.conflict(
            "region: image %s in region %s was deleted".formatted(deleted.get(), target.region()));
      }
    }
  }

  /**
   * Makes the copy anew, under the same image id, in new snapshots: nothing of the failed round is
   * trusted.
   */
  private void retry(CopyJob job, TargetCopy target) {
    List<Snapshot> sources =
        job.sourceSnapshots().stream()
            .map(id -> changes.state().find(Snapshot.class, Snapshot.KIND + id).orElseThrow())
            .toList();
    List<SnapshotId> snapshots =
        submission.addSnapshots(job, sources, target.region(), target.keyReference());
    target
        .imageId()
        .flatMap(id -> changes.state().find(Image.class, Image.KIND + id))
        .ifPresent(image -> changes.put(image.withSnapshots(Image.Status.WAITING, snapshots)));
    TargetState waiting = new TargetState.Waiting(now);
    lifecycle.move(target.nextRound(snapshots, waiting), waiting);
    lifecycle.evaluateJob(job.jobId());
    changes.direct(job.jobId());
  }
}
