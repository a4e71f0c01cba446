package io.sealift.coordinator.simulation;

import io.sealift.copy.AttemptId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.SealId;
import io.sealift.protocol.CommittedSnapshot;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.ProgressMessage;
import io.sealift.protocol.SegmentFileName;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.SnapshotCommit;
import io.sealift.protocol.SnapshotPlan;
import io.sealift.protocol.SourceSnapshot;
import io.sealift.protocol.TaskHead;
import io.sealift.protocol.TaskMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an attempt at each kind of task does, cut where an agent may die. */
final class TaskSteps {
  private final Cluster cluster;
  private final SimulatedAgent agent;

  TaskSteps(Cluster cluster, SimulatedAgent agent) {
    this.cluster = cluster;
    this.agent = agent;
  }

  List<SimulatedAgent.Step> of(TaskMessage task) {
    if (task instanceof TaskMessage.PrepareTarget prepare) {
      return prepare(prepare);
    } else if (task instanceof TaskMessage.CopySegment copy) {
      return copy(copy);
    } else if (task instanceof TaskMessage.CommitTarget commit) {
      return commit(commit);
    } else if (task instanceof TaskMessage.DeleteSnapshots delete) {
      return delete(delete);
    } else if (task instanceof TaskMessage.ChangeKey change) {
      return List.of(
          attempt ->
              cluster.report(
                  new ProgressMessage.KeyChanged(
                      change.head(), attempt, agent.id, agent.region.keys.change(change))));
    }
    throw new AssertionError("no steps for " + task);
  }

  private List<SimulatedAgent.Step> prepare(TaskMessage.PrepareTarget task) {
    List<PreparedSnapshot> prepared = new ArrayList<>();
    List<SimulatedAgent.Step> steps = new ArrayList<>();
    steps.add(
        attempt -> {
          if (agent.region.store.full) {
            throw new SimulatedFailure(FailureCode.NO_SPACE);
          }
        });
    for (SnapshotPlan plan : task.snapshots()) {
      steps.add(attempt -> agent.region.store.prepare(plan.snapshotId()));
      steps.add(attempt -> prepared.add(dataKey(task, plan)));
    }
    steps.add(
        attempt ->
            cluster.report(
                new ProgressMessage.TargetPrepared(task.head(), attempt, agent.id, prepared)));
    return steps;
  }

  private PreparedSnapshot dataKey(TaskMessage.PrepareTarget task, SnapshotPlan plan)
      throws SimulatedFailure {
    SealId sealId =
        task.mode() == CopyMode.VERBATIM
            ? grant(plan.source().orElseThrow())
            : new SealId(SealId.PREFIX + cluster.ids.next());
    if (task.mode() == CopyMode.RESEALED) {
      SealId unused = grant(plan.source().orElseThrow());
    }
    return new PreparedSnapshot(
        plan.snapshotId(), sealId, agent.region.keys.wrap(task.key(), sealId));
  }

  /** The source's data key, from an agent of the source's region. */
  private SealId grant(SourceSnapshot source) throws SimulatedFailure {
    SimulatedRegion region = cluster.region(source.region());
    region.requireAgent();
    return region.keys.unwrap(cluster.prepared(source.snapshotId()).wrappedKey());
  }

  private List<SimulatedAgent.Step> copy(TaskMessage.CopySegment task) {
    List<SimulatedStore.Content> sealed = new ArrayList<>();
    SegmentReceipt source = task.source();
    return List.of(
        attempt -> sealed.add(pull(task, attempt)),
        attempt ->
            agent.region.store.write(
                task.snapshot().snapshotId(), file(task, attempt), sealed.get(0)),
        attempt ->
            agent.region.store.write(
                task.snapshot().snapshotId(),
                file(task, attempt),
                sealed.get(0).finished(cluster.scheduler.millis())),
        attempt ->
            cluster.report(
                new ProgressMessage.SegmentSealed(
                    task.head(),
                    attempt,
                    agent.id,
                    task.snapshot().snapshotId(),
                    new SegmentReceipt(
                        source.segment(),
                        attempt,
                        source.sealedBlocks(),
                        source.plainBytes(),
                        source.storedBytes(),
                        sealed.get(0).digest()))));
  }

  private static SegmentFileName file(TaskMessage.CopySegment task, AttemptId attempt) {
    return new SegmentFileName(task.source().segment(), attempt);
  }

  private SimulatedStore.Content pull(TaskMessage.CopySegment task, AttemptId attempt)
      throws SimulatedFailure {
    SourceSnapshot source = task.snapshot().source().orElseThrow();
    SimulatedRegion region = cluster.region(source.region());
    region.requireAgent();
    SimulatedStore.Directory directory =
        Optional.ofNullable(region.store.directories.get(source.snapshotId()))
            .filter(found -> found.manifest.isPresent())
            .orElseThrow(() -> new SimulatedFailure(FailureCode.SOURCE_GONE));
    SimulatedStore.Content content =
        Optional.ofNullable(
                directory.files.get(
                    new SegmentFileName(task.source().segment(), task.source().attempt())))
            .filter(found -> found.complete() && found.digest().equals(task.source().digest()))
            .orElseThrow(() -> new SimulatedFailure(FailureCode.SOURCE_GONE));
    long now = cluster.scheduler.millis();
    if (task.mode() == CopyMode.VERBATIM) {
      return new SimulatedStore.Content(
          content.dataKey(), content.plain(), content.salt(), false, now);
    }
    if (!grant(source).equals(content.dataKey())) {
      throw new SimulatedFailure(FailureCode.SOURCE_CORRUPT);
    }
    SealId own = agent.region.keys.unwrap(task.prepared().wrappedKey());
    return new SimulatedStore.Content(own, content.plain(), attempt, false, now);
  }

  private List<SimulatedAgent.Step> commit(TaskMessage.CommitTarget task) {
    List<SimulatedAgent.Step> steps = new ArrayList<>();
    for (SnapshotCommit snapshot : task.snapshots()) {
      steps.add(attempt -> requireFiles(snapshot));
      steps.add(attempt -> manifest(snapshot));
    }
    steps.add(
        attempt ->
            cluster.report(
                new ProgressMessage.TargetCommitted(
                    task.head(),
                    attempt,
                    agent.id,
                    task.snapshots().stream()
                        .map(s -> new CommittedSnapshot(s.plan().snapshotId(), 1, "ab"))
                        .toList())));
    return steps;
  }

  private void requireFiles(SnapshotCommit commit) throws SimulatedFailure {
    var files = agent.region.store.directory(commit.plan().snapshotId()).files;
    for (SegmentFileName name : commit.segments()) {
      if (!files.containsKey(name) || !files.get(name).complete()) {
        throw new SimulatedFailure(FailureCode.STORE_FAILED);
      }
    }
  }

  private void manifest(SnapshotCommit commit) throws SimulatedFailure {
    SimulatedStore.Manifest wanted =
        new SimulatedStore.Manifest(commit.prepared().sealId(), commit.segments());
    if (!agent.region.store.commit(commit.plan().snapshotId(), () -> wanted).equals(wanted)) {
      throw new AssertionError("two manifests for " + commit.plan().snapshotId());
    }
  }

  private List<SimulatedAgent.Step> delete(TaskMessage.DeleteSnapshots task) {
    return List.of(
        attempt -> task.snapshots().forEach(agent.region.store.directories::remove),
        attempt ->
            cluster.report(
                new ProgressMessage.SnapshotsDeleted(
                    task.head(), attempt, agent.id, task.snapshots())));
  }

  /** An uploaded segment: sealed, made durable and reported. */
  void upload(TaskHead head, PreparedSnapshot prepared, int segment, String plain)
      throws SimulatedFailure {
    AttemptId attempt = new AttemptId(AttemptId.PREFIX + cluster.ids.next());
    SealId key = agent.region.keys.unwrap(prepared.wrappedKey());
    long now = cluster.scheduler.millis();
    SimulatedStore.Content content = new SimulatedStore.Content(key, plain, attempt, true, now);
    SegmentFileName name = new SegmentFileName(segment, attempt);
    agent.region.store.write(prepared.snapshotId(), name, content);
    cluster.report(
        new ProgressMessage.SegmentSealed(
            head,
            attempt,
            agent.id,
            prepared.snapshotId(),
            new SegmentReceipt(segment, attempt, 1, 4096, 8192, content.digest())));
  }
}
