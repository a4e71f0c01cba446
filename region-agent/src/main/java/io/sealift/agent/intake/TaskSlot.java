package io.sealift.agent.intake;

import io.sealift.agent.attempt.ReportFailedException;
import io.sealift.copy.TraceParent;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.KafkaTroubles;
import io.sealift.kafka.TraceHeader;
import io.sealift.protocol.TaskMessage;
import io.sealift.telemetry.TraceScope;
import io.sealift.telemetry.Traces;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One slot: a thread that owns a share consumer, and a worker that owns the attempt. While the
 * worker is busy, the thread renews the record's acquisition lock; when the result is reported, it
 * accepts the record, as the very last step. A slot that loses its lock goes on all the same: the
 * journal decides whose result counts.
 */
final class TaskSlot implements Runnable {
  private static final Logger LOGGER = LoggerFactory.getLogger(TaskSlot.class);
  // How often a slot without a task looks whether it should stop; a task ends the wait at once.
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration GLIMPSE = Duration.ofMillis(10);
  private static final long GLIMPSE_MILLIS = 1_000;
  private static final Duration RENEWAL_POLL = Duration.ofMillis(200);
  private static final long RETRY_MILLIS = 500;
  private static final String TROUBLE = "taking tasks";
  private static final long TROUBLE_MILLIS = 2_000;
  private static final int MAX_POLL_INTERVAL_MILLIS = 3_600_000;

  private final KafkaSettings kafka;
  private final ShareGroup group;
  private final TaskReader reader;
  private final TaskRunner runner;
  private final AtomicInteger busySlots;
  private final CountDownLatch stopped;
  private final KafkaTroubles troubles;
  private final Traces traces = new Traces();

  /** What the slots of an agent share: how many are busy, whether they stop, and trouble. */
  record Shared(AtomicInteger busySlots, CountDownLatch stopped, KafkaTroubles troubles) {}

  TaskSlot(
      KafkaSettings kafka, ShareGroup group, TaskReader reader, TaskRunner runner, Shared shared) {
    this.kafka = kafka;
    this.group = group;
    this.reader = reader;
    this.runner = runner;
    this.busySlots = shared.busySlots();
    this.stopped = shared.stopped();
    this.troubles = shared.troubles();
  }

  @Override
  public void run() {
    ExecutorService worker =
        Executors.newSingleThreadExecutor(
            task -> new Thread(task, Thread.currentThread().getName() + "-attempt"));
    try {
      while (stopped.getCount() > 0) {
        consume(worker);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      worker.shutdownNow();
    }
  }

  /** One record at a time, each acknowledged by itself. */
  private Map<String, Object> properties() {
    Map<String, Object> properties = kafka.shareConsumer(group.name());
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    properties.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    // The thread polls at each renewal, but once it has lost its task it waits for the attempt.
    properties.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, MAX_POLL_INTERVAL_MILLIS);
    return properties;
  }

  private void consume(ExecutorService worker) throws InterruptedException {
    try (KafkaShareConsumer<String, byte[]> consumer = new KafkaShareConsumer<>(properties())) {
      consumer.subscribe(List.of(group.topic()));
      while (stopped.getCount() > 0) {
        for (ConsumerRecord<String, byte[]> record : poll(consumer)) {
          handle(consumer, record, worker);
        }
      }
    } catch (KafkaException | IllegalStateException e) {
      LOGGER
          .atWarn()
          .addKeyValue("reason", e.toString())
          .log("taking tasks failed, beginning anew");
      troubles.tell(TROUBLE, e.toString());
      pause(TROUBLE_MILLIS);
    }
  }

  private ConsumerRecords<String, byte[]> poll(KafkaShareConsumer<String, byte[]> consumer)
      throws InterruptedException {
    Duration patience = patience();
    try {
      return consumer.poll(patience);
    } catch (NullPointerException e) {
      // What the client (4.3.1) makes of a batch whose version a disk has damaged.
      throw new KafkaException("cannot read what " + group.topic() + " holds", e);
    }
  }

  /**
   * A share consumer (4.3.1) whose brokers are away does not wait in a poll, but looks again and
   * again for as long as the poll may take. So it is asked seldom, and for a moment.
   */
  private Duration patience() throws InterruptedException {
    if (troubles.current().isEmpty()) {
      return POLL;
    }
    pause(GLIMPSE_MILLIS);
    return GLIMPSE;
  }

  private void pause(long millis) throws InterruptedException {
    boolean stop = stopped.await(millis, TimeUnit.MILLISECONDS);
    LOGGER.atTrace().addKeyValue("stopped", stop).log("taking tasks again");
  }

  private void handle(
      KafkaShareConsumer<String, byte[]> consumer,
      ConsumerRecord<String, byte[]> record,
      ExecutorService worker)
      throws InterruptedException {
    troubles.over(TROUBLE);
    TraceParent trace = traces.next(TraceHeader.text(record.headers()));
    TraceScope.within(trace, () -> handle(consumer, record, trace, worker));
  }

  private TraceParent handle(
      KafkaShareConsumer<String, byte[]> consumer,
      ConsumerRecord<String, byte[]> record,
      TraceParent trace,
      ExecutorService worker)
      throws InterruptedException {
    Optional<TaskMessage> task = reader.read(record);
    if (task.isEmpty()) {
      acknowledge(consumer, record, AcknowledgeType.REJECT);
    } else if (stopped.getCount() == 0) {
      acknowledge(consumer, record, AcknowledgeType.RELEASE);
    } else {
      busySlots.incrementAndGet();
      try {
        TaskMessage taken = task.get();
        work(consumer, record, taken, worker.submit(() -> attempt(taken, trace)));
      } finally {
        busySlots.decrementAndGet();
      }
    }
    return trace;
  }

  private void work(
      KafkaShareConsumer<String, byte[]> consumer,
      ConsumerRecord<String, byte[]> taken,
      TaskMessage task,
      Future<AcknowledgeType> attempt)
      throws InterruptedException {
    Optional<ConsumerRecord<String, byte[]>> held = Optional.of(taken);
    while (true) {
      try {
        AcknowledgeType outcome = attempt.get(group.lock().toMillis() / 3, TimeUnit.MILLISECONDS);
        if (held.isPresent()) {
          acknowledge(consumer, held.get(), outcome);
        }
        if (outcome == AcknowledgeType.RELEASE) {
          // What could not be reported now would hardly be at once.
          pause(RETRY_MILLIS);
        }
        return;
      } catch (TimeoutException e) {
        held = held.isPresent() ? renew(consumer, held.get(), task) : held;
      } catch (ExecutionException e) {
        throw new IllegalStateException("attempt ended without an outcome", e);
      }
    }
  }

  private AcknowledgeType attempt(TaskMessage task, TraceParent trace) {
    return TraceScope.within(trace, () -> attemptNow(task, trace));
  }

  private AcknowledgeType attemptNow(TaskMessage task, TraceParent trace) {
    try {
      runner.run(task, trace);
      return AcknowledgeType.ACCEPT;
    } catch (ReportFailedException e) {
      LOGGER
          .atWarn()
          .addKeyValue("taskId", task.head().taskId())
          .setCause(e)
          .log("task given back: result not reported");
      return AcknowledgeType.RELEASE;
    }
  }

  // A renewed record is handed out again by the next poll, and only then can be acknowledged or
  // renewed once more.
  private Optional<ConsumerRecord<String, byte[]>> renew(
      KafkaShareConsumer<String, byte[]> consumer,
      ConsumerRecord<String, byte[]> held,
      TaskMessage task) {
    Optional<ConsumerRecord<String, byte[]>> again = Optional.empty();
    if (acknowledge(consumer, held, AcknowledgeType.RENEW)) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(RENEWAL_POLL)) {
        if (record.partition() == held.partition() && record.offset() == held.offset()) {
          again = Optional.of(record);
        } else {
          acknowledge(consumer, record, AcknowledgeType.RELEASE);
        }
      }
    }
    if (again.isEmpty()) {
      LOGGER
          .atWarn()
          .addKeyValue("taskId", task.head().taskId())
          .addKeyValue("partition", held.partition())
          .addKeyValue("offset", held.offset())
          .log("acquisition lock lost; the attempt goes on");
    }
    return again;
  }

  private static boolean acknowledge(
      KafkaShareConsumer<String, byte[]> consumer,
      ConsumerRecord<String, byte[]> record,
      AcknowledgeType outcome) {
    try {
      consumer.acknowledge(record, outcome);
      Map<TopicIdPartition, Optional<KafkaException>> results = consumer.commitSync();
      Optional<KafkaException> problem =
          results.values().stream().flatMap(Optional::stream).findFirst();
      if (problem.isEmpty()) {
        return true;
      }
      logFailure(record, outcome, problem.get());
    } catch (KafkaException | IllegalStateException e) {
      logFailure(record, outcome, e);
    }
    return false;
  }

  private static void logFailure(
      ConsumerRecord<String, byte[]> record, AcknowledgeType outcome, RuntimeException problem) {
    LOGGER
        .atWarn()
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .addKeyValue("outcome", outcome)
        .addKeyValue("reason", problem.getMessage())
        .log("acknowledgement did not count");
  }
}
