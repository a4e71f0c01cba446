package io.sealift.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.config.ConfigException;
import io.sealift.copy.RegionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoordinatorSettingsTest {
  private static final String SAFE =
      """
      regions = north
      coordinator.data-directory = data
      """;

  @TempDir Path work;

  private CoordinatorSettings read(String... lines) throws Exception {
    Path file = work.resolve("coordinator.properties");
    Files.writeString(file, SAFE + String.join("\n", lines));
    return CoordinatorSettings.of(CoordinatorSettings.read(Optional.of(file), Map.of()));
  }

  @Test
  void onLoopbackTheClearIsNobodysBusiness() throws Exception {
    assertThat(read("kafka.bootstrap-servers = localhost:9092, 127.0.0.1:9093").certificate())
        .isEmpty();
  }

  @Test
  void unsafeSettingsAreToldTogetherEachWithItsWayOut() {
    assertThatThrownBy(
            () ->
                read(
                    "kafka.bootstrap-servers = localhost:9092, kafka-2:9092",
                    "coordinator.bind-host = 0.0.0.0",
                    "coordinator.port = 99999"))
        .isInstanceOfSatisfying(
            ConfigException.class,
            refused ->
                assertThat(refused.problems())
                    .containsExactlyInAnyOrder(
                        "coordinator.port: must be 0 to 65535",
                        "coordinator.bind-host: others reach 0.0.0.0, and it would be served in the"
                            + " clear: set coordinator.tls-certificate, or coordinator.clear-text ="
                            + " true",
                        "kafka.bootstrap-servers: localhost:9092, kafka-2:9092 would be reached in"
                            + " the clear: set kafka.client.security.protocol = SSL, or"
                            + " kafka.clear-text = true"));
  }

  @Test
  void theClearIsServedWhereAnOperatorSaysSo() throws Exception {
    CoordinatorSettings settings =
        read(
            "kafka.bootstrap-servers = kafka-1:9092",
            "kafka.clear-text = true",
            "coordinator.bind-host = 0.0.0.0",
            "coordinator.clear-text = true");

    assertThat(settings.bindHost()).isEqualTo("0.0.0.0");
  }

  @Test
  void brokersElsewhereAreReachedWithTls() throws Exception {
    assertThat(
            read(
                    "kafka.bootstrap-servers = kafka-1:9092",
                    "kafka.client.security.protocol = sasl_ssl")
                .kafka()
                .bootstrapServers())
        .isEqualTo("kafka-1:9092");
    assertThatThrownBy(
            () ->
                read(
                    "kafka.bootstrap-servers = kafka-1:9092",
                    "kafka.client.security.protocol = SASL_PLAINTEXT"))
        .hasMessageContaining("would be reached in the clear");
  }

  @Test
  void aCertificateThatCannotBeUsedStopsTheStart() {
    assertThatThrownBy(
            () ->
                read(
                    "kafka.bootstrap-servers = localhost:9092",
                    "coordinator.tls-certificate = " + work.resolve("none.pem"),
                    "coordinator.tls-key = " + work.resolve("none.key")))
        .hasMessage(
            "coordinator.tls-certificate: %s: there is no such file", work.resolve("none.pem"));
    assertThatThrownBy(
            () ->
                read(
                    "kafka.bootstrap-servers = localhost:9092",
                    "coordinator.tls-certificate = tls.pem"))
        .hasMessage("coordinator.tls-key: is required beside coordinator.tls-certificate");
  }

  @Test
  void aRegionThatIsToEncryptMustBeOneOfTheCluster() throws Exception {
    assertThat(
            read("kafka.bootstrap-servers = localhost:9092", "copy.encrypted-regions = north")
                .catalog()
                .encrypts(new RegionId("north")))
        .isTrue();
    assertThatThrownBy(
            () ->
                read("kafka.bootstrap-servers = localhost:9092", "copy.encrypted-regions = nroth"))
        .hasMessage("copy.encrypted-regions: nroth is not in regions");
  }
}
