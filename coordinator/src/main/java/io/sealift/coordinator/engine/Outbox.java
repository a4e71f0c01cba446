package io.sealift.coordinator.engine;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What follows from journal records. Messages, and how far the inputs are decided, become visible
 * together with them. Tasks go out once the records are durable: they only say again what the
 * journal holds, and one that is lost on the way is published again when nobody starts it.
 *
 * @param offsets may be empty
 * @param group whose offsets they are; null when there are none
 */
public record Outbox(
    List<ProducerRecord<String, byte[]>> messages,
    List<ProducerRecord<String, byte[]>> tasks,
    Map<TopicPartition, OffsetAndMetadata> offsets,
    @Nullable ConsumerGroupMetadata group) {
  /** Nothing follows. */
  public static final Outbox EMPTY = new Outbox(List.of(), List.of(), Map.of(), null);

  public Outbox {
    messages = List.copyOf(messages);
    tasks = List.copyOf(tasks);
    offsets = Map.copyOf(offsets);
  }
}
