package io.sealift.agent.intake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a compacted topic as a whole and then follows it, on a thread of its own. It keeps no
 * offsets: whoever starts reads from the beginning. After a failure it begins anew, so handlers see
 * records again.
 */
public final class CompactedTopicReader implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(CompactedTopicReader.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration JOIN_PATIENCE = Duration.ofSeconds(5);
  private static final long RETRY_MILLIS = 500;

  private final KafkaConnection kafka;
  private final String topic;
  private final BiConsumer<String, byte @Nullable []> handler;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;

  /** A reader of one topic; the handler gets key and value, or no value where a key was removed. */
  public CompactedTopicReader(
      KafkaConnection kafka, String topic, BiConsumer<String, byte @Nullable []> handler) {
    this.kafka = kafka;
    this.topic = topic;
    this.handler = handler;
    this.thread = new Thread(this::run, "reader-" + topic);
  }

  /** Starts to read. */
  public void start() {
    thread.start();
  }

  /**
   * Waits until everything that was there at the start has been handled; false when that takes too
   * long.
   */
  public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
    return caughtUp.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void run() {
    while (!isStopped()) {
      try (KafkaConsumer<String, byte[]> consumer = kafka.reader()) {
        follow(consumer);
      } catch (WakeupException e) {
        return;
      } catch (KafkaException e) {
        LOGGER
            .atWarn()
            .addKeyValue("topic", topic)
            .setCause(e)
            .log("reading a topic failed, beginning anew");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void follow(KafkaConsumer<String, byte[]> consumer) throws InterruptedException {
    List<TopicPartition> partitions = partitions(consumer);
    if (partitions.isEmpty()) {
      return;
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    while (!isStopped()) {
      ends.keySet()
          .removeIf(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
      if (ends.isEmpty()) {
        caughtUp.countDown();
      }
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        handle(record);
      }
    }
  }

  private List<TopicPartition> partitions(KafkaConsumer<String, byte[]> consumer)
      throws InterruptedException {
    List<TopicPartition> partitions = new ArrayList<>();
    for (PartitionInfo partition : consumer.partitionsFor(topic)) {
      partitions.add(new TopicPartition(topic, partition.partition()));
    }
    if (partitions.isEmpty() && !stopped.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
      LOGGER.atInfo().addKeyValue("topic", topic).log("waiting for a topic to be created");
    }
    return partitions;
  }

  private void handle(ConsumerRecord<String, byte[]> record) {
    if (record.key() == null) {
      LOGGER
          .atWarn()
          .addKeyValue("topic", topic)
          .addKeyValue("offset", record.offset())
          .log("record without key skipped");
      return;
    }
    handler.accept(record.key(), record.value());
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  @Override
  public void close() {
    stopped.countDown();
    try {
      thread.join(JOIN_PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
