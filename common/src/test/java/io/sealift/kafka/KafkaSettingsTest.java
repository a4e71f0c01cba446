package io.sealift.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaSettingsTest {
  private final KafkaSettings settings =
      new KafkaSettings(
          "k1:9092,k2:9092",
          Map.of(
              "security.protocol",
              "SSL",
              "ssl.keystore.password",
              "hunter2",
              "request.timeout.ms",
              "5000"));

  @Test
  void everyClientIsBuiltSoThatNothingIsLostInSilence() {
    assertThat(settings.producer())
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true);
    assertThat(settings.consumer("g"))
        .containsEntry("group.id", "g")
        .containsEntry("enable.auto.commit", false)
        .containsEntry("auto.offset.reset", "earliest")
        .containsEntry("isolation.level", "read_committed")
        .containsEntry("allow.auto.create.topics", false);
    assertThat(settings.transactionalProducer("t")).containsEntry("transactional.id", "t");
    assertThat(settings.shareConsumer("g"))
        .containsEntry("share.acknowledgement.mode", "explicit")
        .doesNotContainKeys("enable.auto.commit", "auto.offset.reset", "isolation.level");
  }

  @Test
  void everyClientTakesTheProperties() {
    Map<String, Object> producer = settings.producer();

    assertThat(new ProducerConfig(producer).getString("security.protocol")).isEqualTo("SSL");
    assertThat(new ConsumerConfig(settings.consumer("g")).getInt("request.timeout.ms"))
        .isEqualTo(5000);
    assertThat(new AdminClientConfig(settings.admin()).getList("bootstrap.servers"))
        .containsExactly("k1:9092", "k2:9092");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acks",
        "enable.auto.commit",
        "isolation.level",
        "bootstrap.servers",
        "group.id",
        "transactional.id",
        "config.providers",
        "config.providers.file.class",
        "interceptor.classes",
        "metric.reporters",
      })
  void whatCorrectnessRestsOnCannotBeOverridden(String property) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KafkaSettings("k:9092", Map.of(property, "x")))
        .withMessage("Kafka client properties that may not be set: [%s]", property);
  }

  @Test
  void credentialsDoNotShow() {
    assertThat(settings).hasToString("KafkaSettings[k1:9092,k2:9092]");
  }
}
