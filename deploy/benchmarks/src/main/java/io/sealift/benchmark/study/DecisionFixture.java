package io.sealift.benchmark.study;

import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.command.CommandMessage;
import io.sealift.coordinator.job.Changes;
import io.sealift.coordinator.job.JobDecider;
import io.sealift.coordinator.job.Policy;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CopyTask;
import io.sealift.coordinator.state.Entity;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.SealedSegment;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.copy.AccountId;
import io.sealift.copy.AgentId;
import io.sealift.copy.AttemptId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.ImageId;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.AgentMessage;
import io.sealift.protocol.CommittedSnapshot;
import io.sealift.protocol.CopyRequest;
import io.sealift.protocol.CopyTargetRequest;
import io.sealift.protocol.Endpoint;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.ProgressMessage;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.WrappedKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The deciding part of an engine, alone, with one image that is copied again and again. */
public final class DecisionFixture {
  private static final RegionId SOURCE = new RegionId("north");
  private static final RegionId TARGET = new RegionId("south");
  private static final AccountId ACCOUNT = new AccountId("bench");
  private static final ImageId IMAGE = new ImageId(ImageId.PREFIX + "bench");
  private static final SnapshotGeometry GEOMETRY = SnapshotGeometry.ofSize(1L << 30);
  private static final Duration TICK = Duration.ofMillis(200);

  private final ClusterState state = new ClusterState();
  private final JobDecider decider;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long drawn;
  private final Deque<CopyTask> tasks = new ArrayDeque<>();
  private String lastJob = "";

  /** An engine with one image, and agents that take what they are given and never report. */
  public DecisionFixture() {
    this.decider = new JobDecider(Policy.defaults(Set.of(SOURCE, TARGET)), this::nextId);
    SnapshotId snapshot = new SnapshotId(SnapshotId.PREFIX + "bench");
    CopyJobId job = new CopyJobId(CopyJobId.PREFIX + "bench");
    put(
        new Snapshot(
            snapshot,
            SOURCE,
            ACCOUNT,
            "disk",
            GEOMETRY,
            KeyReference.STORAGE,
            Snapshot.Status.AVAILABLE,
            job,
            Optional.empty(),
            Optional.of(prepared(snapshot)),
            GEOMETRY.sizeBytes(),
            now));
    put(
        new Image(
            IMAGE,
            SOURCE,
            ACCOUNT,
            new Image.Attributes("image", Optional.empty(), Optional.empty(), Map.of()),
            Image.Status.AVAILABLE,
            KeyReference.STORAGE,
            List.of(snapshot),
            job,
            Optional.empty(),
            now));
    for (int segment = 0; segment < GEOMETRY.segmentCount(); segment++) {
      put(new SealedSegment(snapshot, receipt(segment, new AttemptId(AttemptId.PREFIX + segment))));
    }
  }

  private void put(Entity entity) {
    state.apply(entity.key(), entity);
  }

  private String nextId() {
    return "%020d".formatted(++drawn);
  }

  /** Decides on a request for a copy. */
  public void submit() {
    CopyTargetRequest target =
        new CopyTargetRequest(
            TARGET.value(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    lastJob =
        decide(
            new Command.SubmitCopy(
                new CopyRequest(
                    "t" + nextId(),
                    SOURCE.value(),
                    Optional.of(IMAGE.value()),
                    Optional.empty(),
                    List.of(target),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())));
  }

  /** Takes the last copy back. */
  public void cancelLast() {
    decide(new Command.ControlJob(new CopyJobId(lastJob), Optional.empty(), Command.Action.CANCEL));
  }

  private String decide(Command command) {
    CommandMessage message = new CommandMessage("c" + nextId(), ACCOUNT, now, command);
    Changes changes = new Changes(state);
    decider.command(changes, message, now);
    advance(changes);
    CommandOutcome outcome =
        state.find(CommandOutcome.class, CommandOutcome.key(message.commandId())).orElseThrow();
    return outcome.subject().orElseThrow(() -> new IllegalStateException(outcome.toString()));
  }

  /** Decides on nothing but that time has passed; agents show that they live. */
  public Changes tick() {
    now = now.plus(TICK);
    for (RegionId region : List.of(SOURCE, TARGET)) {
      decider.agent(agent(region), now);
    }
    Changes changes = new Changes(state);
    advance(changes);
    return changes;
  }

  private void advance(Changes changes) {
    decider.advance(changes, now);
    tasks.addAll(changes.tasks());
  }

  /** Decides on what an agent reports of the task that it was given first. */
  public Changes report() {
    CopyTask task = tasks.remove();
    Changes changes = new Changes(state);
    decider.report(changes, reportOf(task), now);
    advance(changes);
    if (task.work() instanceof CopyTask.Commit) {
      submit(); // So that the queue stays as long as it is.
    }
    return changes;
  }

  private ProgressMessage reportOf(CopyTask task) {
    AgentId agent = new AgentId("agent-" + task.region());
    AttemptId attempt = new AttemptId(AttemptId.PREFIX + nextId());
    if (task.work() instanceof CopyTask.Segment work) {
      SegmentReceipt receipt = receipt(work.segment(), attempt);
      return new ProgressMessage.SegmentSealed(
          task.head(), attempt, agent, work.snapshotId(), receipt);
    }
    List<SnapshotId> snapshots =
        state
            .find(TargetCopy.class, TargetCopy.KIND + task.targetId())
            .map(TargetCopy::snapshots)
            .orElse(List.of());
    if (task.work() instanceof CopyTask.Prepare) {
      return new ProgressMessage.TargetPrepared(
          task.head(), attempt, agent, snapshots.stream().map(DecisionFixture::prepared).toList());
    }
    if (task.work() instanceof CopyTask.Delete work) {
      return new ProgressMessage.SnapshotsDeleted(task.head(), attempt, agent, work.snapshots());
    }
    return new ProgressMessage.TargetCommitted(
        task.head(),
        attempt,
        agent,
        snapshots.stream().map(id -> new CommittedSnapshot(id, 1, "ab")).toList());
  }

  private static PreparedSnapshot prepared(SnapshotId id) {
    return new PreparedSnapshot(
        id,
        new SealId(SealId.PREFIX + "bench"),
        new WrappedKey(new KeyId(KeyId.PREFIX + "bench"), 1, "AAAA"));
  }

  private static SegmentReceipt receipt(int segment, AttemptId attempt) {
    long length = GEOMETRY.segmentLength(segment);
    return new SegmentReceipt(
        segment, attempt, GEOMETRY.blocksIn(segment), length, length + 4096, "0".repeat(64));
  }

  private AgentMessage.AgentRegistered agent(RegionId region) {
    Endpoint endpoint = new Endpoint("localhost", 1);
    return new AgentMessage.AgentRegistered(
        new AgentId("agent-" + region),
        region,
        "1",
        endpoint,
        endpoint,
        "",
        "",
        "",
        4,
        0,
        1,
        1,
        "",
        1,
        now);
  }
}
