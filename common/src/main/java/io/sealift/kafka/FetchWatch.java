package io.sealift.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Polls, and notices that a consumer asks and asks and is not given the records that there are. A
 * broker that cannot read its own disk answers with an error that the client keeps to itself, and
 * asks again at once, hundreds of times a second, for ever; or that the client takes for a defect.
 * Confined to the consumers' thread.
 */
public final class FetchWatch {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  // At rest each request waits for half a second, and a slow one is one only.
  private static final double MANY_FETCHES = 20;

  private @Nullable KafkaConsumer<?, ?> watched;
  private double fetches;
  private Map<TopicPartition, Long> behind = Map.of();
  private long checkedAt = System.nanoTime();

  /**
   * Polls; one consumer may follow another.
   *
   * @throws KafkaException also when there are records that were asked for many times in vain, and
   *     when the broker answers what the client does not know
   */
  public <K, V> ConsumerRecords<K, V> poll(KafkaConsumer<K, V> consumer, Duration timeout) {
    ConsumerRecords<K, V> records;
    try {
      records = consumer.poll(timeout);
    } catch (IllegalStateException e) {
      throw new KafkaException(String.valueOf(e.getMessage()), e);
    }
    if (records.isEmpty() && System.nanoTime() - checkedAt > INTERVAL_NANOS) {
      check(consumer);
    }
    return records;
  }

  private void check(KafkaConsumer<?, ?> consumer) {
    checkedAt = System.nanoTime();
    double before = consumer.equals(watched) ? fetches : 0;
    watched = consumer;
    fetches = fetches(consumer);
    try {
      behind = fetches - before < MANY_FETCHES ? Map.of() : behind(consumer);
    } catch (TimeoutException e) {
      // Whether Kafka answers at all is asked elsewhere.
      behind = Map.of();
    }
  }

  private static double fetches(KafkaConsumer<?, ?> consumer) {
    return consumer.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("fetch-total"))
        .mapToDouble(metric -> (Double) metric.metricValue())
        .sum();
  }

  private Map<TopicPartition, Long> behind(KafkaConsumer<?, ?> consumer) {
    Map<TopicPartition, Long> found = new HashMap<>();
    consumer
        .endOffsets(consumer.assignment(), PATIENCE)
        .forEach(
            (partition, end) -> {
              long position = consumer.position(partition, PATIENCE);
              if (position < end) {
                found.put(partition, position);
                refuse(partition, position, end);
              }
            });
    return found;
  }

  private void refuse(TopicPartition partition, long position, long end) {
    if (behind.getOrDefault(partition, -1L) == position) {
      throw new KafkaException(
          "%s has records from offset %d to %d, but Kafka does not hand them out"
              .formatted(partition, position, end));
    }
  }
}
