package io.sealift.coordinator.simulation;

import io.sealift.copy.AgentId;
import io.sealift.copy.AttemptId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.FailureCode;
import io.sealift.protocol.AgentMessage;
import io.sealift.protocol.ControlMessage;
import io.sealift.protocol.Endpoint;
import io.sealift.protocol.ProgressMessage;
import io.sealift.protocol.TargetDirective;
import io.sealift.protocol.TaskMessage;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An agent: takes tasks from its region's queue and works them off step by step. It may crash
 * between any two steps, or stop for a while and go on as if nothing had happened.
 */
final class SimulatedAgent {
  private static final int SLOTS = 2;
  private final Cluster cluster;
  private final Scheduler scheduler;
  final AgentId id;
  final SimulatedRegion region;
  private final Map<CopyJobId, ControlMessage.JobDirectives> directives = new LinkedHashMap<>();
  private int controlsRead;
  private int incarnation;
  private int busy;
  private boolean up;
  private long stalledUntil;

  SimulatedAgent(Cluster cluster, SimulatedRegion region, int number) {
    this.cluster = cluster;
    this.scheduler = cluster.scheduler;
    this.region = region;
    this.id = new AgentId("agent-" + region.id + "-" + number);
    start();
    scheduler.every(2_000, this::heartbeat);
    scheduler.every(300, this::intake);
  }

  boolean isAwake() {
    return up && stalledUntil <= scheduler.millis();
  }

  private void start() {
    up = true;
    busy = 0;
    incarnation++;
    directives.clear();
    controlsRead = 0;
    readControls(cluster.controls.size()); // An agent reads the whole topic before it takes tasks.
    heartbeat();
  }

  void crash(long downMillis) {
    if (up) {
      scheduler.note(id + " crashes");
      up = false;
      incarnation++;
      scheduler.after(downMillis, this::start);
    }
  }

  void stall(long forMillis) {
    scheduler.note(id + " stalls for " + forMillis);
    stalledUntil = scheduler.millis() + forMillis;
  }

  void wake() {
    stalledUntil = 0;
  }

  private void heartbeat() {
    if (!isAwake()) {
      return;
    }
    Endpoint endpoint = new Endpoint("localhost", 1);
    cluster.agentSpeaks(
        new AgentMessage.AgentRegistered(
            id,
            region.id,
            "1",
            endpoint,
            endpoint,
            "",
            "",
            "",
            SLOTS,
            SLOTS - busy,
            1,
            1,
            "",
            1,
            scheduler.now()));
  }

  private void readControls(int limit) {
    for (; controlsRead < Math.min(limit, cluster.controls.size()); controlsRead++) {
      ControlMessage.JobDirectives orders = cluster.controls.get(controlsRead);
      directives.put(orders.jobId(), orders);
    }
  }

  private void intake() {
    if (!isAwake()) {
      return;
    }
    if (!scheduler.chance(cluster.faulty() ? 60 : 0)) { // Now and then it lags behind.
      readControls(cluster.controls.size());
    }
    if (busy < SLOTS) {
      region
          .tasks
          .take()
          .ifPresent(
              held -> {
                busy++;
                new Attempt(held).go(new TaskSteps(cluster, this).of(held.delivery().message));
              });
    }
  }

  TargetDirective.State directive(CopyJobId job) {
    return Optional.ofNullable(directives.get(job))
        .map(orders -> orders.targets().getOrDefault(region.id, TargetDirective.RUN).state())
        .orElse(TargetDirective.State.RUN);
  }

  /** One step of an attempt. */
  @FunctionalInterface
  interface Step {
    void run(AttemptId attempt) throws SimulatedFailure;
  }

  /** One try at a task. */
  private final class Attempt {
    private final TaskQueue.Held held;
    private final AttemptId attempt = new AttemptId(AttemptId.PREFIX + cluster.ids.next());
    private final int born = incarnation;

    Attempt(TaskQueue.Held held) {
      this.held = held;
      alive();
    }

    private TaskMessage task() {
      return held.delivery().message;
    }

    private void alive() {
      cluster.hint(new ProgressMessage.AttemptRunning(task().head(), attempt, id, 0));
    }

    void go(Iterable<Step> steps) {
      next(steps.iterator(), false);
    }

    private void next(Iterator<Step> steps, boolean justWoken) {
      if (born != incarnation) {
        return; // Crashed: nothing is left but files.
      }
      if (!isAwake()) {
        scheduler.after(stalledUntil - scheduler.millis() + 1, () -> next(steps, true));
        return;
      }
      if (!justWoken) {
        region.tasks.renew(held);
        alive();
      }
      try {
        if (!justWoken) {
          check(); // A zombie had checked before it fell asleep.
        }
        if (steps.hasNext()) {
          steps.next().run(attempt);
          scheduler.after(scheduler.between(20, 900), () -> next(steps, false));
        } else {
          end();
        }
      } catch (SimulatedFailure failure) {
        scheduler.note(id + " " + task().head() + " fails: " + failure.code);
        cluster.report(
            new ProgressMessage.AttemptFailed(
                task().head(), attempt, id, failure.code, "because " + failure.code));
        end();
      }
    }

    private void check() throws SimulatedFailure {
      if (task() instanceof TaskMessage.DeleteSnapshots
          || task() instanceof TaskMessage.ChangeKey) {
        return;
      }
      TargetDirective.State wanted = directive(task().head().jobId());
      if (wanted == TargetDirective.State.CANCELLED) {
        throw new SimulatedFailure(FailureCode.CANCELLED);
      }
      if (wanted == TargetDirective.State.PAUSED && !(task() instanceof TaskMessage.CommitTarget)) {
        throw new SimulatedFailure(FailureCode.PAUSED);
      }
    }

    private void end() {
      busy--;
      if (cluster.faulty() && scheduler.chance(3)) {
        region.tasks.release(held); // Its report did not get through, as far as it knows.
      } else {
        region.tasks.accept(held);
      }
    }
  }
}
