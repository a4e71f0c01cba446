package io.sealift.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.coordinator.Coordinator;
import io.sealift.coordinator.CoordinatorSettings;
import io.sealift.copy.RegionId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.standalone.EmbeddedKafka;
import io.sealift.telemetry.Telemetry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Coordinators that do not belong together, on one Kafka. */
class CoordinatorIdentityIT {
  @TempDir Path directory;
  private EmbeddedKafka kafka;

  @BeforeEach
  void startKafka() throws IOException {
    kafka = new EmbeddedKafka(Files.createDirectories(directory.resolve("kafka")), 0);
  }

  @AfterEach
  void stopKafka() {
    kafka.close();
  }

  private Coordinator start(String data, Optional<String> id, Telemetry telemetry)
      throws Exception {
    return Coordinator.start(
        new CoordinatorSettings(
            id,
            Set.of(new RegionId("north")),
            KafkaSettings.of(kafka.bootstrapServers()),
            directory.resolve(data),
            "127.0.0.1",
            0,
            5,
            5,
            1),
        telemetry);
  }

  private static HttpResponse<String> get(Coordinator coordinator, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:%d%s".formatted(coordinator.port(), path)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static boolean owns(Coordinator coordinator) throws Exception {
    return get(coordinator, "/metrics")
        .body()
        .lines()
        .anyMatch(line -> line.startsWith("sealift_engine_owner") && line.endsWith(" 1.0"));
  }

  @Test
  void aCoordinatorOfAnotherClusterIsRefused() throws Exception {
    try (Telemetry telemetry = new Telemetry();
        Coordinator first = start("one", Optional.empty(), telemetry)) {
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> owns(first));

      assertThatThrownBy(() -> start("other", Optional.empty(), telemetry))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("coordinator.data-directory: the Kafka at ")
          .hasMessageEndingWith("secrets.key does not open");

      assertThat(owns(first)).isTrue();
    }
  }

  @Test
  void oneOfTwoWithTheSameIdStopsDecidingAndSaysSo() throws Exception {
    try (Telemetry telemetry = new Telemetry();
        Telemetry another = new Telemetry();
        Coordinator first = start("data", Optional.of("same"), telemetry)) {
      Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> owns(first));
      try (Coordinator second = start("data", Optional.of("same"), another)) {
        Awaitility.await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> get(first, "/health/ready").statusCode() == 503);
        assertThat(get(first, "/health/ready").body()).contains("another coordinator runs as same");

        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> owns(second));
        assertThat(owns(first)).isFalse();
        assertThat(get(second, "/health/ready").statusCode()).isEqualTo(200);
      }
    }
  }
}
