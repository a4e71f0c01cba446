package io.sealift.coordinator.simulation;

import io.sealift.coordinator.command.CommandMessage;
import io.sealift.coordinator.engine.MemoryJournal;
import io.sealift.coordinator.job.Policy;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.copy.AccountId;
import io.sealift.copy.IdSource;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.AgentMessage;
import io.sealift.protocol.ControlMessage;
import io.sealift.protocol.CopyRequest;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.ProgressMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A cluster of three regions, and what goes wrong in it. Confined to one thread. */
final class Cluster {
  private static final long FAULTS_MILLIS = 90_000;
  private static final long STEP_MILLIS = 5_000;
  private static final int HEAL_STEPS = 120;
  static final List<RegionId> REGIONS =
      List.of(new RegionId("north-1"), new RegionId("south-1"), new RegionId("west-1"));

  final Scheduler scheduler;
  final IdSource ids;
  final Policy policy = Policy.defaults(Set.copyOf(REGIONS)).withRunningPerAccountAndRegion(2);
  final MemoryJournal journal;
  final ReferenceModel model;
  final CancelRaces races;
  final List<Input> commands = new ArrayList<>();
  final List<ProgressMessage> reports = new ArrayList<>();
  final List<ControlMessage.JobDirectives> controls = new ArrayList<>();
  SimulatedCoordinator.Offsets committed = new SimulatedCoordinator.Offsets(0, 0);
  private final Map<RegionId, SimulatedRegion> regions = new TreeMap<>();
  private final List<SimulatedAgent> agents = new ArrayList<>();
  private final List<SimulatedCoordinator> coordinators;
  private final boolean losesAllHints;
  private int drawn;

  Cluster(long seed) {
    scheduler = new Scheduler(seed);
    losesAllHints = seed % 10 == 9;
    ids = () -> Long.toString(10_000_000_000_000L + ++drawn);
    model = new ReferenceModel(this);
    races = new CancelRaces(this);
    journal =
        new MemoryJournal(
            records -> {
              model.accept(records);
              races.accept(records);
            });
    REGIONS.forEach(id -> regions.put(id, new SimulatedRegion(id, scheduler)));
    coordinators =
        List.of(
            new SimulatedCoordinator(this, "coordinator-1"),
            new SimulatedCoordinator(this, "coordinator-2"));
    for (SimulatedRegion region : regions.values()) {
      for (int i = 1; i <= 2; i++) {
        SimulatedAgent agent = new SimulatedAgent(this, region, i);
        agents.add(agent);
        region.agents.add(agent);
      }
      scheduler.every(20_000, () -> sweep(region));
    }
    SimulatedUsers unused = new SimulatedUsers(this);
    scheduler.every(500, this::elect);
    scheduler.every(1_000, this::hurt);
  }

  /** What a user asks for, by either door. */
  sealed interface Input {}

  /** By an API. */
  record FromApi(CommandMessage message) implements Input {}

  /** By a record of the user's own. */
  record FromKafka(AccountId account, CopyRequest request) implements Input {}

  /** Runs to the end: whatever was broken is whole again, and all that is left to do gets done. */
  void run() {
    scheduler.runUntil(FAULTS_MILLIS);
    scheduler.note("healed");
    agents.forEach(SimulatedAgent::wake);
    coordinators.forEach(SimulatedCoordinator::wake);
    regions
        .values()
        .forEach(
            region -> {
              region.keys.down = false;
              region.store.full = false;
            });
    List<String> problems = List.of("not run");
    for (int i = 0; i < HEAL_STEPS && !problems.isEmpty(); i++) {
      scheduler.runUntil(scheduler.millis() + STEP_MILLIS);
      problems = model.unfinished();
    }
    if (!problems.isEmpty()) {
      throw new AssertionError("R32: never quiet: " + problems);
    }
    model.requireWhole();
  }

  Optional<ClusterState> ownersState() {
    return coordinators.stream()
        .flatMap(coordinator -> coordinator.ownState().stream())
        .findFirst();
  }

  boolean faulty() {
    return scheduler.millis() < FAULTS_MILLIS;
  }

  SimulatedRegion region(RegionId id) {
    SimulatedRegion region = regions.get(id);
    if (region == null) {
      throw new AssertionError("no region " + id);
    }
    return region;
  }

  PreparedSnapshot prepared(SnapshotId snapshot) {
    return model.prepared(snapshot);
  }

  void send(Input input) {
    scheduler.after(scheduler.between(5, 300), () -> commands.add(input));
    if (faulty() && scheduler.chance(10)) {
      scheduler.after(scheduler.between(5, 20_000), () -> commands.add(input));
    }
  }

  /** A message that may be lost; in one of ten clusters all of them are (R16). */
  void hint(ProgressMessage message) {
    if (!losesAllHints && (!faulty() || scheduler.chance(80))) {
      deliver(message);
    }
  }

  /** A result: its writer waits until it is there, but may die just before. */
  void report(ProgressMessage message) {
    if (!faulty() || scheduler.chance(97)) {
      deliver(message);
    }
    if (faulty() && scheduler.chance(10)) {
      scheduler.after(scheduler.between(5, 30_000), () -> reports.add(message));
    }
  }

  private void deliver(ProgressMessage message) {
    int late = faulty() && scheduler.chance(10) ? 10_000 : 100;
    scheduler.after(scheduler.between(2, late), () -> reports.add(message));
  }

  void agentSpeaks(AgentMessage.AgentRegistered agent) {
    coordinators.forEach(coordinator -> coordinator.hear(agent));
  }

  private void elect() {
    boolean owned = coordinators.stream().anyMatch(SimulatedCoordinator::owns);
    if (owned && !(faulty() && scheduler.chance(1))) {
      return;
    }
    List<SimulatedCoordinator> able =
        coordinators.stream().filter(SimulatedCoordinator::isUp).toList();
    if (!able.isEmpty() && scheduler.chance(30)) {
      scheduler.pick(able).claim();
    }
  }

  private void sweep(SimulatedRegion region) {
    region.store.sweep(scheduler.millis() - 60_000);
    if (region.agents.get(0).isAwake()) {
      report(
          new ProgressMessage.StoreInventory(
              region.agents.get(0).id, region.id, region.store.uncommitted()));
    }
  }

  private void hurt() {
    if (!faulty()) {
      return;
    }
    SimulatedCoordinator coordinator = scheduler.pick(coordinators);
    SimulatedAgent agent = scheduler.pick(agents);
    SimulatedRegion region = agent.region;
    int millis = scheduler.between(300, 12_000);
    switch (scheduler.between(0, 24)) {
      case 0 -> coordinator.crash(millis);
      case 1 -> coordinator.stall(millis);
      case 2, 3 -> agent.crash(millis);
      case 4, 5 -> agent.stall(4L * millis);
      case 6 -> {
        scheduler.note(region.id + " has no key service for " + millis);
        region.keys.down = true;
        scheduler.after(millis, () -> region.keys.down = false);
      }
      case 7 -> {
        scheduler.note(region.id + " has no space for " + millis);
        region.store.full = true;
        scheduler.after(millis, () -> region.store.full = false);
      }
      default -> {
        // All is well for a second.
      }
    }
  }

  String story() {
    return scheduler.trace();
  }
}
