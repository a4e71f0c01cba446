package io.sealift.system.cluster;

import io.sealift.coordinator.engine.JobJournal;
import io.sealift.coordinator.engine.JobJournalContract;
import io.sealift.coordinator.engine.KafkaJobJournal;
import io.sealift.copy.RegionId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.TopicProvisioner;
import io.sealift.standalone.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The journal on a real broker. */
class KafkaJobJournalIT extends JobJournalContract {
  @TempDir private Path directory;
  private EmbeddedKafka broker;
  private KafkaSettings kafka;

  @BeforeEach
  void startBroker() throws Exception {
    broker = new EmbeddedKafka(directory, 0);
    kafka = KafkaSettings.of(broker.bootstrapServers());
    new TopicProvisioner(kafka.admin()).provision(List.of(new RegionId("east")), (short) 1);
  }

  @AfterEach
  void stopBroker() {
    broker.close();
  }

  @Override
  protected JobJournal open() {
    return new KafkaJobJournal(kafka, Clock.systemUTC());
  }
}
