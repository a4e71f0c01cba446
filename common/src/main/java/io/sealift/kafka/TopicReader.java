package io.sealift.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads whole topics, all partitions, as a reader of its own that shares them with nobody:
 * committed records only, from the beginning or from a time, and then onward as they come. Trouble
 * with Kafka is told, and tried again for ever with a new client that goes on where the old one
 * stopped; where that place is gone, at the start. Trouble in the handler stops the reader and is
 * told by {@link #failure}.
 *
 * <p>The consumer, the positions and the pending waits belong to the reader's thread. Others only
 * add waits, wake it and read the failure.
 */
public final class TopicReader implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(TopicReader.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long FIRST_BACKOFF_MILLIS = 100;
  private static final long LAST_BACKOFF_MILLIS = 3_000;

  private final Map<String, Object> consumerProperties;
  private final List<String> topics;
  private final Optional<Instant> since;
  private final KafkaTroubles troubles;
  private final String trouble;
  private final RecordHandler handler;
  private final Thread thread;
  private final FetchWatch fetches = new FetchWatch();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Queue<CompletableFuture<Void>> asked = new ConcurrentLinkedQueue<>();
  private final List<CompletableFuture<Void>> heard = new ArrayList<>();
  private final List<Wait> waits = new ArrayList<>();
  private final Queue<String> madeAnew = new ConcurrentLinkedQueue<>();
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private volatile @Nullable RuntimeException failure;
  private volatile boolean ended;

  /** Somebody waits until every partition has been handled up to these offsets. */
  private record Wait(Map<TopicPartition, Long> ends, CompletableFuture<Void> done) {}

  private TopicReader(
      KafkaSettings settings,
      Collection<String> topics,
      Optional<Instant> since,
      KafkaTroubles troubles,
      RecordHandler handler) {
    this.consumerProperties = settings.consumer();
    // It starts where it says itself; elsewhere only where records were lost, which must be known.
    consumerProperties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    this.troubles = troubles;
    this.trouble = "reading " + String.join(", ", topics);
    this.topics = List.copyOf(topics);
    this.since = since;
    this.handler = handler;
    this.thread = new Thread(this::run, "reader " + String.join(",", topics));
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((ignored, defect) -> stop(defect));
  }

  /** Starts to read the topics from their beginning. */
  public static TopicReader fromBeginning(
      KafkaSettings settings,
      Collection<String> topics,
      KafkaTroubles troubles,
      RecordHandler handler) {
    return started(new TopicReader(settings, topics, Optional.empty(), troubles, handler));
  }

  /** Starts to read the topics from the first record that is not older than {@code since}. */
  public static TopicReader since(
      Instant since,
      KafkaSettings settings,
      Collection<String> topics,
      KafkaTroubles troubles,
      RecordHandler handler) {
    return started(new TopicReader(settings, topics, Optional.of(since), troubles, handler));
  }

  private static TopicReader started(TopicReader reader) {
    reader.thread.start();
    return reader;
  }

  /**
   * Returns when every record that stood in the topics at the time of this call has been handled.
   *
   * @throws TimeoutException when that takes longer than {@code patience}
   * @throws IllegalStateException when the reader has stopped
   */
  public void awaitCaughtUp(Duration patience) throws InterruptedException, TimeoutException {
    CompletableFuture<Void> done = new CompletableFuture<>();
    asked.add(done);
    // Asked first, checked second: either this sees the end, or the thread, which ends first and
    // looks second, sees the question.
    if (ended) {
      throw stopped();
    }
    try {
      done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw stopped();
    }
  }

  private IllegalStateException stopped() {
    return new IllegalStateException(
        "cannot wait for %s: the reader has stopped".formatted(topics), failure);
  }

  /**
   * The topic was deleted and made anew: it is read from its start, even where the new one has
   * records at the position that was reached. Other topics than this reader's are no matter.
   */
  public void madeAnew(String topic) {
    if (topics.contains(topic)) {
      madeAnew.add(topic);
    }
  }

  /** What the handler threw, if that has stopped the reader. */
  public Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Stops and returns when the last record in hand is handled. Not to be called by the handler. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void run() {
    try {
      readUntilStopped();
    } finally {
      ended = true;
      endWaits();
    }
  }

  private void readUntilStopped() {
    long backoffMillis = FIRST_BACKOFF_MILLIS;
    while (!isClosing() && failure == null) {
      Map<TopicPartition, Long> before = Map.copyOf(positions);
      try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(consumerProperties)) {
        read(consumer);
      } catch (OffsetOutOfRangeException e) {
        e.offsetOutOfRangePartitions().keySet().forEach(partition -> lost(partition.topic()));
      } catch (KafkaException e) {
        troubles.tell(trouble, e.toString());
        backoffMillis =
            before.equals(positions)
                ? Math.min(backoffMillis * 2, LAST_BACKOFF_MILLIS)
                : FIRST_BACKOFF_MILLIS;
        LOGGER
            .atWarn()
            .addKeyValue("topics", topics)
            .addKeyValue("reason", e.toString())
            .addKeyValue("retryMillis", backoffMillis)
            .log("cannot read topics, trying again");
        pause(backoffMillis);
      }
    }
  }

  private void read(KafkaConsumer<String, byte[]> consumer) {
    if (!assign(consumer)) {
      throw new KafkaException("not all topics exist");
    }
    while (!isClosing() && failure == null) {
      @Nullable String anew = madeAnew.poll();
      if (anew != null) {
        lost(anew);
        return;
      }
      noteWaits(consumer);
      ConsumerRecords<String, byte[]> records = fetches.poll(consumer, POLL);
      for (ConsumerRecord<String, byte[]> record : records) {
        if (isClosing() || !handled(record)) {
          return;
        }
      }
      // Positions also pass what is never handed out: transaction markers and aborted records.
      positions.replaceAll((partition, position) -> consumer.position(partition));
      answerWaits();
      if (!records.isEmpty()) {
        troubles.over(trouble);
      }
    }
  }

  private void lost(String topic) {
    LOGGER.atWarn().addKeyValue("topic", topic).log("records were lost, reading the topic anew");
    positions.keySet().removeIf(partition -> partition.topic().equals(topic));
    // What they wait for may never come; what is there now counts.
    waits.forEach(wait -> heard.add(wait.done()));
    waits.clear();
    try {
      handler.recordsLost(topic);
    } catch (IllegalStateException e) {
      stop(e);
    }
  }

  private boolean assign(KafkaConsumer<String, byte[]> consumer) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics) {
      List<PartitionInfo> found = consumer.partitionsFor(topic);
      if (found == null || found.isEmpty()) {
        return false;
      }
      found.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    consumer.assign(partitions);
    List<TopicPartition> unread =
        partitions.stream().filter(p -> !positions.containsKey(p)).toList();
    positions.putAll(firstPositions(consumer, unread));
    positions.forEach(consumer::seek);
    return true;
  }

  private Map<TopicPartition, Long> firstPositions(
      KafkaConsumer<String, byte[]> consumer, List<TopicPartition> partitions) {
    if (since.isEmpty()) {
      return consumer.beginningOffsets(partitions);
    }
    Map<TopicPartition, Long> first = new HashMap<>(consumer.endOffsets(partitions));
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, since.get().toEpochMilli()));
    Map<TopicPartition, @Nullable OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
    found.forEach(
        (partition, offset) -> {
          if (offset != null) {
            first.put(partition, offset.offset());
          }
        });
    return first;
  }

  // Whatever a handler throws is its defect. Going on would skip a record, so the reader stops and
  // says so.
  @SuppressWarnings("checkstyle:IllegalCatch")
  private boolean handled(ConsumerRecord<String, byte[]> record) {
    try {
      handler.handle(record);
      positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
      return true;
    } catch (RuntimeException e) {
      LOGGER
          .atError()
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .log("handler failed on a record");
      stop(e);
      return false;
    }
  }

  private void stop(Throwable defect) {
    LOGGER.atError().addKeyValue("topics", topics).setCause(defect).log("reader stopped");
    RuntimeException told =
        defect instanceof RuntimeException runtime
            ? runtime
            : new IllegalStateException("reader stopped", defect);
    failure = told;
    handler.failed(told);
  }

  private void noteWaits(KafkaConsumer<String, byte[]> consumer) {
    // Heard before the ends are asked for, so that the ends are not older than the question.
    hear();
    if (heard.isEmpty()) {
      return;
    }
    Map<TopicPartition, Long> ends = consumer.endOffsets(positions.keySet());
    heard.forEach(done -> waits.add(new Wait(ends, done)));
    heard.clear();
    answerWaits();
  }

  private void hear() {
    for (CompletableFuture<Void> done = asked.poll(); done != null; done = asked.poll()) {
      heard.add(done);
    }
  }

  private void answerWaits() {
    waits.removeIf(wait -> reached(wait.ends()) && wait.done().complete(null));
  }

  private boolean reached(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  private void endWaits() {
    IllegalStateException reason = stopped();
    hear();
    heard.forEach(done -> done.completeExceptionally(reason));
    waits.forEach(wait -> wait.done().completeExceptionally(reason));
  }

  private void pause(long millis) {
    try {
      if (closing.await(millis, TimeUnit.MILLISECONDS)) {
        LOGGER.atDebug().addKeyValue("topics", topics).log("reader closes");
      }
    } catch (InterruptedException e) {
      closing.countDown();
    }
  }
}
