package io.sealift.coordinator.job;

import io.sealift.coordinator.state.TargetId;
import io.sealift.copy.TaskId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * When the tasks that are out were last heard of. Not journaled: a new owner starts to listen at
 * its claim. Confined to the engine's thread.
 */
public final class TaskLiveness {
  private final Map<TaskId, Instant> heard = new HashMap<>();
  private final Map<TargetId, Instant> uploads = new HashMap<>();

  /** An attempt at the task reported. */
  public void heard(TaskId taskId, Instant now) {
    heard.put(taskId, now);
  }

  /**
   * When an attempt at the task last reported; empty when none was heard since this dispatch or
   * this claim.
   */
  public Optional<Instant> lastHeard(TaskId taskId) {
    return Optional.ofNullable(heard.get(taskId));
  }

  /** A segment was uploaded to an import. */
  public void uploaded(TargetId id, Instant now) {
    uploads.put(id, now);
  }

  /** When a segment was last uploaded; counted from the first time that this was asked. */
  public Instant lastUpload(TargetId id, Instant now) {
    return uploads.computeIfAbsent(id, unheard -> now);
  }

  /** Keeps only these imports. */
  public void retainUploads(Set<TargetId> imports) {
    uploads.keySet().retainAll(imports);
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
