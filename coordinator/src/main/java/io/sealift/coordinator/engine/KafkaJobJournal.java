package io.sealift.coordinator.engine;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.EngineClaim;
import io.sealift.coordinator.state.Entity;
import io.sealift.copy.Generation;
import io.sealift.kafka.FetchWatch;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.Topics;
import io.sealift.protocol.MessageFormatException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal on the topic {@code sealift.journal}. Its producer has the one transactional id, so
 * Kafka itself refuses a deposed owner. Messages and input offsets travel in the transaction of the
 * records that they follow from: no crash comes between a decision and its effect. Tasks follow the
 * transaction: Kafka (4.3.1) answers a waiting share fetch at once when a record is appended, but
 * not when a transaction is committed.
 */
public final class KafkaJobJournal implements JobJournal {
  private static final Logger LOGGER = LoggerFactory.getLogger(KafkaJobJournal.class);
  private static final TopicPartition JOURNAL = new TopicPartition(Topics.JOURNAL, 0);
  private static final Duration POLL = Duration.ofMillis(200);
  // What is not sent by then is published again by the next owner.
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private final KafkaSettings settings;
  private final JournalMark mark;
  private final Clock clock;
  private final KafkaProducer<String, byte[]> producer;
  private final KafkaProducer<String, byte[]> tasks;
  private final FetchWatch fetches = new FetchWatch();
  private Generation generation = Generation.NONE;
  private long end;

  // Written by the producer's thread before a commit returns.
  private volatile long firstAppended;
  private volatile long lastAppended;

  /** Connects; nothing is fenced until {@link #claim}. */
  public KafkaJobJournal(KafkaSettings settings, JournalMark mark, Clock clock) {
    this.settings = settings;
    this.mark = mark;
    this.clock = clock;
    this.producer =
        new KafkaProducer<>(settings.transactionalProducer(Topics.JOURNAL_TRANSACTIONAL_ID));
    this.tasks = new KafkaProducer<>(settings.spreadingProducer());
  }

  @Override
  public Claimed claim(String coordinatorId) throws JournalLostException {
    try {
      producer.initTransactions();
      new LeftOpen(settings).end(producer);
      ClusterState state = new ClusterState();
      GenerationGate gate = new GenerationGate();
      Set<String> ignored = replay(state, gate);
      Optional<String> problem = mark.problem(gate.current());
      if (problem.isPresent()) {
        throw new JournalTruncatedException(problem.get());
      }
      generation = gate.current().next();
      LinkedHashMap<String, Optional<Entity>> records = new LinkedHashMap<>();
      EngineClaim claim = new EngineClaim(generation, coordinatorId, clock.instant());
      records.put(claim.key(), Optional.of(claim));
      // Compaction keeps the last record of a key, valid or not: what was ignored is put right.
      ignored.forEach(key -> records.put(key, state.find(key)));
      append(records, Outbox.EMPTY);
      state.apply(claim.key(), claim);
      return new Claimed(generation, state);
    } catch (KafkaException | MessageFormatException e) {
      throw new JournalLostException("cannot claim the engine", e);
    }
  }

  private Set<String> replay(ClusterState state, GenerationGate gate)
      throws MessageFormatException, JournalTruncatedException {
    Set<String> ignored = new HashSet<>();
    Map<String, Object> reading = settings.consumer();
    // Made anew meanwhile, the journal would be read in a circle.
    reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(reading)) {
      consumer.assign(List.of(JOURNAL));
      long first = consumer.beginningOffsets(List.of(JOURNAL)).getOrDefault(JOURNAL, 0L);
      if (first > 0) {
        // Compaction alone never moves a topic's start.
        throw new JournalTruncatedException(
            "the journal has lost its first %d records. Restore the topic from a backup"
                .formatted(first));
      }
      consumer.seek(JOURNAL, first);
      end = consumer.endOffsets(List.of(JOURNAL)).getOrDefault(JOURNAL, 0L);
      while (consumer.position(JOURNAL) < end) {
        for (ConsumerRecord<String, byte[]> record : fetches.poll(consumer, POLL)) {
          Optional<Entity> entity = JournalCodec.decode(record.value());
          if (gate.accepts(JournalCodec.generation(record.headers()), entity)) {
            state.apply(record.key(), entity.orElse(null));
            ignored.remove(record.key());
          } else {
            ignored.add(record.key());
          }
        }
      }
    }
    LOGGER.atInfo().addKeyValue("entities", state.entities().size()).log("journal replayed");
    return ignored;
  }

  @Override
  public void append(Map<String, Optional<Entity>> records, Outbox outbox)
      throws JournalLostException {
    try {
      firstAppended = Long.MAX_VALUE;
      producer.beginTransaction();
      records.forEach(
          (key, entity) -> {
            ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(
                    Topics.JOURNAL, 0, key, entity.map(JournalCodec::encode).orElse(null));
            record.headers().add(JournalCodec.GENERATION_HEADER, JournalCodec.encode(generation));
            Future<RecordMetadata> unused = producer.send(record, this::appended);
          });
      outbox.messages().forEach(this::send);
      if (outbox.group() != null && !outbox.offsets().isEmpty()) {
        producer.sendOffsetsToTransaction(outbox.offsets(), outbox.group());
      }
      producer.commitTransaction();
    } catch (KafkaException e) {
      throw new JournalLostException("cannot append to the journal", e);
    }
    if (firstAppended < end) {
      throw new JournalTruncatedException(
          "the journal has lost records: it ended at offset %d, and new records were given offset %d on. Restore the topic from a backup"
              .formatted(end, firstAppended));
    }
    end = Math.max(end, lastAppended + 1);
    outbox.tasks().forEach(this::publish);
  }

  private void appended(@Nullable RecordMetadata at, @Nullable Exception problem) {
    if (problem == null && at != null) {
      firstAppended = Math.min(firstAppended, at.offset());
      lastAppended = at.offset();
    }
  }

  private void send(ProducerRecord<String, byte[]> record) {
    // A failed send fails the commit, which says so.
    Future<RecordMetadata> unused = producer.send(record);
  }

  private void publish(ProducerRecord<String, byte[]> task) {
    try {
      Future<RecordMetadata> unused =
          tasks.send(task, (sent, problem) -> tellIfLost(task, problem));
    } catch (KafkaException e) {
      tellIfLost(task, e);
    }
  }

  private static void tellIfLost(ProducerRecord<String, byte[]> task, @Nullable Exception problem) {
    if (problem != null) {
      LOGGER
          .atWarn()
          .addKeyValue("topic", task.topic())
          .addKeyValue("taskId", task.key())
          .addKeyValue("reason", problem.getMessage())
          .log("task not published, it will be again");
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
    tasks.close(FAREWELL);
  }
}
