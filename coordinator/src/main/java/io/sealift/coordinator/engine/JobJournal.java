package io.sealift.coordinator.engine;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Entity;
import io.sealift.copy.Generation;
import java.util.Map;
import java.util.Optional;

/**
 * The durable sequence of entity states that makes the cluster's state. Opened by the engine's
 * owner, which thereby fences every earlier owner. Confined to the engine's thread.
 */
public interface JobJournal extends AutoCloseable {
  /**
   * Takes over ownership: fences earlier writers, reads everything, claims the next generation.
   *
   * @return the state as of the claim
   * @throws JournalLostException when another owner claims at the same time
   */
  Claimed claim(String coordinatorId) throws JournalLostException;

  /**
   * Appends records and messages, all or nothing, and returns when they are durable; tasks are on
   * their way then.
   *
   * @param records by key; an empty one is a tombstone
   * @throws JournalLostException when this owner was deposed, or the outcome is unknown: the state
   *     must be thrown away
   */
  void append(Map<String, Optional<Entity>> records, Outbox outbox) throws JournalLostException;

  @Override
  void close();

  /** What a claim gives. */
  record Claimed(Generation generation, ClusterState state) {}
}
