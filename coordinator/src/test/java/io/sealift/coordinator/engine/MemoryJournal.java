package io.sealift.coordinator.engine;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.EngineClaim;
import io.sealift.coordinator.state.Entity;
import io.sealift.copy.Generation;
import io.sealift.protocol.MessageFormatException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The journal without a broker: the same claim, gate and bytes. Whoever reads it live sees batches
 * as wholes. Confined to one thread.
 */
public final class MemoryJournal {
  private record Entry(String key, Optional<Entity> entity, Generation writer) {}

  private final List<Entry> log = new ArrayList<>();
  private final GenerationGate reader = new GenerationGate();
  private final Consumer<Map<String, Optional<Entity>>> observer;
  private int lastClaim;

  /** An empty journal; the observer is given each batch that counts. */
  public MemoryJournal(Consumer<Map<String, Optional<Entity>>> observer) {
    this.observer = observer;
  }

  /** How a new owner finds the journal. */
  public enum Reading {
    /** Every record, as objects. */
    FULL,
    /** The last record of each key, as far as the last claim. */
    COMPACTED,
    /** The same, and every record read from its bytes. */
    COMPACTED_BYTES
  }

  /** Takes ownership. */
  public JobJournal.Claimed claim(String coordinatorId, Instant now, Reading reading) {
    ClusterState state = new ClusterState();
    GenerationGate gate = new GenerationGate();
    Set<String> ignored = new TreeSet<>();
    for (Entry entry : reading == Reading.FULL ? log : compacted()) {
      Optional<Entity> entity =
          reading == Reading.COMPACTED_BYTES ? copy(entry.entity()) : entry.entity();
      if (gate.accepts(entry.writer(), entity)) {
        state.apply(entry.key(), entity.orElse(null));
        ignored.remove(entry.key());
      } else {
        ignored.add(entry.key());
      }
    }
    Generation generation = gate.current().next();
    EngineClaim claim = new EngineClaim(generation, coordinatorId, now);
    Map<String, Optional<Entity>> records = new LinkedHashMap<>();
    records.put(claim.key(), Optional.of(claim));
    ignored.forEach(key -> records.put(key, state.find(key)));
    lastClaim = log.size();
    land(generation, records);
    state.apply(claim.key(), claim);
    return new JobJournal.Claimed(generation, state);
  }

  /** In which order the last records of all keys are read again. */
  public enum Order {
    /** Where each key's last record lies, as compaction leaves it. */
    LAST,
    /** Where each key's first record lay. */
    FIRST,
    /** Every record. */
    ALL
  }

  /** The state that a reader of all records so far would have. */
  public ClusterState replayed(Order order) {
    Map<String, Entry> last = new LinkedHashMap<>();
    GenerationGate gate = new GenerationGate();
    ClusterState state = new ClusterState();
    for (Entry entry : log) {
      if (gate.accepts(entry.writer(), entry.entity())) {
        if (order == Order.LAST) {
          last.remove(entry.key());
        }
        last.put(entry.key(), entry);
        if (order == Order.ALL) {
          state.apply(entry.key(), entry.entity().orElse(null));
        }
      }
    }
    if (order != Order.ALL) {
      last.values().forEach(entry -> state.apply(entry.key(), entry.entity().orElse(null)));
    }
    return state;
  }

  private List<Entry> compacted() {
    Map<String, Integer> last = new HashMap<>();
    for (int i = 0; i < lastClaim; i++) {
      last.put(log.get(i).key(), i);
    }
    List<Entry> kept = new ArrayList<>();
    for (int i = 0; i < log.size(); i++) {
      if (i >= lastClaim || last.getOrDefault(log.get(i).key(), -1) == i) {
        kept.add(log.get(i));
      }
    }
    return kept;
  }

  private static Optional<Entity> copy(Optional<Entity> entity) {
    if (entity.isEmpty()) {
      return entity;
    }
    try {
      return JournalCodec.decode(JournalCodec.encode(entity.get()));
    } catch (MessageFormatException e) {
      throw new AssertionError("cannot read back " + entity.get(), e);
    }
  }

  /** Whether a newer owner has claimed, so that this one's appends are refused. */
  public boolean isFenced(Generation writer) {
    return writer.compareTo(reader.current()) < 0;
  }

  /**
   * Appends a batch, whoever writes it: what a deposed owner appends is there, and is to be
   * ignored.
   */
  public void land(Generation writer, Map<String, Optional<Entity>> records) {
    Map<String, Optional<Entity>> counting = new LinkedHashMap<>();
    records.forEach(
        (key, entity) -> {
          log.add(new Entry(key, entity, writer));
          if (reader.accepts(writer, entity)) {
            counting.put(key, entity);
          }
        });
    if (!counting.isEmpty()) {
      observer.accept(counting);
    }
  }
}
