package io.sealift.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.coordinator.engine.JobJournal;
import io.sealift.coordinator.engine.JobJournalContract;
import io.sealift.coordinator.engine.JournalMark;
import io.sealift.coordinator.engine.JournalTruncatedException;
import io.sealift.coordinator.engine.KafkaJobJournal;
import io.sealift.coordinator.engine.Outbox;
import io.sealift.coordinator.state.Entity;
import io.sealift.coordinator.state.Garbage;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.TopicProvisioner;
import io.sealift.kafka.Topics;
import io.sealift.standalone.EmbeddedKafka;
import io.sealift.system.kafka.TopicChanges;
import io.sealift.system.kafka.TopicDamage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal on a real broker. */
class KafkaJobJournalIT extends JobJournalContract {
  private static final List<RegionId> REGIONS = List.of(new RegionId("east"));
  private static final Garbage GARBAGE = new Garbage(REGIONS.get(0), new SnapshotId("s-1"));
  private static final Map<String, Optional<Entity>> SOMETHING =
      Map.of(GARBAGE.key(), Optional.of(GARBAGE));

  @TempDir private Path directory;
  private EmbeddedKafka broker;
  private KafkaSettings kafka;

  @BeforeEach
  void startBroker() throws Exception {
    broker = new EmbeddedKafka(directory, 0);
    kafka = KafkaSettings.of(broker.bootstrapServers());
    new TopicProvisioner(kafka.admin()).provision(REGIONS, (short) 1);
  }

  @AfterEach
  void stopBroker() {
    broker.close();
  }

  @Override
  protected JobJournal open() {
    return new KafkaJobJournal(kafka, mark(), Clock.systemUTC());
  }

  private JournalMark mark() {
    try {
      return JournalMark.open(directory.resolve("mark"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aJournalThatWasMadeAnewIsNotGoneOnWith() throws Exception {
    try (JobJournal owner = open()) {
      mark().saw(owner.claim("coordinator-1").generation());
      new TopicChanges(kafka, REGIONS).makeAnew(Topics.JOURNAL);

      assertThatThrownBy(() -> owner.append(SOMETHING, Outbox.EMPTY))
          .isInstanceOf(JournalTruncatedException.class)
          .hasMessageContaining("Restore the topic from a backup");
    }
    try (JobJournal next = open()) {
      assertThatThrownBy(() -> next.claim("coordinator-2"))
          .isInstanceOf(JournalTruncatedException.class)
          .hasMessageContaining("it ends at generation 0")
          .hasMessageContaining("has seen generation 1");
    }
  }

  @Test
  void aJournalThatLostItsFirstRecordsIsNotGoneOnWith() throws Exception {
    try (JobJournal owner = open()) {
      owner.claim("coordinator-1");
      owner.append(SOMETHING, Outbox.EMPTY);
    }
    new TopicChanges(kafka, REGIONS).cutOff(Topics.JOURNAL, 2);
    try (JobJournal next = open()) {
      assertThatThrownBy(() -> next.claim("coordinator-2"))
          .isInstanceOf(JournalTruncatedException.class)
          .hasMessageContaining("lost its first 2 records");
    }
  }

  @Test
  void whatKafkaForgotToEndCountsForTheNextOwnerAsForEverybody() throws Exception {
    try (JobJournal owner = open()) {
      owner.claim("coordinator-1");
      owner.append(SOMETHING, Outbox.EMPTY);
    }
    // A commit returns before its marker is written, which is what is cut off.
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(garbageWritten()).containsExactly(GARBAGE.key()));
    broker.close();
    new TopicDamage(directory).cutLast(Topics.JOURNAL);
    broker = new EmbeddedKafka(directory, 0);
    assertThat(garbageWritten()).isEmpty();

    try (JobJournal next = open()) {
      assertThat(next.claim("coordinator-2").state().find(GARBAGE.key())).contains(GARBAGE);
    }

    assertThat(garbageWritten()).containsExactly(GARBAGE.key());
  }

  private List<String> garbageWritten() {
    return TopicRecords.read(kafka.bootstrapServers(), Topics.JOURNAL).keysWritten("garbage/");
  }
}
