package io.sealift.coordinator.simulation;

import io.sealift.coordinator.command.CommandMessage;
import io.sealift.coordinator.engine.JobJournal;
import io.sealift.coordinator.engine.MemoryJournal;
import io.sealift.coordinator.job.Changes;
import io.sealift.coordinator.job.Directives;
import io.sealift.coordinator.job.JobDecider;
import io.sealift.coordinator.job.TaskMessages;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.CopyTask;
import io.sealift.copy.CopyJobId;
import io.sealift.protocol.AgentMessage;
import io.sealift.protocol.ControlMessage;
import io.sealift.protocol.TaskMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A coordinator's engine. It may believe that it owns the engine when it does no more. */
final class SimulatedCoordinator {
  private final Cluster cluster;
  private final Scheduler scheduler;
  private final String name;
  private boolean up = true;
  private long stalledUntil;
  private @Nullable Ownership ownership;

  SimulatedCoordinator(Cluster cluster, String name) {
    this.cluster = cluster;
    this.scheduler = cluster.scheduler;
    this.name = name;
    scheduler.every(200, this::step);
  }

  /** What a claim gives, and what is remembered until it is lost. */
  private static final class Ownership {
    final JobJournal.Claimed claimed;
    final JobDecider decider;
    Offsets offsets;

    Ownership(JobJournal.Claimed claimed, JobDecider decider, Offsets offsets) {
      this.claimed = claimed;
      this.decider = decider;
      this.offsets = offsets;
    }
  }

  /** How far the inputs are decided; committed with the journal's records. */
  record Offsets(int commands, int reports) {}

  boolean isUp() {
    return up && stalledUntil <= scheduler.millis();
  }

  boolean owns() {
    return isUp() && ownership != null && !cluster.journal.isFenced(ownership.claimed.generation());
  }

  /** What this owner has before it, not read again but changed step by step. */
  Optional<ClusterState> ownState() {
    return owns()
        ? Optional.ofNullable(ownership).map(held -> held.claimed.state())
        : Optional.empty();
  }

  void crash(long downMillis) {
    scheduler.note(name + " crashes");
    up = false;
    ownership = null;
    scheduler.after(downMillis, () -> up = true);
  }

  void stall(long forMillis) {
    scheduler.note(name + " stalls for " + forMillis);
    stalledUntil = scheduler.millis() + forMillis;
  }

  void wake() {
    stalledUntil = 0;
  }

  void hear(AgentMessage.AgentRegistered agent) {
    if (isUp() && ownership != null) {
      ownership.decider.agent(agent, scheduler.now());
    }
  }

  void claim() {
    MemoryJournal.Reading reading =
        scheduler.chance(10)
            ? MemoryJournal.Reading.COMPACTED_BYTES
            : scheduler.pick(List.of(MemoryJournal.Reading.FULL, MemoryJournal.Reading.COMPACTED));
    JobJournal.Claimed claimed = cluster.journal.claim(name, scheduler.now(), reading);
    scheduler.note(name + " claims " + claimed.generation().number() + " " + reading);
    cluster.model.requireSame(claimed.state());
    ownership =
        new Ownership(claimed, new JobDecider(cluster.policy, cluster.ids), cluster.committed);
    List<CopyJobId> running =
        claimed.state().all(CopyJob.class, CopyJob.KIND).stream()
            .filter(job -> job.state() == CopyJob.State.RUNNING)
            .map(CopyJob::jobId)
            .toList();
    cluster.controls.addAll(directives(ownership, new Changes(claimed.state()), running));
  }

  private void step() {
    Ownership held = ownership;
    if (held == null || !isUp()) {
      return;
    }
    Instant now = scheduler.now();
    Changes changes = new Changes(held.claimed.state());
    held.offsets = decideInputs(held, changes, now);
    held.decider.advance(changes, now);
    List<TaskMessage> tasks = tasks(held, changes, now);
    List<ControlMessage.JobDirectives> orders =
        directives(held, changes, new TreeSet<>(changes.directedJobs()));
    if (!changes.isEmpty()) {
      append(held, changes, tasks, orders);
    }
  }

  private Offsets decideInputs(Ownership held, Changes changes, Instant now) {
    int limit = cluster.faulty() ? scheduler.between(0, 6) : 100;
    int commands = held.offsets.commands();
    int reports = held.offsets.reports();
    for (; limit > 0 && commands < cluster.commands.size(); limit--) {
      decide(held, changes, cluster.commands.get(commands++), now);
    }
    for (; limit > 0 && reports < cluster.reports.size(); limit--) {
      held.decider.report(changes, cluster.reports.get(reports++), now);
    }
    return new Offsets(commands, reports);
  }

  private static void decide(Ownership held, Changes changes, Cluster.Input input, Instant now) {
    if (input instanceof Cluster.FromApi api) {
      CommandMessage message = api.message();
      held.decider.command(changes, message, now);
    } else if (input instanceof Cluster.FromKafka kafka) {
      held.decider.request(changes, kafka.account(), kafka.request(), now);
    }
  }

  private List<TaskMessage> tasks(Ownership held, Changes changes, Instant now) {
    TaskMessages writer =
        new TaskMessages(
            held.claimed.state(), ticket -> "ticket", now, cluster.policy.ticketValidity());
    List<TaskMessage> messages = new ArrayList<>();
    for (CopyTask task : changes.tasks()) {
      writer.of(task).ifPresent(messages::add);
    }
    return messages;
  }

  private List<ControlMessage.JobDirectives> directives(
      Ownership held, Changes changes, Iterable<CopyJobId> jobs) {
    List<ControlMessage.JobDirectives> orders = new ArrayList<>();
    for (CopyJobId job : jobs) {
      Optional<ControlMessage.JobDirectives> order =
          Directives.of(changes.state(), job, held.decider.roster(), scheduler.now());
      order.ifPresent(orders::add);
    }
    return orders;
  }

  /**
   * A batch is all or nothing: records, messages and offsets. Which of the two, its writer may
   * never learn.
   */
  private void append(
      Ownership held,
      Changes changes,
      List<TaskMessage> tasks,
      List<ControlMessage.JobDirectives> orders) {
    if (cluster.journal.isFenced(held.claimed.generation())) {
      if (scheduler.chance(50)) {
        cluster.journal.land(held.claimed.generation(), changes.records());
      }
      scheduler.note(name + " finds itself deposed");
      ownership = null;
      return;
    }
    boolean fails = cluster.faulty() && scheduler.chance(1);
    if (!fails || scheduler.chance(50)) {
      cluster.model.expect(changes.events());
      cluster.journal.land(held.claimed.generation(), changes.records());
      cluster.committed = held.offsets;
      cluster.controls.addAll(orders);
      follow(tasks);
    }
    if (fails) {
      scheduler.note(name + " does not know what became of its append");
      ownership = null;
    }
  }

  /** Tasks follow their batch: a crash may come between, or a sleep from which a zombie wakes. */
  private void follow(List<TaskMessage> tasks) {
    boolean interrupted = !tasks.isEmpty() && cluster.faulty() && scheduler.chance(3);
    if (!interrupted) {
      publish(tasks);
      return;
    }
    int millis = scheduler.between(300, 12_000);
    scheduler.note(name + " holds its tasks back");
    if (scheduler.chance(70)) {
      crash(millis);
    } else {
      stall(millis);
      scheduler.after(millis, () -> publish(tasks));
    }
  }

  private void publish(List<TaskMessage> tasks) {
    tasks.forEach(task -> cluster.region(task.head().region()).tasks.publish(task));
  }
}
