package io.sealift.coordinator.job;

import io.sealift.coordinator.state.AcceptedRequest;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.CopyTask;
import io.sealift.coordinator.state.Garbage;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.ImageProfile;
import io.sealift.coordinator.state.SealedSegment;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.SnapshotProfile;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.IdSource;
import io.sealift.copy.ImageId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.copy.TaskId;
import io.sealift.protocol.CopyMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The moves of a target and what follows from each: its image, its tasks, its job, its garbage, its
 * users' news.
 */
final class TargetLifecycle {
  private final Changes changes;
  private final JobEvents events;
  private final IdSource ids;
  private final Instant now;

  TargetLifecycle(Changes changes, IdSource ids, Instant now) {
    this.changes = changes;
    this.events = new JobEvents(ids);
    this.ids = ids;
    this.now = now;
  }

  ClusterState state() {
    return changes.state();
  }

  /**
   * Begins or continues work after waiting: a target whose data keys are settled goes straight to
   * its segments.
   */
  void admit(TargetCopy target) {
    if (isPrepared(target)) {
      create(target);
    } else {
      move(target, new TargetState.Preflight(now));
      start(target.id(), new CopyTask.Prepare());
    }
    imageStatus(target, Image.Status.CREATING);
  }

  /** Its data keys are settled: segments may be copied, or uploaded. */
  void create(TargetCopy target) {
    TargetCopy creating = move(target, new TargetState.Creating(now));
    commitIfComplete(creating);
  }

  /**
   * Goes on to the manifests once no segment is missing. An import ends only when its user says so.
   */
  void commitIfComplete(TargetCopy target) {
    boolean copying = target.state() instanceof TargetState.Creating && isCopy(target);
    boolean idle = state().work().tasksOf(target.id()).isEmpty();
    if (copying && idle && state().work().pending(target.id()).isEmpty()) {
      commit(target);
    }
  }

  void commit(TargetCopy target) {
    move(target, new TargetState.Committing(now));
    start(target.id(), new CopyTask.Commit());
  }

  /** Some of its manifests are durable: the others follow, or it is done. */
  void committed(TargetCopy target) {
    dropTasks(target.id());
    if (CommitBatch.of(state(), target).isEmpty()) {
      available(target);
    } else {
      start(target.id(), new CopyTask.Commit());
    }
  }

  private void available(TargetCopy target) {
    target.snapshots().stream()
        .map(id -> state().find(Snapshot.class, Snapshot.KIND + id).orElseThrow())
        .forEach(snapshot -> changes.put(snapshot.available()));
    move(target, new TargetState.Available(now));
    imageStatus(target, Image.Status.AVAILABLE);
    evaluateJob(target.jobId());
  }

  void fail(TargetCopy target, FailureCode code, String reason) {
    end(
        target,
        new TargetState.CreateFailed(
            now, code, reason, state().segments().plainBytes(target.snapshots())));
    target
        .imageId()
        .flatMap(id -> state().find(Image.class, Image.KIND + id))
        .ifPresent(image -> changes.put(image.with(Image.Status.CREATE_FAILED)));
    evaluateJob(target.jobId());
  }

  void cancel(TargetCopy target) {
    end(target, new TargetState.Cancelled(now, state().segments().plainBytes(target.snapshots())));
    target.imageId().ifPresent(this::forget);
    evaluateJob(target.jobId());
  }

  /** Stops handing out work; what agents hold they give back. */
  void pause(TargetCopy target) {
    dropTasks(target.id());
    move(target, new TargetState.Paused(now));
    changes.direct(target.jobId());
  }

  void resume(TargetCopy target) {
    move(target, new TargetState.Waiting(now));
    changes.direct(target.jobId());
  }

  private void end(TargetCopy target, TargetState end) {
    dropTasks(target.id());
    move(target, end);
    target.snapshots().forEach(snapshot -> discard(target.region(), snapshot));
    changes.direct(target.jobId());
  }

  /** Forgets an image and what is said of it. */
  void forget(ImageId imageId) {
    changes.remove(Image.KIND + imageId);
    changes.remove(ImageProfile.KIND + imageId);
  }

  /** Forgets a snapshot and everything sealed for it, and has the region's store cleaned. */
  void discard(RegionId region, SnapshotId snapshotId) {
    List<Integer> numbers = List.copyOf(state().segments().of(snapshotId).keySet());
    numbers.forEach(segment -> changes.remove(SealedSegment.key(snapshotId, segment)));
    changes.remove(Snapshot.KIND + snapshotId);
    changes.remove(SnapshotProfile.KIND + snapshotId);
    changes.put(new Garbage(region, snapshotId));
  }

  TargetCopy move(TargetCopy target, TargetState to) {
    TargetCopy moved = target.with(to);
    changes.put(moved);
    changes.tell(events.target(moved, now));
    return moved;
  }

  /** Publishes a new task. */
  void start(TargetId id, CopyTask.Work work) {
    changes.dispatch(
        new CopyTask(
            new TaskId(TaskId.PREFIX + ids.next()),
            id.jobId(),
            id.region(),
            work,
            1,
            0,
            CopyTask.Phase.DISPATCHED,
            now));
  }

  private void dropTasks(TargetId id) {
    List.copyOf(state().work().tasksOf(id)).forEach(task -> changes.remove(task.key()));
  }

  private void imageStatus(TargetCopy target, Image.Status status) {
    target
        .imageId()
        .flatMap(id -> state().find(Image.class, Image.KIND + id))
        .filter(image -> image.status() != status)
        .ifPresent(image -> changes.put(image.with(status)));
  }

  boolean isPrepared(TargetCopy target) {
    return target.snapshots().stream()
        .map(id -> state().find(Snapshot.class, Snapshot.KIND + id))
        .allMatch(found -> found.flatMap(Snapshot::prepared).isPresent());
  }

  private static boolean isCopy(TargetCopy target) {
    return target.mode() != CopyMode.IMPORTED;
  }

  /** Ends the job when all its targets have; opens it again when one of them was retried. */
  void evaluateJob(CopyJobId jobId) {
    CopyJob job = state().find(CopyJob.class, CopyJob.KIND + jobId).orElseThrow();
    List<TargetState> states =
        job.targets().stream()
            .map(region -> TargetCopy.KIND + new TargetId(jobId, region))
            .map(key -> state().find(TargetCopy.class, key).orElseThrow().state())
            .toList();
    CopyJob.State outcome = outcome(states);
    if (outcome == job.state()) {
      return;
    }
    if (outcome == CopyJob.State.RUNNING) {
      changes.put(job.with(outcome, Optional.empty()));
    } else {
      CopyJob ended = job.with(outcome, Optional.of(now));
      changes.put(ended);
      changes.tell(events.ended(ended, now));
      String requestKey = AcceptedRequest.key(job.account(), job.requestToken());
      state()
          .find(AcceptedRequest.class, requestKey)
          .ifPresent(
              request ->
                  changes.put(
                      new AcceptedRequest(
                          request.account(),
                          request.token(),
                          request.jobId(),
                          request.fingerprint(),
                          now)));
    }
  }

  private static CopyJob.State outcome(List<TargetState> states) {
    if (!states.stream().allMatch(TargetState::isEnd)) {
      return CopyJob.State.RUNNING;
    }
    long available = states.stream().filter(TargetState.Available.class::isInstance).count();
    if (available == states.size()) {
      return CopyJob.State.SUCCEEDED;
    }
    if (available > 0) {
      return CopyJob.State.PARTIALLY_SUCCEEDED;
    }
    boolean anyFailed = states.stream().anyMatch(TargetState.CreateFailed.class::isInstance);
    return anyFailed ? CopyJob.State.FAILED : CopyJob.State.CANCELLED;
  }
}
