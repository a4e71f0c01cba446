package io.sealift.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
  private static final String TOPIC = "tasks";
  private static final String GROUP = "agents";

  @TempDir Path directory;

  @Test
  void aRestartKeepsAddressTopicsRecordsAndAcknowledgements() throws Exception {
    String address;
    try (EmbeddedKafka kafka = new EmbeddedKafka(directory, 0)) {
      address = kafka.bootstrapServers();
      createTopic(kafka);
      send(kafka, "first");
      send(kafka, "second");
      assertThat(takeOneRenewedAndAccepted(kafka)).isEqualTo("first");
    }
    try (EmbeddedKafka kafka = new EmbeddedKafka(directory, 0)) {
      assertThat(kafka.bootstrapServers()).isEqualTo(address);
      assertThat(readAll(kafka)).containsExactly("first", "second");
      assertThat(takeOneRenewedAndAccepted(kafka)).isEqualTo("second");
    }
  }

  private static void createTopic(EmbeddedKafka kafka) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(new NewTopic(TOPIC, 1, (short) 1).configs(Map.of("flush.messages", "1"))))
          .all()
          .get();
      ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, GROUP);
      admin
          .incrementalAlterConfigs(
              Map.of(
                  group,
                  List.of(
                      set("share.record.lock.duration.ms", "5000"),
                      set("share.auto.offset.reset", "earliest"))))
          .all()
          .get();
    }
  }

  private static AlterConfigOp set(String name, String value) {
    return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
  }

  private static void send(EmbeddedKafka kafka, String value) throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(TOPIC, value)).get();
    }
  }

  /** Takes a record, renews its lock twice past a poll, accepts it, and leaves the group. */
  private static String takeOneRenewedAndAccepted(EmbeddedKafka kafka) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    settings.put("group.id", GROUP);
    settings.put("share.acknowledgement.mode", "explicit");
    settings.put("share.acquire.mode", "record_limit");
    settings.put("max.poll.records", 1);
    try (KafkaShareConsumer<String, String> consumer =
        new KafkaShareConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(TOPIC));
      ConsumerRecord<String, String> task = pollOne(consumer);
      for (int renewal = 0; renewal < 2; renewal++) {
        consumer.acknowledge(task, AcknowledgeType.RENEW);
        assertThat(consumer.commitSync())
            .allSatisfy((partition, failure) -> assertThat(failure).isEmpty());
        task = pollOne(consumer);
      }
      consumer.acknowledge(task, AcknowledgeType.ACCEPT);
      assertThat(consumer.commitSync())
          .allSatisfy((partition, failure) -> assertThat(failure).isEmpty());
      return task.value();
    }
  }

  private static ConsumerRecord<String, String> pollOne(
      KafkaShareConsumer<String, String> consumer) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (System.nanoTime() < deadline) {
      for (ConsumerRecord<String, String> task : consumer.poll(Duration.ofMillis(500))) {
        return task;
      }
    }
    throw new AssertionError("no record within 30 s");
  }

  private static List<String> readAll(EmbeddedKafka kafka) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
      return StreamSupport.stream(consumer.poll(Duration.ofSeconds(20)).spliterator(), false)
          .map(ConsumerRecord::value)
          .toList();
    }
  }
}
