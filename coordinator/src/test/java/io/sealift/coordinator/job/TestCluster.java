package io.sealift.coordinator.job;

import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.command.CommandMessage;
import io.sealift.coordinator.command.ImportRequest;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Entity;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.RegionKey;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.copy.AccountId;
import io.sealift.copy.AgentId;
import io.sealift.copy.AttemptId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.KeyId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotId;
import io.sealift.copy.TaskId;
import io.sealift.protocol.AgentMessage;
import io.sealift.protocol.CommittedSnapshot;
import io.sealift.protocol.CopyRequest;
import io.sealift.protocol.CopyTargetRequest;
import io.sealift.protocol.Endpoint;
import io.sealift.protocol.ImportedDisk;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyState;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.ProgressMessage;
import io.sealift.protocol.ReadDisk;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.TaskHead;
import io.sealift.protocol.TaskMessage;
import io.sealift.protocol.WrappedKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A decider with a state, a clock, and agents that do what the test says. */
final class TestCluster {
  static final RegionId NORTH = new RegionId("north-1");
  static final RegionId SOUTH = new RegionId("south-1");
  static final RegionId WEST = new RegionId("west-1");
  static final AccountId ACME = new AccountId("acme");
  static final AccountId BOLD = new AccountId("bold");
  private static final AgentId AGENT = new AgentId("agent-1");

  final ClusterState state = new ClusterState();
  final List<Map.Entry<String, Optional<Entity>>> journal = new ArrayList<>();
  final List<TaskMessage> tasks = new ArrayList<>();
  Instant now = Instant.parse("2026-01-01T00:00:00Z");
  Changes last = new Changes(state);
  private final Policy policy;
  private final JobDecider decider;
  private int drawn;

  TestCluster() {
    this(Policy.defaults(Set.of(NORTH, SOUTH, WEST)));
  }

  TestCluster(Policy policy) {
    this.policy = policy;
    this.decider = new JobDecider(policy, this::next);
  }

  private String next() {
    return Long.toString(1_000_000 + ++drawn);
  }

  JobDecider decider() {
    return decider;
  }

  // One batch of one input, as the engine makes it.
  private void decided(Changes changes) {
    decider.advance(changes, now);
    last = changes;
    changes.records().forEach((key, entity) -> journal.add(Map.entry(key, entity)));
    TaskMessages writer = new TaskMessages(state, ticket -> "ticket", now, policy.ticketValidity());
    changes.tasks().forEach(task -> writer.of(task).ifPresent(tasks::add));
  }

  void pass(Duration time) {
    now = now.plus(time);
    decided(new Changes(state));
  }

  void agents(RegionId region, int slots, int freeSlots) {
    agent(region, AGENT.value() + region, slots, freeSlots);
  }

  void agent(RegionId region, String id, int slots, int freeSlots) {
    Endpoint endpoint = new Endpoint("localhost", 1);
    decider.agent(
        new AgentMessage.AgentRegistered(
            new AgentId(id),
            region,
            "1",
            endpoint,
            endpoint,
            "",
            "",
            "",
            slots,
            freeSlots,
            1,
            1,
            "",
            1,
            now),
        now);
    decided(new Changes(state));
  }

  CommandOutcome command(AccountId account, Command command) {
    return command(new CommandMessage("c-" + next(), account, now, command));
  }

  CommandOutcome command(CommandMessage message) {
    Changes changes = new Changes(state);
    decider.command(changes, message, now);
    decided(changes);
    return state.find(CommandOutcome.class, CommandOutcome.key(message.commandId())).orElseThrow();
  }

  CopyJobId accepted(AccountId account, Command command) {
    CommandOutcome outcome = command(account, command);
    return new CopyJobId(outcome.subject().orElseThrow(() -> new AssertionError(outcome)));
  }

  void done(AccountId account, Command command) {
    CommandOutcome outcome = command(account, command);
    if (outcome.refusal().isPresent()) {
      throw new AssertionError(outcome);
    }
  }

  String refusal(AccountId account, Command command) {
    CommandOutcome outcome = command(account, command);
    CommandOutcome.Refusal refusal =
        outcome.refusal().orElseThrow(() -> new AssertionError(outcome));
    return refusal.code() + " " + refusal.message();
  }

  void request(AccountId account, CopyRequest request) {
    Changes changes = new Changes(state);
    decider.request(changes, account, request, now);
    decided(changes);
  }

  void report(ProgressMessage message) {
    Changes changes = new Changes(state);
    decider.report(changes, message, now);
    decided(changes);
  }

  /** Does every task there is, and what follows from it. */
  void work() {
    while (!tasks.isEmpty()) {
      perform(tasks.remove(0));
    }
  }

  <T extends TaskMessage> T take(Class<T> type) {
    T task = all(type).findFirst().orElseThrow(() -> new AssertionError("no such task: " + tasks));
    tasks.remove(task);
    return task;
  }

  <T extends TaskMessage> Stream<T> all(Class<T> type) {
    return tasks.stream().filter(type::isInstance).map(type::cast);
  }

  AttemptId attempt() {
    return new AttemptId(AttemptId.PREFIX + next());
  }

  void perform(TaskMessage task) {
    AttemptId attempt = attempt();
    if (task instanceof TaskMessage.PrepareTarget prepare) {
      List<PreparedSnapshot> prepared =
          prepare.snapshots().stream().map(plan -> prepared(plan.snapshotId())).toList();
      report(new ProgressMessage.TargetPrepared(task.head(), attempt, AGENT, prepared));
    } else if (task instanceof TaskMessage.CopySegment copy) {
      SegmentReceipt receipt =
          receipt(copy.source().segment(), attempt, copy.source().plainBytes());
      report(
          new ProgressMessage.SegmentSealed(
              task.head(), attempt, AGENT, copy.snapshot().snapshotId(), receipt));
    } else if (task instanceof TaskMessage.CommitTarget commit) {
      report(
          new ProgressMessage.TargetCommitted(
              task.head(),
              attempt,
              AGENT,
              commit.snapshots().stream()
                  .map(s -> new CommittedSnapshot(s.plan().snapshotId(), 1, "ab"))
                  .toList()));
    } else if (task instanceof TaskMessage.DeleteSnapshots delete) {
      report(new ProgressMessage.SnapshotsDeleted(task.head(), attempt, AGENT, delete.snapshots()));
    } else if (task instanceof TaskMessage.ChangeKey change) {
      KeyState wanted =
          switch (change.action()) {
            case DISABLE, CANCEL_DELETION -> KeyState.DISABLED;
            case SCHEDULE_DELETION -> KeyState.PENDING_DELETION;
            default -> KeyState.ENABLED;
          };
      report(keyChanged(task.head(), change.keyId(), change.account(), wanted));
    } else if (task instanceof TaskMessage.ReadFiles read) {
      read(read, attempt);
    } else if (task instanceof TaskMessage.WriteFiles write) {
      report(
          new ProgressMessage.FilesWritten(
              task.head(), attempt, AGENT, List.of(write.export().fileName(0)), 1));
    } else if (task instanceof TaskMessage.VerifySnapshots) {
      report(new ProgressMessage.SnapshotsVerified(task.head(), attempt, AGENT, 1, 1, List.of()));
    }
  }

  /** Every disk's first segment holds data. */
  private void read(TaskMessage.ReadFiles task, AttemptId attempt) {
    List<ReadDisk> disks = new ArrayList<>();
    for (ImportedDisk disk : task.disks()) {
      SnapshotId snapshot = disk.plan().snapshotId();
      report(
          new ProgressMessage.SegmentSealed(
              task.head(), attempt, AGENT, snapshot, receipt(0, attempt, 100)));
      disks.add(new ReadDisk(snapshot, 1));
    }
    report(new ProgressMessage.FilesRead(task.head(), attempt, AGENT, disks));
  }

  ProgressMessage keyChanged(TaskHead head, KeyId key, AccountId owner, KeyState keyState) {
    return new ProgressMessage.KeyChanged(
        head,
        attempt(),
        AGENT,
        KeyDescription.unrotated(key, head.region(), Optional.of(owner), keyState, "", now));
  }

  PreparedSnapshot prepared(SnapshotId id) {
    return new PreparedSnapshot(
        id, new SealId(SealId.PREFIX + next()), new WrappedKey(new KeyId("key-1"), 1, "wrapped"));
  }

  SegmentReceipt receipt(int segment, AttemptId attempt, long plainBytes) {
    return new SegmentReceipt(segment, attempt, 1, plainBytes, plainBytes + 4096, "ab".repeat(32));
  }

  void running(TaskMessage task) {
    report(new ProgressMessage.AttemptRunning(task.head(), attempt(), AGENT, 0));
  }

  void fail(TaskMessage task, FailureCode code) {
    report(new ProgressMessage.AttemptFailed(task.head(), attempt(), AGENT, code, "because"));
  }

  void upload(TargetCopy target, SnapshotId snapshot, int segment) {
    TaskHead head = new TaskHead(new TaskId("t-up" + next()), 1, target.jobId(), target.region());
    report(
        new ProgressMessage.SegmentSealed(
            head, attempt(), AGENT, snapshot, receipt(segment, attempt(), 100)));
  }

  KeyId key(AccountId account, RegionId region) {
    accepted(account, new Command.CreateKey(region.value(), Optional.empty(), Optional.empty()));
    TaskMessage.ChangeKey task = take(TaskMessage.ChangeKey.class);
    perform(task);
    return task.keyId();
  }

  ImportRequest importRequest(String token, Optional<Boolean> encrypt, Optional<String> key) {
    return new ImportRequest(
        token,
        NORTH.value(),
        "web",
        Optional.empty(),
        List.of(new ImportRequest.Disk(200L << 20)),
        encrypt,
        key,
        Optional.empty(),
        Optional.empty());
  }

  /** An import that takes uploads. */
  TargetCopy creatingImport(AccountId account, String token, Optional<Boolean> encrypt) {
    CopyJobId job =
        accepted(
            account, new Command.SubmitImport(importRequest(token, encrypt, Optional.empty())));
    perform(take(TaskMessage.PrepareTarget.class));
    return target(job, NORTH);
  }

  /** An available image of 4 segments of which these hold data. */
  Image image(AccountId account, String token, Optional<Boolean> encrypt, Integer... segments) {
    TargetCopy target = creatingImport(account, token, encrypt);
    SnapshotId snapshot = target.snapshots().get(0);
    for (Integer segment : segments) {
      upload(target, snapshot, segment);
    }
    done(account, complete(target, segments));
    perform(take(TaskMessage.CommitTarget.class));
    return image(target);
  }

  Image image(Integer... segments) {
    return image(ACME, "import-" + next(), Optional.empty(), segments);
  }

  static Command.CompleteImport complete(TargetCopy target, Integer... segments) {
    return new Command.CompleteImport(
        target.jobId(),
        List.of(new Command.UploadedDisk(target.snapshots().get(0), List.of(segments))));
  }

  static CopyTargetRequest to(RegionId region) {
    return to(region, Optional.empty(), Optional.empty());
  }

  static CopyTargetRequest to(RegionId region, Optional<Boolean> encrypt, Optional<String> key) {
    return new CopyTargetRequest(
        region.value(),
        encrypt,
        key,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static CopyRequest copy(String token, Image image, CopyTargetRequest... targets) {
    return copy(token, image, 5, Optional.empty(), targets);
  }

  static CopyRequest copy(
      String token, Image image, int priority, Optional<Long> rate, CopyTargetRequest... targets) {
    return new CopyRequest(
        token,
        image.region().value(),
        Optional.of(image.imageId().value()),
        Optional.empty(),
        List.of(targets),
        Optional.of(priority),
        rate,
        Optional.empty());
  }

  /** A copy whose segments are being handed out. */
  TargetCopy creating(CopyRequest request, AccountId account) {
    CopyJobId job = accepted(account, new Command.SubmitCopy(request));
    RegionId region = new RegionId(request.targets().get(0).region());
    perform(take(TaskMessage.PrepareTarget.class));
    return target(job, region);
  }

  CommandOutcome control(CopyJobId job, Command.Action action) {
    return command(ACME, new Command.ControlJob(job, Optional.empty(), action));
  }

  CopyJob job(CopyJobId job) {
    return state.find(CopyJob.class, CopyJob.KIND + job).orElseThrow();
  }

  TargetCopy target(CopyJobId job, RegionId region) {
    return state.find(TargetCopy.class, TargetCopy.KIND + new TargetId(job, region)).orElseThrow();
  }

  TargetCopy again(TargetCopy target) {
    return target(target.jobId(), target.region());
  }

  Image image(TargetCopy target) {
    return state.find(Image.class, Image.KIND + target.imageId().orElseThrow()).orElseThrow();
  }

  Snapshot snapshot(TargetCopy target) {
    return state.find(Snapshot.class, Snapshot.KIND + target.snapshots().get(0)).orElseThrow();
  }

  Operation operation(CopyJobId id) {
    return state.find(Operation.class, Operation.KIND + id).orElseThrow();
  }

  Optional<RegionKey> key(KeyId id) {
    return state.find(RegionKey.class, RegionKey.KIND + id);
  }
}
