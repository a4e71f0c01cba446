package io.sealift.coordinator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.coordinator.state.EngineClaim;
import io.sealift.coordinator.state.Entity;
import io.sealift.coordinator.state.Garbage;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What every journal promises its owners. Each test begins with a journal that nobody has claimed.
 */
public abstract class JobJournalContract {
  private static final Garbage FIRST = new Garbage(new RegionId("east"), new SnapshotId("s-first"));
  private static final Garbage SECOND =
      new Garbage(new RegionId("west"), new SnapshotId("s-second"));

  /** A new owner's access to the one journal of this test. */
  protected abstract JobJournal open();

  private static Map<String, Optional<Entity>> put(Entity entity) {
    return Map.of(entity.key(), Optional.of(entity));
  }

  @Test
  void anEmptyJournalGivesTheFirstGenerationAndItsOwnClaim() throws Exception {
    try (JobJournal journal = open()) {
      JobJournal.Claimed claimed = journal.claim("coordinator-1");

      assertThat(claimed.generation().number()).isEqualTo(1);
      assertThat(claimed.state().entities()).containsOnlyKeys(EngineClaim.KEY);
    }
  }

  @Test
  void theNextOwnerFindsWhatWasAppended() throws Exception {
    try (JobJournal first = open()) {
      first.claim("coordinator-1");
      first.append(put(FIRST), Outbox.EMPTY);
      first.append(put(SECOND), Outbox.EMPTY);
    }

    try (JobJournal next = open()) {
      JobJournal.Claimed claimed = next.claim("coordinator-2");

      assertThat(claimed.generation().number()).isEqualTo(2);
      assertThat(claimed.state().find(FIRST.key())).contains(FIRST);
      assertThat(claimed.state().find(SECOND.key())).contains(SECOND);
    }
  }

  @Test
  void aTombstoneRemovesForTheNextOwnerToo() throws Exception {
    try (JobJournal first = open()) {
      first.claim("coordinator-1");
      first.append(put(FIRST), Outbox.EMPTY);
      first.append(Map.of(FIRST.key(), Optional.empty()), Outbox.EMPTY);
    }

    try (JobJournal next = open()) {
      assertThat(next.claim("coordinator-2").state().find(FIRST.key())).isEmpty();
    }
  }

  @Test
  void aDeposedOwnerAppendsNothing() throws Exception {
    try (JobJournal deposed = open();
        JobJournal owner = open()) {
      deposed.claim("coordinator-1");
      owner.claim("coordinator-2");

      assertThatThrownBy(() -> deposed.append(put(FIRST), Outbox.EMPTY))
          .isInstanceOf(JournalLostException.class);
      owner.append(put(SECOND), Outbox.EMPTY);
    }

    try (JobJournal next = open()) {
      JobJournal.Claimed claimed = next.claim("coordinator-3");
      assertThat(claimed.generation().number()).isEqualTo(3);
      assertThat(claimed.state().find(FIRST.key())).isEmpty();
      assertThat(claimed.state().find(SECOND.key())).contains(SECOND);
    }
  }

  @Test
  void oneOwnerMayClaimAgainAndAgain() throws Exception {
    for (int generation = 1; generation <= 3; generation++) {
      try (JobJournal journal = open()) {
        assertThat(journal.claim("coordinator-1").generation().number()).isEqualTo(generation);
      }
    }
  }
}
