package io.sealift.coordinator.engine;

import io.micrometer.core.instrument.MeterRegistry;
import io.sealift.coordinator.audit.CoordinatorAudit;
import io.sealift.coordinator.job.Changes;
import io.sealift.coordinator.job.JobDecider;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.kafka.FetchWatch;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.KafkaTroubles;
import io.sealift.kafka.Topics;
import io.sealift.telemetry.MetricNames;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that decides: takes inputs off Kafka, decides, appends to the journal, and thereby
 * acts. It runs in every coordinator, but only the owner's is given inputs.
 *
 * <p>Ownership is the assignment of the input partitions. Every input topic has one partition, and
 * the range assignor gives the first member the first partition of every topic, so one member has
 * them all; the others stand by. The journal fences an owner that does not know yet that it was
 * deposed.
 */
public final class JobEngine implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(JobEngine.class);
  private static final List<String> INPUTS =
      List.of(Topics.COMMANDS, Topics.COPY_REQUESTS, Topics.PROGRESS, Topics.AGENTS);
  private static final TopicPartition OWNERSHIP = new TopicPartition(Topics.COMMANDS, 0);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration ADVANCE_INTERVAL = Duration.ofMillis(200);
  private static final Duration OFFSET_INTERVAL = Duration.ofSeconds(5);
  private static final long RETRY_MILLIS = 1_000;
  private static final String TROUBLE = "engine";

  private final KafkaSettings settings;
  private final String coordinatorId;
  private final Supplier<JobDecider> deciders;
  private final RequestAuthenticator authenticator;
  private final EffectMessages effects;
  private final Clock clock;
  private final EngineMetrics metrics;
  private final FetchWatch fetches = new FetchWatch();
  private final JournalMark mark;
  private final KafkaTroubles troubles;
  private final CoordinatorAudit audits;
  private final Queue<String> madeAnew = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile @Nullable KafkaConsumer<String, byte[]> polling;
  private volatile boolean owner;
  private volatile @Nullable String failure;

  private JobEngine(
      KafkaSettings settings,
      String coordinatorId,
      Supplier<JobDecider> deciders,
      RequestAuthenticator authenticator,
      EffectMessages effects,
      EngineEnvironment environment) {
    this.settings = settings;
    this.coordinatorId = coordinatorId;
    this.deciders = deciders;
    this.authenticator = authenticator;
    this.effects = effects;
    this.clock = environment.clock();
    this.mark = environment.mark();
    this.troubles = environment.troubles();
    this.audits = environment.audits();
    MeterRegistry meters = environment.meters();
    this.metrics = new EngineMetrics(meters);
    meters.gauge(MetricNames.ENGINE_OWNER, this, engine -> engine.owner ? 1 : 0);
    this.thread = new Thread(this::run, "job-engine");
    thread.setUncaughtExceptionHandler((ignored, defect) -> fail("a defect: " + defect));
  }

  /** What the engine shares with the rest of its process. */
  public record EngineEnvironment(
      Clock clock,
      MeterRegistry meters,
      JournalMark mark,
      KafkaTroubles troubles,
      CoordinatorAudit audits) {}

  /** Starts to stand by, and to own when its turn comes. */
  public static JobEngine start(
      KafkaSettings settings,
      String coordinatorId,
      Supplier<JobDecider> deciders,
      RequestAuthenticator authenticator,
      EffectMessages effects,
      EngineEnvironment environment) {
    JobEngine engine =
        new JobEngine(settings, coordinatorId, deciders, authenticator, effects, environment);
    engine.thread.start();
    return engine;
  }

  /** Whether this coordinator decides now. */
  public boolean isOwner() {
    return owner;
  }

  /**
   * Why this coordinator will never decide, if it will not: another one runs under its id, and two
   * that fence each other in turn would decide nothing; or the journal has lost records.
   */
  public Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * The topic was deleted and made anew: an input is read from its start, standing orders are given
   * again.
   */
  public void madeAnew(String topic) {
    madeAnew.add(topic);
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void run() {
    while (!isClosing() && failure == null) {
      try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(consumerProperties())) {
        polling = consumer;
        new Session(consumer).run();
      } catch (FencedInstanceIdException e) {
        fail(
            "coordinator.id: another coordinator runs as %s; give each an id of its own"
                .formatted(coordinatorId));
      } catch (JournalTruncatedException e) {
        fail(e.getMessage());
      } catch (WakeupException e) {
        LOGGER.atDebug().log("engine woken to stop");
      } catch (KafkaException | JournalLostException e) {
        LOGGER.atWarn().addKeyValue("reason", describe(e)).log("engine lost, standing by again");
        // That another one took over is no trouble.
        if (!(e.getCause() instanceof ProducerFencedException)) {
          troubles.tell(TROUBLE, describe(e));
        }
        pause();
      } finally {
        owner = false;
        polling = null;
      }
    }
  }

  private void fail(@Nullable String reason) {
    failure = reason;
    LOGGER.atError().addKeyValue("reason", reason).log("engine stopped");
  }

  private static String describe(Exception problem) {
    Throwable cause = problem.getCause() == null ? problem : problem.getCause();
    return problem.getMessage() + ": " + cause;
  }

  private Map<String, Object> consumerProperties() {
    Map<String, Object> properties = settings.consumer(Topics.ENGINE_GROUP);
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName());
    // A static member that is restarted at once takes its place again, without waiting for the old
    // one's session.
    properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, coordinatorId);
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_500);
    return properties;
  }

  private void pause() {
    try {
      if (closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
        LOGGER.atDebug().log("engine stops");
      }
    } catch (InterruptedException e) {
      closing.countDown();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    @Nullable KafkaConsumer<String, byte[]> consumer = polling;
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * One membership in the group, from joining to closing or losing. Confined to the engine's
   * thread.
   */
  private final class Session implements ConsumerRebalanceListener {
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<TopicPartition, OffsetAndMetadata> decided = new HashMap<>();
    private @Nullable Ownership ownership;
    private boolean assigned;
    private Instant lastAdvance = Instant.EPOCH;
    private Instant lastOffsets = clock.instant();

    Session(KafkaConsumer<String, byte[]> consumer) {
      this.consumer = consumer;
    }

    void run() throws JournalLostException {
      consumer.subscribe(INPUTS, this);
      try {
        while (!isClosing()) {
          beginAnew();
          ConsumerRecords<String, byte[]> records = fetches.poll(consumer, POLL);
          if (assigned) {
            own().step(records);
          }
        }
      } finally {
        stepDown();
      }
    }

    private Ownership own() throws JournalLostException {
      @Nullable Ownership held = ownership;
      if (held == null) {
        held = new Ownership();
        ownership = held;
        held.claim();
        // Not before: only now is nobody left who could commit any.
        decided.putAll(new InputPositions(settings).settle(consumer));
      }
      return held;
    }

    private void beginAnew() throws JournalLostException {
      for (@Nullable String topic = madeAnew.poll(); topic != null; topic = madeAnew.poll()) {
        TopicPartition input = new TopicPartition(topic, 0);
        if (consumer.assignment().contains(input)) {
          consumer.seekToBeginning(List.of(input));
          decided.remove(input);
        }
        if (ownership != null && topic.equals(Topics.CONTROL)) {
          ownership.direct();
        }
      }
    }

    private void stepDown() {
      owner = false;
      decided.clear();
      if (ownership != null) {
        ownership.journal.close();
        ownership = null;
        LOGGER.atInfo().addKeyValue("coordinatorId", coordinatorId).log("engine released");
      }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      assigned = consumer.assignment().contains(OWNERSHIP);
    }

    // Both run on the engine's thread, from within poll.
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      assigned = false;
      stepDown();
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      assigned = false;
      stepDown();
    }

    /** One ownership of the engine: a generation, its state and its decider. */
    private final class Ownership {
      private final JobJournal journal = new KafkaJobJournal(settings, mark, clock);
      private final JobDecider decider = deciders.get();
      private final EngineInputs inputs = new EngineInputs(decider, authenticator, audits);
      private @Nullable ClusterState state;

      void claim() throws JournalLostException {
        JobJournal.Claimed claimed = journal.claim(coordinatorId);
        Changes changes = effects.atClaim(claimed.state());
        direct(changes);
        state = claimed.state();
        owner = true;
        troubles.over(TROUBLE);
        LOGGER
            .atInfo()
            .addKeyValue("coordinatorId", coordinatorId)
            .addKeyValue("generation", claimed.generation().number())
            .log("engine claimed");
      }

      /** Gives all standing orders again. */
      void direct() throws JournalLostException {
        direct(new Changes(Objects.requireNonNull(state)));
      }

      private void direct(Changes changes) throws JournalLostException {
        journal.append(
            changes.records(),
            new Outbox(effects.messagesAtClaim(changes, decider), List.of(), Map.of(), null));
      }

      void step(ConsumerRecords<String, byte[]> records) throws JournalLostException {
        Instant now = clock.instant();
        boolean due = lastAdvance.plus(ADVANCE_INTERVAL).isBefore(now);
        if (records.isEmpty() && !due) {
          return;
        }
        long start = System.nanoTime();
        Changes changes = new Changes(Objects.requireNonNull(state));
        for (ConsumerRecord<String, byte[]> record : records) {
          inputs.decide(record, changes, now);
          decided.put(
              new TopicPartition(record.topic(), record.partition()),
              new OffsetAndMetadata(record.offset() + 1));
        }
        if (due || !changes.isEmpty()) {
          decider.advance(changes, now);
          lastAdvance = now;
        }
        append(changes, now, start);
      }

      private void append(Changes changes, Instant now, long start) throws JournalLostException {
        List<ProducerRecord<String, byte[]>> letters = inputs.takeDeadLetters();
        boolean offsetsDue = !decided.isEmpty() && lastOffsets.plus(OFFSET_INTERVAL).isBefore(now);
        if (changes.isEmpty() && letters.isEmpty() && !offsetsDue) {
          return;
        }
        journal.append(
            changes.records(),
            new Outbox(
                effects.messages(changes, decider, letters, now),
                effects.tasks(changes, decider, now),
                decided,
                consumer.groupMetadata()));
        decided.clear();
        lastOffsets = now;
        inputs.audit();
        EventLog.write(changes);
        metrics.decided(changes, Duration.ofNanos(System.nanoTime() - start));
      }
    }
  }
}
