package io.sealift.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.coordinator.Coordinator;
import io.sealift.coordinator.CoordinatorSettings;
import io.sealift.copy.RegionId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.Topics;
import io.sealift.standalone.EmbeddedKafka;
import io.sealift.system.kafka.TopicChanges;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator whose journal is deleted, and made anew, under its hands. */
class LostJournalIT {
  private static final Set<RegionId> REGIONS = Set.of(new RegionId("north"));

  @TempDir private Path directory;

  private Coordinator start(KafkaSettings kafka, Telemetry telemetry) throws Exception {
    return Coordinator.start(
        new CoordinatorSettings(
            Optional.empty(), REGIONS, kafka, directory.resolve("data"), "127.0.0.1", 0, 5, 5, 1),
        telemetry);
  }

  private static String readiness(Coordinator coordinator)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:%d/health/ready".formatted(coordinator.port())))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static void awaitReadiness(Coordinator coordinator, String text) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(readiness(coordinator)).contains(text));
  }

  @Test
  void itIsNotTakenForAnEmptyClusterUnlessSomebodySaysSo() throws Exception {
    Path mark = directory.resolve("data").resolve("journal.generation");
    try (EmbeddedKafka broker =
            new EmbeddedKafka(Files.createDirectories(directory.resolve("kafka")), 0);
        Telemetry telemetry = new Telemetry()) {
      KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
      try (Coordinator coordinator = start(kafka, telemetry)) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(mark));
        new TopicChanges(kafka, REGIONS).makeAnew(Topics.JOURNAL);

        awaitReadiness(coordinator, "Restore the topic from a backup");
      }

      assertThatThrownBy(() -> start(kafka, telemetry))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("the journal has lost records")
          .hasMessageContaining(mark.toString());

      Files.delete(mark);
      try (Coordinator anew = start(kafka, telemetry)) {
        awaitReadiness(anew, "\"ready\"");
      }
    }
  }
}
