package io.sealift.coordinator.job;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CopyTask;
import io.sealift.coordinator.state.Entity;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.JobEventMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one batch of inputs changes. Each change is applied to the state at once, so that the next
 * decision of the batch sees it; nothing leaves the engine until the journal holds the whole batch,
 * and if that fails the state is thrown away.
 */
public final class Changes {
  private final ClusterState state;
  private final LinkedHashMap<String, Optional<Entity>> records = new LinkedHashMap<>();
  private final List<CopyTask> tasks = new ArrayList<>();
  private final LinkedHashSet<CopyJobId> directedJobs = new LinkedHashSet<>();
  private final List<JobEventMessage> events = new ArrayList<>();
  private final List<TargetMove> moves = new ArrayList<>();
  private final Map<String, TraceParent> eventCauses = new HashMap<>();
  private Optional<TraceParent> cause = Optional.empty();
  private int fenced;
  private int redispatched;

  /** A target that goes from one state to another. */
  public record TargetMove(TargetCopy before, TargetCopy after) {}

  /** No changes yet, on top of this state. */
  public Changes(ClusterState state) {
    this.state = state;
  }

  /** The state with all changes so far. */
  public ClusterState state() {
    return state;
  }

  /** The trace of the input that is decided from now on, where it has one. */
  public void causedBy(Optional<TraceParent> trace) {
    cause = trace;
  }

  /** The trace of the input that is decided now: what it begins keeps it. */
  public Optional<TraceParent> cause() {
    return cause;
  }

  /** Journals the entity unless the state holds it exactly so. */
  public void ensure(Entity entity) {
    if (!state.find(entity.key()).equals(Optional.of(entity))) {
      put(entity);
    }
  }

  void put(Entity entity) {
    records.remove(entity.key());
    records.put(entity.key(), Optional.of(entity));
    if (entity instanceof TargetCopy after) {
      state
          .find(TargetCopy.class, after.key())
          .filter(before -> !before.state().equals(after.state()))
          .ifPresent(before -> moves.add(new TargetMove(before, after)));
    }
    state.apply(entity.key(), entity);
  }

  void remove(String key) {
    if (state.find(key).isPresent()) {
      records.remove(key);
      records.put(key, Optional.empty());
      state.apply(key, null);
    }
  }

  /** Journals the task as it is now, and publishes it. */
  void dispatch(CopyTask task) {
    put(task);
    tasks.add(task);
    if (task.dispatch() > 1) {
      redispatched++;
    }
  }

  /** Tells all agents the job's directives as they are at the end of the batch. */
  void direct(CopyJobId jobId) {
    directedJobs.add(jobId);
  }

  void tell(JobEventMessage event) {
    events.add(event);
    cause.ifPresent(trace -> eventCauses.put(event.id(), trace));
  }

  /** Counts a result that comes from an attempt that does not count. */
  void fence() {
    fenced++;
  }

  /**
   * The journal's records in order; an empty one is a tombstone. Outcomes come last: who has read
   * the outcome of a command has read all that it changed.
   */
  public Map<String, Optional<Entity>> records() {
    Map<String, Optional<Entity>> ordered = new LinkedHashMap<>();
    records.forEach((key, entity) -> putIf(!isOutcome(entity), ordered, key, entity));
    records.forEach((key, entity) -> putIf(isOutcome(entity), ordered, key, entity));
    return ordered;
  }

  private static boolean isOutcome(Optional<Entity> entity) {
    return entity.filter(CommandOutcome.class::isInstance).isPresent();
  }

  private static void putIf(
      boolean wanted, Map<String, Optional<Entity>> ordered, String key, Optional<Entity> entity) {
    if (wanted) {
      ordered.put(key, entity);
    }
  }

  /** The tasks to be published: those that a later input of the same batch did not take back. */
  public List<CopyTask> tasks() {
    return tasks.stream().filter(t -> state.find(t.key()).equals(Optional.of(t))).toList();
  }

  /** The jobs whose directives are to be published. */
  public Set<CopyJobId> directedJobs() {
    return directedJobs;
  }

  /** What users are told. */
  public List<JobEventMessage> events() {
    return events;
  }

  /** The trace of the input that made for an event. */
  public Optional<TraceParent> causeOf(JobEventMessage event) {
    return Optional.ofNullable(eventCauses.get(event.id()));
  }

  /** The targets that go to another state, in order. */
  public List<TargetMove> targetMoves() {
    return moves;
  }

  /** How many results were of attempts that do not count. */
  public int fencedResults() {
    return fenced;
  }

  /** How many tasks are published again. */
  public int redispatchedTasks() {
    return redispatched;
  }

  /** Whether there is nothing to journal or publish. */
  public boolean isEmpty() {
    return records.isEmpty() && tasks.isEmpty() && directedJobs.isEmpty() && events.isEmpty();
  }
}
