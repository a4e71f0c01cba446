package io.sealift.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.agent.certificate.CertificateAuthority;
import io.sealift.config.ConfigException;
import io.sealift.tls.CertificateFiles;
import io.sealift.tls.Pem;
import io.sealift.tls.TlsCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegionAgentConfigTest {
  private static final String SAFE =
      """
      agent.id = north-1
      agent.region = north
      agent.store-directory = store
      agent.key-ring-directory = keys
      """;

  @TempDir Path work;

  private RegionAgentSettings read(String... lines) throws Exception {
    Path file = work.resolve("agent.properties");
    Files.writeString(file, SAFE + String.join("\n", lines));
    return RegionAgentConfig.of(RegionAgentConfig.read(Optional.of(file), Map.of()));
  }

  @Test
  void unsafeSettingsAreToldTogetherEachWithItsWayOut() {
    assertThatThrownBy(
            () -> read("kafka.bootstrap-servers = kafka-1:9092", "agent.bind-host = 10.1.0.5"))
        .isInstanceOfSatisfying(
            ConfigException.class,
            refused ->
                assertThat(refused.problems())
                    .containsExactly(
                        "agent.bind-host: others reach 10.1.0.5, and it would be served in the"
                            + " clear: set agent.management-certificate, or"
                            + " agent.management-clear-text = true",
                        "kafka.bootstrap-servers: kafka-1:9092 would be reached in the clear: set"
                            + " kafka.client.security.protocol = SSL, or kafka.clear-text = true"));
  }

  @Test
  void theClearIsServedWhereAnOperatorSaysSo() throws Exception {
    RegionAgentSettings settings =
        read(
            "kafka.bootstrap-servers = kafka-1:9092",
            "kafka.clear-text = true",
            "agent.bind-host = 10.1.0.5",
            "agent.management-clear-text = true");

    assertThat(settings.managementCertificate()).isEmpty();
  }

  @Test
  void aManagementPortWithACertificateMayBeReached() throws Exception {
    TlsCertificate authority = CertificateAuthority.create("ca", Instant.now(), Duration.ofDays(1));
    Path certificate = Files.writeString(work.resolve("tls.pem"), Pem.of(authority.chain()));
    Path key = Files.writeString(work.resolve("tls.key"), Pem.of(authority.key()));

    RegionAgentSettings settings =
        read(
            "kafka.bootstrap-servers = localhost:9092",
            "agent.bind-host = 10.1.0.5",
            "agent.management-certificate = " + certificate,
            "agent.management-key = " + key);

    assertThat(settings.managementCertificate()).contains(new CertificateFiles(certificate, key));
  }

  @Test
  void anAgentHasASlotForEachProcessorUnlessItIsTold() throws Exception {
    int processors = Runtime.getRuntime().availableProcessors();

    assertThat(read("kafka.bootstrap-servers = localhost:9092").limits().slots())
        .isEqualTo(processors < 2 ? 2 : processors > 16 ? 16 : processors);
    assertThat(read("kafka.bootstrap-servers = localhost:9092", "agent.slots = 5").limits().slots())
        .isEqualTo(5);
  }
}
