package io.sealift.system.cluster;

import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
import static io.sealift.system.cluster.TestCluster.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every role serves at {@code /metrics} after an import, a plain and a sealed copy, and an
 * export.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsIT {
  private static final TestDisk DISK = new TestDisk(29, 3, 4);

  private final TestCluster cluster;
  private final ClusterClient client;
  private final JsonNode image;
  private final Scrape coordinator;
  private final Scrape source;
  private final Scrape verbatim;
  private final Scrape resealed;

  MetricsIT(@TempDir Path work) throws Exception {
    this.cluster = TestCluster.start(work.resolve("cluster"));
    this.client = cluster.client();
    String imageId = client.importImage(NORTH, "web", DISK.write(work.resolve("disk.raw")));
    this.image = client.get("/v1/images/" + imageId);
    ObjectNode request =
        ClusterClient.withEncrypted(ClusterClient.copy(imageId, NORTH, SOUTH), WEST, "");
    String jobId = client.submit(request);
    client.awaitSucceeded(jobId);
    client.exportImage(client.imageOf(jobId, WEST), WEST, work.resolve("exported.raw"));
    this.coordinator = page(cluster.endpoint());
    this.source = page(cluster.management(NORTH, 1));
    this.verbatim = page(cluster.management(SOUTH, 1));
    this.resealed = page(cluster.management(WEST, 1));
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  private static Scrape page(URI role) throws IOException, InterruptedException {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(role.resolve("metrics")).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return Scrape.of(response.body());
  }

  @Test
  void bytesAreCountedByThePathTheyTook() {
    double plain = DISK.dataBytes();
    double stored = image.path("disks").path(0).path("storedBytes").asDouble();

    assertThat(source.bytes("uploaded")).isEqualTo(plain);
    assertThat(source.bytes("sealed")).isEqualTo(plain);
    assertThat(source.bytes("sendfile")).isBetween(2 * plain, 2 * stored * 1.01);
    assertThat(verbatim.bytes("verbatim")).isBetween(plain, stored);
    assertThat(verbatim.bytes("resealed")).isZero();
    assertThat(resealed.bytes("resealed")).isEqualTo(plain);
    assertThat(resealed.bytes("verbatim")).isZero();
    assertThat(resealed.bytes("downloaded")).isEqualTo(plain);
    assertThat(verbatim.bytes("user-copy")).isBetween(plain, stored * 1.01);
    assertThat(verbatim.bytes("zero")).isEqualTo(resealed.bytes("zero")).isGreaterThan(plain);
  }

  @Test
  void agentsCountSegmentsKeyCallsAndFailures() {
    for (Scrape agent : new Scrape[] {verbatim, resealed}) {
      assertThat(agent.value("sealift_segments_total", "outcome=\"sealed\""))
          .isEqualTo(DISK.segments());
      assertThat(agent.value("sealift_kms_calls_seconds_count")).isPositive();
      assertThat(agent.value("sealift_attempts_running")).isZero();
      assertThat(agent.value("sealift_store_free_bytes")).isPositive();
      assertThat(agent.value("sealift_attempt_failures_total")).isZero();
      assertThat(agent.has("sealift_attempt_failures_total")).isTrue();
      assertThat(agent.has("sealift_seal_speed")).isTrue();
      assertThat(agent.value("sealift_store_size_bytes")).isPositive();
      assertThat(agent.value("sealift_certificate_remaining_seconds")).isPositive();
      assertThat(agent.value("sealift_task_wait_seconds_count")).isPositive();
      assertThat(agent.value("sealift_stage_time_seconds_total", "stage=\"network\"")).isPositive();
    }
    assertThat(source.value("sealift_kms_calls_seconds_count")).isPositive();
  }

  @Test
  void theCoordinatorCountsWhatItDecided() {
    assertThat(coordinator.value("sealift_engine_owner")).isEqualTo(1);
    assertThat(coordinator.value("sealift_jobs", "state=\"SUCCEEDED\"")).isEqualTo(2);
    assertThat(coordinator.value("sealift_targets", "state=\"AVAILABLE\"")).isEqualTo(3);
    assertThat(
            coordinator.value("sealift_targets", "region=\"" + WEST + "\"", "state=\"AVAILABLE\""))
        .isEqualTo(1);
    assertThat(coordinator.value("sealift_decision_latency_seconds_count")).isPositive();
    assertThat(coordinator.value("sealift_decision_latency_seconds_sum")).isBetween(0.0, 600.0);
    assertThat(coordinator.value("sealift_journal_records_total")).isGreaterThan(10);
    assertThat(coordinator.value("sealift_agents", "region=\"" + WEST + "\"", "state=\"alive\""))
        .isPositive();
    assertThat(coordinator.has("sealift_task_lag")).isTrue();
    assertThat(coordinator.value("sealift_queue_wait_seconds_count")).isEqualTo(3);
    assertThat(coordinator.value("sealift_target_duration_seconds_count")).isEqualTo(3);
    for (String name :
        new String[] {
          "sealift_queue_depth",
          "sealift_queue_age_seconds",
          "sealift_redispatches_total",
          "sealift_fenced_results_total",
          "sealift_authentication_refusals_total",
          "sealift_addresses_throttled_total"
        }) {
      assertThat(coordinator.has(name)).as(name).isTrue();
      assertThat(coordinator.value(name)).as(name).isZero();
    }
  }
}
