package io.sealift.coordinator.simulation;

import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.CopyTask;
import io.sealift.coordinator.state.Entity;
import io.sealift.coordinator.state.Garbage;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.SealedSegment;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.JobEventMessage;
import io.sealift.protocol.PreparedSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What users may see, batch by batch, by rules of its own. */
final class ReferenceModel {
  private static final Map<String, Set<String>> MOVES =
      Map.of(
          "waiting", Set.of("preflight", "creating", "paused", "createfailed", "cancelled"),
          "preflight", Set.of("creating", "paused", "createfailed", "cancelled"),
          "creating", Set.of("committing", "paused", "createfailed", "cancelled"),
          "committing", Set.of("available", "createfailed", "cancelled"),
          "paused", Set.of("waiting", "createfailed", "cancelled"),
          "createfailed", Set.of("waiting"),
          "available", Set.of(),
          "cancelled", Set.of());

  private static final Set<FailureCode> GIVEN_BACK =
      Set.of(FailureCode.CANCELLED, FailureCode.PAUSED, FailureCode.AGENT_STOPPING);

  private final Cluster cluster;
  private final ClusterState view = new ClusterState();
  private final StoreAudit audit;
  private final Map<SnapshotId, NavigableMap<Integer, String>> plain = new HashMap<>();
  private final Map<SnapshotId, PreparedSnapshot> prepared = new HashMap<>();
  private final Map<String, CopyJobId> tokens = new HashMap<>();
  private final Map<String, CommandOutcome> outcomes = new HashMap<>();
  private final Map<String, Cluster.FromApi> commands = new TreeMap<>();
  private final Set<String> wanted = new HashSet<>();
  private final Set<String> answered = new HashSet<>();
  private final Map<String, Long> progress = new HashMap<>();
  private List<JobEventMessage> expected = List.of();

  ReferenceModel(Cluster cluster) {
    this.cluster = cluster;
    this.audit = new StoreAudit(cluster, view, plain);
  }

  private static void require(boolean holds, String fact, Object about) {
    if (!holds) {
      throw new AssertionError(fact + ": " + about);
    }
  }

  void asked(Cluster.Input input) {
    if (input instanceof Cluster.FromApi api) {
      commands.put(api.message().commandId(), api);
    } else if (input instanceof Cluster.FromKafka kafka) {
      wanted.add(kafka.account() + "/" + kafka.request().requestToken());
    }
  }

  /** The events that travel with the next batch. */
  void expect(List<JobEventMessage> events) {
    expected = List.copyOf(events);
    for (JobEventMessage event : events) {
      if (event.type().equals("io.sealift.job.accepted")
          || event.type().equals("io.sealift.job.refused")) {
        answered.add(event.data().get("account") + "/" + event.data().get("requestToken"));
      }
    }
  }

  void accept(Map<String, Optional<Entity>> records) {
    Map<String, Optional<Entity>> before = new HashMap<>();
    records.keySet().forEach(key -> before.put(key, view.find(key)));
    records.forEach((key, entity) -> view.apply(key, entity.orElse(null)));
    Map<String, List<String>> moves = moves();
    records.forEach(
        (key, after) -> check(key, before.getOrDefault(key, Optional.empty()), after, moves));
    // A new owner lands again what it found: its snapshots may have been deleted since.
    records.forEach(
        (key, after) -> {
          if (!after.equals(before.get(key)) && after.orElse(null) instanceof TargetCopy target) {
            checkProgress(target);
          }
        });
    Map<String, Integer> running = new HashMap<>();
    for (TargetCopy target : view.work().openTargets()) {
      checkProgress(target);
      if (target.takesPlace()) {
        int count = running.merge(target.account() + "@" + target.region(), 1, Integer::sum);
        require(count <= cluster.policy.runningPerAccountAndRegion(), "R30: too many run", target);
      }
    }
    expected = List.of();
  }

  private Map<String, List<String>> moves() {
    Map<String, List<String>> moves = new HashMap<>();
    for (JobEventMessage event : expected) {
      String type = event.type().substring("io.sealift.".length());
      if (type.startsWith("target.")) {
        String target = TargetCopy.KIND + event.subject() + "/" + event.data().get("region");
        moves
            .computeIfAbsent(target, key -> new ArrayList<>())
            .add(type.substring("target.".length()).replace("-", ""));
      }
    }
    return moves;
  }

  private void check(
      String key,
      Optional<Entity> before,
      Optional<Entity> after,
      Map<String, List<String>> moves) {
    if (after.isEmpty()) {
      checkRemoved(key, before);
    } else if (after.get() instanceof TargetCopy target) {
      checkTarget(before.map(TargetCopy.class::cast), target, moves.getOrDefault(key, List.of()));
    } else if (after.get() instanceof CopyJob job) {
      checkJob(job);
      if (before.isEmpty()) {
        checkSource(job);
      }
    } else if (after.get() instanceof SealedSegment sealed) {
      require(
          before.isEmpty() || before.equals(after),
          "R12, R13: another attempt than the named one",
          key);
      audit.requireSealed(sealed);
    } else if (after.get() instanceof Snapshot snapshot) {
      checkSnapshot(before.map(Snapshot.class::cast), snapshot);
    } else if (after.get() instanceof Image image && image.status() == Image.Status.AVAILABLE) {
      image.snapshots().forEach(audit::requireWhole);
    } else if (after.get() instanceof CommandOutcome outcome) {
      checkOutcome(before, outcome);
    }
  }

  private void checkRemoved(String key, Optional<Entity> before) {
    require(
        before.isEmpty()
            || !(before.get() instanceof TargetCopy || before.get() instanceof CopyJob),
        "R2: removed",
        key);
    if (before.isPresent() && before.get() instanceof SealedSegment sealed) {
      require(find(sealed.snapshotId()).isEmpty(), "R11: a named segment was dropped", key);
    }
  }

  private void checkTarget(Optional<TargetCopy> before, TargetCopy after, List<String> path) {
    String at =
        name(before.map(TargetCopy::state).orElse(new TargetState.Waiting(after.createdAt())));
    for (String next : path) {
      require(
          MOVES.getOrDefault(at, Set.of()).contains(next), "R4: from " + at + " to " + next, after);
      at = next;
    }
    require(at.equals(name(after.state())), "R4: unheard of move from " + at, after);
    boolean again = before.isPresent() && before.get().round() != after.round();
    require(!again || path.contains("waiting"), "R4: another round unasked", after);
    if (after.state() instanceof TargetState.CreateFailed failed) {
      require(!GIVEN_BACK.contains(failed.code()), "R4: an order ended it as a failure", after);
    }
    if (after.state() instanceof TargetState.Available) {
      if (after.snapshots().stream().anyMatch(id -> find(id).isEmpty())) {
        return; // Made and deleted in one batch.
      }
      after.snapshots().forEach(audit::requireWhole);
      long done = bytesDone(after);
      require(
          after.mode() == CopyMode.IMPORTED || done == after.bytesTotal(), "R15: " + done, after);
    }
  }

  private static String name(TargetState state) {
    return state.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
  }

  private void checkJob(CopyJob job) {
    CopyJobId known = tokens.putIfAbsent(job.account() + "/" + job.requestToken(), job.jobId());
    require(known == null || known.equals(job.jobId()), "R1: two jobs of one token", job);
    long available = 0;
    long failed = 0;
    long open = 0;
    for (var region : job.targets()) {
      TargetState state =
          view.find(TargetCopy.class, TargetCopy.KIND + new TargetId(job.jobId(), region))
              .orElseThrow(() -> new AssertionError("R1: no target " + region + " of " + job))
              .state();
      available += state instanceof TargetState.Available ? 1 : 0;
      failed += state instanceof TargetState.CreateFailed ? 1 : 0;
      open += state.isEnd() ? 0 : 1;
    }
    CopyJob.State wantedState =
        open > 0
            ? CopyJob.State.RUNNING
            : available == job.targets().size()
                ? CopyJob.State.SUCCEEDED
                : available > 0
                    ? CopyJob.State.PARTIALLY_SUCCEEDED
                    : failed > 0 ? CopyJob.State.FAILED : CopyJob.State.CANCELLED;
    require(job.state() == wantedState, "R4: job should be " + wantedState, job);
  }

  private void checkSource(CopyJob job) {
    job.sourceImage()
        .flatMap(id -> view.find(Image.class, Image.KIND + id))
        .ifPresent(
            image ->
                require(
                    image.status() == Image.Status.AVAILABLE, "R7: copies what is not there", job));
  }

  private void checkSnapshot(Optional<Snapshot> before, Snapshot after) {
    if (before.isEmpty() && after.source().isPresent()) {
      plain.putIfAbsent(
          after.snapshotId(),
          plain.getOrDefault(after.source().get().snapshotId(), new TreeMap<>()));
    }
    after
        .prepared()
        .ifPresent(
            settled -> {
              PreparedSnapshot known = prepared.putIfAbsent(after.snapshotId(), settled);
              require(known == null || known.equals(settled), "R22: data key changed", after);
            });
    require(
        before.isEmpty()
            || before.get().status() != Snapshot.Status.AVAILABLE
            || before.get().equals(after),
        "R4: an available snapshot changed",
        after);
  }

  private void checkOutcome(Optional<Entity> before, CommandOutcome outcome) {
    require(before.isEmpty() || before.get().equals(outcome), "R1: decided twice", outcome);
    CommandOutcome known = outcomes.putIfAbsent(outcome.commandId(), outcome);
    require(known == null || known.equals(outcome), "R1: decided twice", outcome);
    Cluster.FromApi asked = commands.get(outcome.commandId());
    if (asked == null) {
      throw new AssertionError("R3: nobody asked " + outcome);
    }
    if (asked.message().command() instanceof Command.SubmitCopy submit && known == null) {
      String token = asked.message().account() + "/" + submit.request().requestToken();
      if (outcome.subject().isPresent()) {
        require(
            tokens.containsKey(token) || view.find("job/" + outcome.subject().get()).isPresent(),
            "R2",
            outcome);
      } else if (outcome.refusal().orElseThrow().code() != CommandOutcome.Code.TOKEN_REUSED) {
        require(!tokens.containsKey(token), "R3: refused, yet there is a job", outcome);
      }
    }
    if (asked.message().command() instanceof Command.ControlJob control
        && control.action() == Command.Action.CANCEL
        && outcome.subject().isPresent()
        && known == null) {
      openTargets().stream()
          .filter(t -> t.jobId().equals(control.jobId()))
          .filter(t -> control.region().isEmpty() || control.region().get().equals(t.region()))
          .forEach(t -> require(t.round() > 1, "R9: goes on after its cancel", t));
    }
  }

  private long bytesDone(TargetCopy target) {
    if (target.state() instanceof TargetState.Cancelled cancelled) {
      return cancelled.bytesDone();
    }
    if (target.state() instanceof TargetState.CreateFailed failed) {
      return failed.bytesDone();
    }
    return target.snapshots().stream().mapToLong(id -> view.segments().plainBytes(id)).sum();
  }

  private void checkProgress(TargetCopy target) {
    long done = bytesDone(target);
    Long before = progress.put(target.id() + "#" + target.round(), done);
    require(before == null || before <= done, "R14: progress went down from " + before, target);
    require(
        target.mode() == CopyMode.IMPORTED || done <= target.bytesTotal(), "R15: too much", target);
  }

  /** What is still to be done. */
  List<String> unfinished() {
    List<String> problems = new ArrayList<>();
    view.work().openTargets().forEach(target -> problems.add("R2: " + target));
    view.all(CopyTask.class, CopyTask.KIND).forEach(task -> problems.add(task.toString()));
    view.all(Garbage.class, Garbage.KIND).forEach(garbage -> problems.add(garbage.toString()));
    all(Operation.class, Operation.KIND)
        .filter(operation -> operation.state() == Operation.State.RUNNING)
        .forEach(operation -> problems.add(operation.toString()));
    commands.keySet().stream()
        .filter(id -> !outcomes.containsKey(id))
        .forEach(id -> problems.add("R2: undecided " + commands.get(id)));
    wanted.stream()
        .filter(token -> !answered.contains(token))
        .forEach(token -> problems.add("R2: unanswered " + token));
    problems.addAll(audit.strays());
    return problems;
  }

  /** At the end: everything available is whole, and nothing else is there. */
  void requireWhole() {
    view.all(Snapshot.class, Snapshot.KIND).forEach(s -> audit.requireWhole(s.snapshotId()));
    all(Image.class, Image.KIND)
        .forEach(
            image ->
                require(
                    image.status() == Image.Status.AVAILABLE
                        || image.status() == Image.Status.CREATE_FAILED,
                    "R4: unfinished image",
                    image));
    all(CopyJob.class, CopyJob.KIND).forEach(this::checkJob);
    audit.requireOwnKeys(prepared);
  }

  void requireSame(ClusterState claimed) {
    TreeMap<String, Entity> there = new TreeMap<>(claimed.entities());
    there.keySet().removeIf(key -> key.startsWith("engine/"));
    TreeMap<String, Entity> here = new TreeMap<>(view.entities());
    here.keySet().removeIf(key -> key.startsWith("engine/"));
    require(there.equals(here), "R17: another state after replay", claimed);
  }

  private Optional<Snapshot> find(SnapshotId id) {
    return view.find(Snapshot.class, Snapshot.KIND + id);
  }

  <E extends Entity> Stream<E> all(Class<E> type, String kind) {
    return view.all(type, kind).stream();
  }

  List<RegionId> regions(CopyJobId job) {
    return view.find(CopyJob.class, CopyJob.KIND + job).map(CopyJob::targets).orElse(List.of());
  }

  Collection<TargetCopy> openTargets() {
    return view.work().openTargets();
  }

  List<TargetCopy> openImports() {
    return openTargets().stream().filter(target -> target.mode() == CopyMode.IMPORTED).toList();
  }

  Snapshot snapshot(SnapshotId id) {
    return find(id).orElseThrow(() -> new AssertionError("no snapshot " + id));
  }

  PreparedSnapshot prepared(SnapshotId id) {
    PreparedSnapshot known = prepared.get(id);
    if (known == null) {
      throw new AssertionError("not prepared: " + id);
    }
    return known;
  }

  boolean isSealed(SnapshotId id, int segment) {
    return view.segments().of(id).containsKey(segment);
  }

  /** What a user's disk holds: drawn when first looked at. */
  NavigableMap<Integer, String> uploaded(Snapshot snapshot, Scheduler scheduler) {
    return plain.computeIfAbsent(
        snapshot.snapshotId(),
        id -> {
          NavigableMap<Integer, String> segments = new TreeMap<>();
          for (int i = 0; i < snapshot.geometry().segmentCount(); i++) {
            if (scheduler.chance(70)) {
              segments.put(i, "plain " + id + " " + i);
            }
          }
          return segments;
        });
  }
}
