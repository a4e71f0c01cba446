package io.sealift.coordinator.job;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyTask;
import io.sealift.coordinator.state.Garbage;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.SealedSegment;
import io.sealift.coordinator.state.SegmentRef;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.FailureCode;
import io.sealift.copy.IdSource;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.CommittedSnapshot;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.ProgressMessage;
import io.sealift.protocol.ProgressMessage.AttemptReport;
import io.sealift.protocol.ReadDisk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides what an agent's report changes. A report that is late, repeated or of somebody's zombie
 * finds its task or its target gone or further on, and is counted as fenced; the first durable
 * result of a task is the one that counts.
 */
final class ReportDecider {
  private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);
  private static final int MAX_BACKOFF_DOUBLINGS = 5;
  private final Changes changes;
  private final Policy policy;
  private final Instant now;
  private final TargetLifecycle lifecycle;

  ReportDecider(Changes changes, Policy policy, IdSource ids, Instant now) {
    this.changes = changes;
    this.policy = policy;
    this.now = now;
    this.lifecycle = new TargetLifecycle(changes, ids, now);
  }

  void decide(ProgressMessage message) {
    if (message instanceof ProgressMessage.TargetPrepared prepared) {
      prepared(prepared);
    } else if (message instanceof ProgressMessage.SegmentSealed sealed) {
      segmentSealed(sealed);
    } else if (message instanceof ProgressMessage.TargetCommitted committed) {
      committed(committed);
    } else if (message instanceof ProgressMessage.SnapshotsDeleted deleted) {
      deleted(deleted);
      task(deleted).ifPresent(task -> changes.remove(task.key()));
    } else if (message instanceof ProgressMessage.SnapshotsVerified verified) {
      verified(verified);
    } else if (message instanceof ProgressMessage.KeyChanged changed) {
      keyChanged(changed);
    } else if (message instanceof ProgressMessage.FilesRead read) {
      filesRead(read);
    } else if (message instanceof ProgressMessage.FilesWritten written) {
      filesWritten(written);
    } else if (message instanceof ProgressMessage.ManifestPage page) {
      new RebuildReports(changes, now).page(page, operation(page));
    } else if (message instanceof ProgressMessage.ManifestsRead read) {
      new RebuildReports(changes, now).read(read.head().region().value(), operation(read));
      task(read).ifPresent(task -> changes.remove(task.key()));
    } else if (message instanceof ProgressMessage.StoreInventory inventory) {
      inventory(inventory);
    } else if (message instanceof ProgressMessage.AttemptFailed failed) {
      failed(failed);
    }
  }

  private ClusterState state() {
    return changes.state();
  }

  private Optional<CopyTask> task(AttemptReport report) {
    return state().find(CopyTask.class, CopyTask.KIND + report.head().taskId());
  }

  private Optional<TargetCopy> target(AttemptReport report) {
    TargetId id = new TargetId(report.head().jobId(), report.head().region());
    return state().find(TargetCopy.class, TargetCopy.KIND + id);
  }

  private void prepared(ProgressMessage.TargetPrepared report) {
    Optional<TargetCopy> target = target(report);
    List<SnapshotId> named = report.snapshots().stream().map(PreparedSnapshot::snapshotId).toList();
    boolean counts =
        task(report).isPresent()
            && target.isPresent()
            && target.get().state() instanceof TargetState.Preflight
            && target.get().snapshots().equals(named);
    if (!counts) {
      changes.fence();
      return;
    }
    for (PreparedSnapshot prepared : report.snapshots()) {
      Snapshot snapshot =
          state().find(Snapshot.class, Snapshot.KIND + prepared.snapshotId()).orElseThrow();
      changes.put(snapshot.prepared(prepared));
    }
    task(report).ifPresent(task -> changes.remove(task.key()));
    lifecycle.create(target.get());
  }

  private void segmentSealed(ProgressMessage.SegmentSealed report) {
    SegmentRef ref = new SegmentRef(report.snapshotId(), report.receipt().segment());
    Optional<TargetCopy> target = state().work().openTargetOf(report.snapshotId());
    boolean known =
        target.isPresent()
            && target.get().id().equals(new TargetId(report.head().jobId(), report.head().region()))
            && lifecycle.isPrepared(target.get())
            && !(target.get().state() instanceof TargetState.Committing)
            && isWanted(target.get(), ref);
    boolean first = state().find(SealedSegment.key(ref.snapshotId(), ref.segment())).isEmpty();
    if (!known || !first) {
      changes.fence();
      return;
    }
    changes.put(new SealedSegment(ref.snapshotId(), report.receipt()));
    state().work().taskFor(ref).ifPresent(taskId -> changes.remove(CopyTask.KIND + taskId));
    lifecycle.commitIfComplete(target.get());
  }

  private boolean isWanted(TargetCopy target, SegmentRef ref) {
    Snapshot snapshot =
        state().find(Snapshot.class, Snapshot.KIND + ref.snapshotId()).orElseThrow();
    if (target.mode() == CopyMode.IMPORTED) {
      return ref.segment() < snapshot.geometry().segmentCount();
    }
    return snapshot
        .source()
        .filter(source -> state().segments().of(source.snapshotId()).containsKey(ref.segment()))
        .isPresent();
  }

  private void committed(ProgressMessage.TargetCommitted report) {
    Optional<TargetCopy> target = target(report);
    List<SnapshotId> named =
        report.snapshots().stream().map(CommittedSnapshot::snapshotId).toList();
    boolean counts =
        target.isPresent()
            && target.get().state() instanceof TargetState.Committing
            && CommitBatch.of(state(), target.get()).equals(named);
    if (!counts) {
      changes.fence();
      return;
    }
    for (CommittedSnapshot committed : report.snapshots()) {
      Snapshot snapshot =
          state().find(Snapshot.class, Snapshot.KIND + committed.snapshotId()).orElseThrow();
      changes.put(snapshot.committed(committed.storedBytes()));
    }
    lifecycle.committed(target.get());
  }

  private void deleted(ProgressMessage.SnapshotsDeleted report) {
    for (SnapshotId id : report.snapshots()) {
      state()
          .find(Garbage.class, Garbage.key(id))
          .filter(garbage -> garbage.region().equals(report.head().region()))
          .ifPresent(garbage -> changes.remove(garbage.key()));
    }
  }

  private Optional<Operation> operation(AttemptReport report) {
    return state()
        .find(Operation.class, Operation.KIND + report.head().jobId())
        .filter(found -> found.state() == Operation.State.RUNNING);
  }

  private void verified(ProgressMessage.SnapshotsVerified report) {
    Optional<Operation> operation = operation(report);
    if (operation.isEmpty()) {
      changes.fence();
      return;
    }
    if (report.problems().isEmpty()) {
      changes.put(
          operation
              .get()
              .succeeded(
                  "%d blocks opened, %d bytes".formatted(report.blocks(), report.plainBytes()),
                  now));
    } else {
      changes.put(operation.get().failed(String.join("; ", report.problems()), now));
    }
    task(report).ifPresent(task -> changes.remove(task.key()));
  }

  /** What was reported sealed before is all that was read, or something is wrong. */
  private void filesRead(ProgressMessage.FilesRead report) {
    Optional<TargetCopy> target = target(report);
    List<SnapshotId> named = report.disks().stream().map(ReadDisk::snapshotId).toList();
    boolean counts =
        task(report).filter(found -> found.work() instanceof CopyTask.ReadFiles).isPresent()
            && target.isPresent()
            && target.get().state() instanceof TargetState.Creating
            && target.get().snapshots().equals(named);
    if (!counts) {
      changes.fence();
      return;
    }
    task(report).ifPresent(task -> changes.remove(task.key()));
    for (ReadDisk disk : report.disks()) {
      int sealed = state().segments().of(disk.snapshotId()).size();
      if (sealed != disk.dataSegments()) {
        lifecycle.fail(
            target.get(),
            FailureCode.INTERNAL,
            "%d segments of snapshot %s are sealed, %d were read"
                .formatted(sealed, disk.snapshotId(), disk.dataSegments()));
        return;
      }
    }
    lifecycle.commit(target.get());
  }

  private void filesWritten(ProgressMessage.FilesWritten report) {
    Optional<Operation> operation = operation(report);
    if (operation.isEmpty()) {
      changes.fence();
      return;
    }
    changes.put(operation.get().succeeded(String.join(", ", report.names()), now));
    task(report).ifPresent(task -> changes.remove(task.key()));
  }

  private void keyChanged(ProgressMessage.KeyChanged report) {
    new KeyReports(changes, lifecycle, now).keyChanged(report, operation(report));
    task(report).ifPresent(task -> changes.remove(task.key()));
  }

  /** Snapshots without a manifest that no open target makes are garbage, whoever left them. */
  private void inventory(ProgressMessage.StoreInventory inventory) {
    if (!Rebuilding.mayDeleteUnknown(state(), inventory.region())) {
      return;
    }
    for (SnapshotId id : inventory.uncommitted()) {
      Optional<Snapshot> snapshot = state().find(Snapshot.class, Snapshot.KIND + id);
      boolean unwanted = snapshot.isEmpty() && state().find(Garbage.key(id)).isEmpty();
      if (unwanted) {
        changes.put(new Garbage(inventory.region(), id));
      }
    }
  }

  private void failed(ProgressMessage.AttemptFailed report) {
    Optional<CopyTask> found = task(report).filter(t -> t.phase() == CopyTask.Phase.DISPATCHED);
    if (found.isEmpty() || found.get().dispatch() != report.head().dispatch()) {
      changes.fence();
      return;
    }
    CopyTask task = found.get();
    FailureCode code = report.code();
    if (code == FailureCode.AGENT_STOPPING) {
      changes.put(task.parked(task.failures(), now));
      return;
    }
    if (code == FailureCode.PAUSED || code == FailureCode.CANCELLED) {
      // What is paused or cancelled has no tasks: the agent obeys an order that a resume or a retry
      // took back.
      changes.put(task.parked(task.failures(), now.plus(FIRST_BACKOFF)));
      changes.direct(task.jobId());
      return;
    }
    attemptFailed(task, code, report.reason());
  }

  /** Counts one failed attempt at a task: it is tried again after a pause, or its target fails. */
  void attemptFailed(CopyTask task, FailureCode code, String reason) {
    int failures = task.failures() + 1;
    boolean again = code.retryable() && failures < policy.attemptsPerTask();
    if (task.work() instanceof CopyTask.Delete) {
      changes.put(task.parked(failures, now.plus(backoff(failures))));
      return;
    }
    if (task.work() instanceof CopyTask.Operate) {
      operateFailed(task, failures, again, reason);
      return;
    }
    Optional<TargetCopy> target = state().find(TargetCopy.class, TargetCopy.KIND + task.targetId());
    if (target.isEmpty() || target.get().state().isEnd()) {
      changes.remove(task.key());
      return;
    }
    TargetCopy counted = target.get().withFailedAttempt();
    changes.put(counted);
    if (again) {
      changes.put(task.parked(failures, now.plus(backoff(failures))));
    } else {
      lifecycle.fail(counted, code, reason);
    }
  }

  private void operateFailed(CopyTask task, int failures, boolean again, String reason) {
    if (again) {
      changes.put(task.parked(failures, now.plus(backoff(failures))));
      return;
    }
    state()
        .find(Operation.class, Operation.KIND + task.jobId())
        .ifPresent(operation -> changes.put(operation.failed(reason, now)));
    changes.remove(task.key());
  }

  /** Half a second, doubled with each failure up to 16 seconds. */
  private static Duration backoff(int failures) {
    return FIRST_BACKOFF.multipliedBy(1L << Math.min(failures - 1, MAX_BACKOFF_DOUBLINGS));
  }
}
