package io.sealift.coordinator.job;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyTask;
import io.sealift.coordinator.state.ImportSource;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.ImportedDisk;
import io.sealift.protocol.SegmentFileName;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.SnapshotCommit;
import io.sealift.protocol.SnapshotPlan;
import io.sealift.protocol.SourceSnapshot;
import io.sealift.protocol.TaskMessage;
import io.sealift.ticket.TransferTicket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Writes out a task for agents: what the state says of it, with fresh tickets. */
public final class TaskMessages {
  private final ClusterState state;
  private final Function<TransferTicket, String> signer;
  private final Instant expires;

  /** Reads the state as it is; tickets are valid from {@code now} on for a while. */
  public TaskMessages(
      ClusterState state, Function<TransferTicket, String> signer, Instant now, Duration validity) {
    this.state = state;
    this.signer = signer;
    this.expires = now.plus(validity);
  }

  /** The message of a task; empty when its target is gone meanwhile. */
  public Optional<TaskMessage> of(CopyTask task) {
    if (task.work() instanceof CopyTask.Delete delete) {
      return Optional.of(new TaskMessage.DeleteSnapshots(task.head(), delete.snapshots()));
    }
    if (task.work() instanceof CopyTask.Operate) {
      return state
          .find(Operation.class, Operation.KIND + task.jobId())
          .map(operation -> operate(task, operation));
    }
    Optional<TargetCopy> target =
        state
            .find(TargetCopy.class, TargetCopy.KIND + task.targetId())
            .filter(found -> !found.state().isEnd());
    if (target.isEmpty()) {
      return Optional.empty();
    }
    if (task.work() instanceof CopyTask.Segment work) {
      return Optional.of(copySegment(task, target.get(), work));
    }
    if (task.work() instanceof CopyTask.ReadFiles) {
      return state
          .find(ImportSource.class, ImportSource.KIND + task.jobId())
          .map(source -> readFiles(task, target.get(), source));
    }
    return Optional.of(
        task.work() instanceof CopyTask.Commit
            ? commit(task, target.get())
            : prepare(task, target.get()));
  }

  private static TaskMessage operate(CopyTask task, Operation operation) {
    if (operation.kind() instanceof Operation.KeyChange change) {
      return new TaskMessage.ChangeKey(
          task.head(),
          change.action(),
          change.keyId(),
          operation.account(),
          change.description(),
          change.deletionDays(),
          change.rotationSeconds());
    }
    if (operation.kind() instanceof Operation.Export export) {
      return new TaskMessage.WriteFiles(task.head(), export.plan());
    }
    if (operation.kind() instanceof Operation.Rebuild rebuild) {
      return new TaskMessage.ReadManifests(task.head(), rebuild.tally().after());
    }
    Operation.Verification verification = (Operation.Verification) operation.kind();
    return new TaskMessage.VerifySnapshots(task.head(), verification.snapshots());
  }

  private TaskMessage readFiles(CopyTask task, TargetCopy target, ImportSource source) {
    List<ImportedDisk> disks = new ArrayList<>();
    for (int i = 0; i < target.snapshots().size(); i++) {
      Snapshot snapshot = snapshot(target.snapshots().get(i));
      disks.add(
          new ImportedDisk(
              snapshot.plan(), snapshot.prepared().orElseThrow(), source.files().get(i)));
    }
    return new TaskMessage.ReadFiles(task.head(), disks);
  }

  private TaskMessage prepare(CopyTask task, TargetCopy target) {
    List<SnapshotPlan> plans = new ArrayList<>();
    List<String> tickets = new ArrayList<>();
    long space = 0;
    for (SnapshotId id : target.snapshots()) {
      Snapshot snapshot = snapshot(id);
      plans.add(snapshot.plan());
      if (snapshot.source().isPresent()) {
        SourceSnapshot source = snapshot.source().get();
        tickets.add(grant(task, target.region(), source));
        space += state.segments().storedBytes(source.snapshotId());
      }
    }
    return new TaskMessage.PrepareTarget(
        task.head(), target.mode(), target.account(), target.keyReference(), space, plans, tickets);
  }

  private TaskMessage copySegment(CopyTask task, TargetCopy target, CopyTask.Segment work) {
    Snapshot snapshot = snapshot(work.snapshotId());
    SourceSnapshot source = snapshot.source().orElseThrow();
    SegmentReceipt receipt = state.segments().of(source.snapshotId()).get(work.segment());
    if (receipt == null) {
      throw new IllegalStateException(
          "segment %d of snapshot %s is not sealed".formatted(work.segment(), source.snapshotId()));
    }
    String pull =
        signer.apply(
            new TransferTicket.Pull(
                task.jobId(),
                source.region(),
                target.region(),
                source.snapshotId(),
                work.segment(),
                work.segment() + 1,
                expires));
    String grant = target.mode() == CopyMode.RESEALED ? grant(task, target.region(), source) : "";
    return new TaskMessage.CopySegment(
        task.head(),
        target.mode(),
        snapshot.plan(),
        snapshot.prepared().orElseThrow(),
        receipt,
        pull,
        grant);
  }

  private TaskMessage commit(CopyTask task, TargetCopy target) {
    List<SnapshotCommit> commits = new ArrayList<>();
    for (SnapshotId id : CommitBatch.of(state, target)) {
      Snapshot snapshot = snapshot(id);
      List<SegmentFileName> files =
          state.segments().of(id).values().stream()
              .map(receipt -> new SegmentFileName(receipt.segment(), receipt.attempt()))
              .toList();
      commits.add(new SnapshotCommit(snapshot.plan(), snapshot.prepared().orElseThrow(), files));
    }
    return new TaskMessage.CommitTarget(task.head(), target.mode(), commits);
  }

  private String grant(CopyTask task, RegionId grantee, SourceSnapshot source) {
    return signer.apply(
        new TransferTicket.Grant(
            task.jobId(), source.region(), grantee, source.snapshotId(), expires));
  }

  private Snapshot snapshot(SnapshotId id) {
    return state.find(Snapshot.class, Snapshot.KIND + id).orElseThrow();
  }
}
