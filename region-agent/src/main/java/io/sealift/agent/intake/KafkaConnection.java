package io.sealift.agent.intake;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * How to reach Kafka, and the clients an agent uses, each with every setting that correctness rests
 * on.
 *
 * @param properties further client settings, such as security; they may not replace the ones set
 *     here
 */
public record KafkaConnection(String bootstrapServers, Map<String, String> properties) {
  private static final int REQUEST_TIMEOUT_MILLIS = 10_000;
  private static final int DELIVERY_TIMEOUT_MILLIS = 30_000;
  // A slot's poll thread waits for its attempt; it polls at each renewal, and rests only after it
  // lost the task.
  private static final int MAX_POLL_INTERVAL_MILLIS = 3_600_000;

  public KafkaConnection {
    properties = Map.copyOf(properties);
  }

  Admin admin() {
    return Admin.create(common("admin"));
  }

  KafkaProducer<String, byte[]> producer() {
    Map<String, Object> settings = common("producer");
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MILLIS);
    return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
  }

  /** A consumer without a group: it is assigned partitions and keeps no offsets. */
  KafkaConsumer<String, byte[]> reader() {
    Map<String, Object> settings = common("reader");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // The engine writes orders in transactions; what a deposed engine could not commit is no order.
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * A member of a share group that holds one record at a time and says of each what became of it:
   * {@link AcknowledgeType#ACCEPT}, {@link AcknowledgeType#RELEASE}, {@link AcknowledgeType#REJECT}
   * or {@link AcknowledgeType#RENEW}.
   */
  KafkaShareConsumer<String, byte[]> shareConsumer(String group) {
    Map<String, Object> settings = common("tasks");
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, MAX_POLL_INTERVAL_MILLIS);
    settings.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    settings.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    return new KafkaShareConsumer<>(
        settings, new StringDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> common(String purpose) {
    Map<String, Object> settings = new HashMap<>(properties);
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, "sealift-agent-" + purpose);
    settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
    return settings;
  }

  // Security settings hold passwords.
  @Override
  public String toString() {
    return "KafkaConnection[" + bootstrapServers + "]";
  }
}
