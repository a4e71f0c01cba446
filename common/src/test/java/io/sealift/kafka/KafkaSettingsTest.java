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
        .containsEntry("check.crcs", true)
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
        "group.instance.id",
        "client.id",
        "check.crcs",
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

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\r", "\u0000", "a\u0085b", "\t"})
  void aValueIsOneLineAndIsNotQuoted(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KafkaSettings("k:9092", Map.of("ssl.key.password", value)))
        .withMessage("ssl.key.password: must be one line of at most 8192 characters");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KafkaSettings.of("k:9092" + value))
        .withMessage("bootstrap servers must be host:port, separated by commas");
  }

  @Test
  void aValueHasALimit() {
    String longest = "x".repeat(8_192);
    assertThat(new KafkaSettings("k:9092", Map.of("sasl.jaas.config", longest)).admin())
        .containsEntry("sasl.jaas.config", longest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KafkaSettings("k:9092", Map.of("sasl.jaas.config", longest + "x")))
        .withMessage("sasl.jaas.config: must be one line of at most 8192 characters");
  }

  @Test
  void certificatesAsTextHaveSeveralLines() {
    String chain = "-----BEGIN CERTIFICATE-----\n" + "A".repeat(20_000) + "\n";
    assertThat(new KafkaSettings("k:9092", Map.of("ssl.truststore.certificates", chain)).admin())
        .containsEntry("ssl.truststore.certificates", chain);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new KafkaSettings(
                    "k:9092", Map.of("ssl.keystore.key", "x".repeat((256 << 10) + 1))))
        .withMessage("ssl.keystore.key: must have at most 262144 characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\nb", "\u0430cks"})
  void aNameIsAName(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KafkaSettings("k:9092", Map.of(name, "x")))
        .withMessage(name + ": a name is up to 200 letters, digits, dots, dashes and underscores");
  }

  @Test
  void credentialsDoNotShow() {
    assertThat(settings).hasToString("KafkaSettings[k1:9092,k2:9092]");
  }
}
