package io.sealift.coordinator.engine;

import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a new owner begins to read its inputs: where its group's committed offsets are. Kafka does
 * not tell them while they are part of a transaction that has not ended, and one that it has
 * forgotten to end (see {@link LeftOpen}) would have the consumer ask for ever, and the engine
 * decide nothing. Then what was committed before that transaction counts: what the last owner has
 * decided is decided again, and changes nothing. Confined to the engine's thread.
 */
final class InputPositions {
  private static final Logger LOGGER = LoggerFactory.getLogger(InputPositions.class);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final long ADMIN_SECONDS = 30;

  private final KafkaSettings settings;

  InputPositions(KafkaSettings settings) {
    this.settings = settings;
  }

  /**
   * Makes sure that the consumer has a position in each of its partitions; to be called when every
   * earlier owner is fenced.
   *
   * @return the positions that the group is to be given with the next decision; empty when it has
   *     them
   */
  Map<TopicPartition, OffsetAndMetadata> settle(KafkaConsumer<String, byte[]> consumer) {
    Set<TopicPartition> inputs = consumer.assignment();
    try {
      inputs.forEach(input -> consumer.position(input, PATIENCE));
      return Map.of();
    } catch (TimeoutException e) {
      LOGGER
          .atWarn()
          .addKeyValue("reason", e.getMessage())
          .log("committed offsets are not told, inputs are read from those before");
    }
    Map<TopicPartition, OffsetAndMetadata> known = known();
    Map<TopicPartition, OffsetAndMetadata> settled = new HashMap<>();
    for (TopicPartition input : inputs) {
      @Nullable OffsetAndMetadata at = known.get(input);
      if (at == null) {
        consumer.seekToBeginning(List.of(input));
      } else {
        consumer.seek(input, at.offset());
      }
      settled.put(input, new OffsetAndMetadata(consumer.position(input, PATIENCE)));
    }
    return settled;
  }

  private Map<TopicPartition, OffsetAndMetadata> known() {
    try (Admin admin = Admin.create(settings.admin())) {
      return admin
          .listConsumerGroupOffsets(
              Topics.ENGINE_GROUP, new ListConsumerGroupOffsetsOptions().requireStable(false))
          .partitionsToOffsetAndMetadata()
          .get(ADMIN_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new KafkaException("cannot read the offsets of " + Topics.ENGINE_GROUP, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }
}
