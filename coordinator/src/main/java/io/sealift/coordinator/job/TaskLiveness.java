package io.sealift.coordinator.job;

import io.sealift.copy.TaskId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * When the tasks that are out were last heard of. Not journaled: a new owner starts to listen at its claim. Confined to the
 * engine's thread.
 */
public final class TaskLiveness {
  private final Map<TaskId, Instant> heard = new HashMap<>();

  /** An attempt at the task reported. */
  public void heard(TaskId taskId, Instant now) {
    heard.put(taskId, now);
  }

  /** When an attempt at the task last reported; empty when none was heard since this dispatch or this claim. */
  public Optional<Instant> lastHeard(TaskId taskId) {
    return Optional.ofNullable(heard.get(taskId));
  }

  /** The task is over, or is published anew. */
  public void forget(TaskId taskId) {
    heard.remove(taskId);
  }

  /** Keeps only these tasks. */
  public void retainAll(Set<TaskId> tasks) {
    heard.keySet().retainAll(tasks);
  }
}
