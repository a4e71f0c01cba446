package io.sealift.coordinator.engine;

import io.sealift.copy.Generation;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what Kafka has forgotten to end. After a crash of its brokers (seen with 4.3.1, killed
 * between a commit and its markers) a partition may hold records of a transaction that is over, as
 * the coordinator of transactions knows, but has no marker in that partition. Whoever reads
 * committed records does not get past it, until a later transaction of the same producer ends
 * there: its marker ends both, in the same way. An owner that read the journal before that would
 * miss what everybody else reads afterwards.
 *
 * <p>So such a transaction is committed before anything is read: its writer was told that it was
 * committed, or was told nothing. Confined to the engine's thread.
 */
final class LeftOpen {
  private static final Logger LOGGER = LoggerFactory.getLogger(LeftOpen.class);

  // Every reader passes over it: no entity and no job has this key, and no owner this generation.
  private static final String KEY = "engine/left-open";

  /** What new owners and agents read to know what to do. Events are ended by the next event. */
  private static final List<TopicPartition> READ =
      List.of(new TopicPartition(Topics.JOURNAL, 0), new TopicPartition(Topics.CONTROL, 0));

  private final KafkaSettings settings;

  LeftOpen(KafkaSettings settings) {
    this.settings = settings;
  }

  /** To be called by a producer that has fenced all others, and has not begun anything. */
  void end(KafkaProducer<String, byte[]> producer) {
    List<TopicPartition> open = open();
    if (open.isEmpty()) {
      return;
    }
    producer.beginTransaction();
    for (TopicPartition partition : open) {
      LOGGER
          .atWarn()
          .addKeyValue("topic", partition.topic())
          .log("a transaction was left open, ending it");
      ProducerRecord<String, byte @Nullable []> record =
          new ProducerRecord<>(partition.topic(), partition.partition(), KEY, null);
      record.headers().add(JournalCodec.GENERATION_HEADER, JournalCodec.encode(Generation.NONE));
      Future<RecordMetadata> unused = producer.send(record);
    }
    producer.commitTransaction();
  }

  private List<TopicPartition> open() {
    Map<String, Object> uncommitted = settings.consumer();
    uncommitted.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    Map<TopicPartition, Long> ends = ends(uncommitted);
    Map<TopicPartition, Long> readable = ends(settings.consumer());
    return READ.stream()
        .filter(
            partition -> readable.getOrDefault(partition, 0L) < ends.getOrDefault(partition, 0L))
        .toList();
  }

  private static Map<TopicPartition, Long> ends(Map<String, Object> properties) {
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(properties)) {
      consumer.assign(READ);
      return consumer.endOffsets(READ);
    }
  }
}
