package io.sealift.system.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Everything that one topic holds now, as its readers see it: committed records alone. */
record TopicRecords(List<ConsumerRecord<String, byte[]>> records) {
  private static final Duration POLL = Duration.ofMillis(200);

  static TopicRecords read(String kafkaServers, String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            kafkaServers,
            "isolation.level",
            "read_committed",
            "fetch.max.wait.ms",
            10);
    List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        consumer.poll(POLL).forEach(found::add);
      }
    }
    return new TopicRecords(found);
  }

  /** The values as JSON, without tombstones. */
  List<JsonNode> json() {
    return records.stream().filter(r -> r.value() != null).map(TopicRecords::json).toList();
  }

  List<JsonNode> json(Predicate<JsonNode> wanted) {
    return json().stream().filter(wanted).toList();
  }

  /** How many values were written under each key that starts so. */
  List<String> keysWritten(String start) {
    return records.stream()
        .filter(r -> r.value() != null && r.key().startsWith(start))
        .map(ConsumerRecord::key)
        .toList();
  }

  static String header(ConsumerRecord<String, byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static JsonNode json(ConsumerRecord<String, byte[]> record) {
    try {
      return StrictJson.mapper().readTree(record.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
