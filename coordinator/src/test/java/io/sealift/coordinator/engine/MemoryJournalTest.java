package io.sealift.coordinator.engine;

import io.sealift.coordinator.state.Entity;
import io.sealift.copy.Generation;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The simulation's journal keeps the promises of the real one. */
class MemoryJournalTest extends JobJournalContract {
  private final MemoryJournal journal = new MemoryJournal(batch -> {});

  @Override
  protected JobJournal open() {
    return new Owner();
  }

  private final class Owner implements JobJournal {
    private Generation generation = Generation.NONE;

    @Override
    public Claimed claim(String coordinatorId) {
      Claimed claimed =
          journal.claim(coordinatorId, Instant.EPOCH, MemoryJournal.Reading.COMPACTED_BYTES);
      generation = claimed.generation();
      return claimed;
    }

    @Override
    public void append(Map<String, Optional<Entity>> records, Outbox outbox)
        throws JournalLostException {
      if (journal.isFenced(generation)) {
        throw new JournalLostException("cannot append", new IOException("deposed"));
      }
      journal.land(generation, records);
    }

    @Override
    public void close() {}
  }
}
