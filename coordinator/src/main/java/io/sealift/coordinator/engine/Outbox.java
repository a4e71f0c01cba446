package io.sealift.coordinator.engine;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What becomes visible together with journal records: messages, and how far the inputs are decided.
 *
 * @param offsets may be empty
 * @param group whose offsets they are; null when there are none
 */
public record Outbox(
    List<ProducerRecord<String, byte[]>> messages,
    Map<TopicPartition, OffsetAndMetadata> offsets,
    @Nullable ConsumerGroupMetadata group) {
  public Outbox {
    messages = List.copyOf(messages);
    offsets = Map.copyOf(offsets);
  }
}
