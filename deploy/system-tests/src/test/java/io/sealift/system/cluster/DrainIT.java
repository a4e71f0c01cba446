package io.sealift.system.cluster;

import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.kafka.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Agents that are told to stop while a copy runs, in the target region and in the source region.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DrainIT {
  private static final TestDisk DISK = new TestDisk(17, 6, 8);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final long SECONDS_FOR_A_SEGMENT = 2 << 20;
  private static final long MINUTES_FOR_A_SEGMENT = 64 << 10;
  private static final int LEAVING = 1;
  private static final int STAYING = 2;

  private final Path work;
  private final Path disk;
  private final TestCluster cluster;
  private final ClusterClient client;
  private final String imageId;

  DrainIT(@TempDir Path work) throws Exception {
    this.work = work;
    this.disk = DISK.write(work.resolve("disk.raw"));
    this.cluster = TestCluster.start(work.resolve("cluster"));
    this.client = cluster.client();
    this.imageId = client.importImage(NORTH, "drained", disk);
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  /** Starts the agent that leaves, with its grace, a copy that it works on, and another agent. */
  private String copyWithAnAgentThatLeaves(String region, Duration grace, long bytesPerSecond)
      throws Exception {
    cluster.stopAgent(region, LEAVING);
    cluster.stopAgent(region, STAYING);
    cluster.startAgent(region, LEAVING, grace);
    String jobId =
        client.submit(
            ClusterClient.copy(imageId, NORTH, SOUTH).put("maxBytesPerSecond", bytesPerSecond));
    client.awaitState(jobId, SOUTH, "CREATING");
    Awaitility.await()
        .atMost(ClusterClient.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> isBusy(region));
    cluster.startAgent(region, STAYING);
    return jobId;
  }

  private boolean isBusy(String region) {
    Scrape metrics = cluster.metrics(region, LEAVING);
    return region.equals(SOUTH)
        ? metrics.value("sealift_attempts_running") > 0
        : metrics.bytes("sendfile") > 0;
  }

  private List<JsonNode> reports(String jobId, String type) {
    return TopicRecords.read(cluster.kafkaServers(), Topics.PROGRESS)
        .json(
            report ->
                report.path("type").asText().equals(type)
                    && report.path("head").path("jobId").asText().equals(jobId));
  }

  private Set<String> attempts(String jobId, String type, int agent) {
    return reports(jobId, type).stream()
        .filter(report -> report.path("agentId").asText().equals(SOUTH + "-" + agent))
        .map(report -> report.path("attempt").asText())
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** The copy was slow for the sake of what happened to it; the rest of it need not be. */
  private void requireUnderWayAndHurry(String jobId) throws Exception {
    assertThat(client.job(jobId).path("state").asText()).isEqualTo("RUNNING");
    client.post(
        "/v1/jobs/%s/limit".formatted(jobId),
        ClusterClient.object().put("maxBytesPerSecond", 1 << 30));
  }

  private void assertEqualToSource(String jobId) throws Exception {
    client.awaitSucceeded(jobId);
    Path exported =
        client.exportImage(client.imageOf(jobId, SOUTH), SOUTH, work.resolve(jobId + ".raw"));
    assertThat(Files.mismatch(disk, exported)).isEqualTo(-1);
  }

  @Test
  void anAgentThatStopsEndsItsSegmentsAndTakesNoMore() throws Exception {
    String jobId = copyWithAnAgentThatLeaves(SOUTH, LONG, SECONDS_FOR_A_SEGMENT);
    Set<String> begun = attempts(jobId, "attempt-running", LEAVING);

    cluster.stopAgent(SOUTH, LEAVING);

    requireUnderWayAndHurry(jobId);
    Set<String> ended = attempts(jobId, "segment-sealed", LEAVING);
    assertThat(ended).isNotEmpty();
    ended.addAll(attempts(jobId, "target-prepared", LEAVING));
    assertThat(ended).containsAll(begun).isEqualTo(attempts(jobId, "attempt-running", LEAVING));
    assertEqualToSource(jobId);
    assertThat(attempts(jobId, "segment-sealed", STAYING)).isNotEmpty();
    assertThat(reports(jobId, "attempt-failed")).isEmpty();
  }

  @Test
  void anAgentWhoseGraceIsOverHandsItsSegmentsBack() throws Exception {
    String jobId = copyWithAnAgentThatLeaves(SOUTH, SHORT, MINUTES_FOR_A_SEGMENT);
    long start = System.nanoTime();

    cluster.stopAgent(SOUTH, LEAVING);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    assertThat(reports(jobId, "attempt-failed"))
        .isNotEmpty()
        .extracting(report -> report.path("code").asText())
        .containsOnly("AGENT_STOPPING");
    requireUnderWayAndHurry(jobId);
    assertEqualToSource(jobId);
  }

  @Test
  void aSourceAgentThatStopsSendsWhatItHasBegun() throws Exception {
    String jobId = copyWithAnAgentThatLeaves(NORTH, LONG, SECONDS_FOR_A_SEGMENT);

    cluster.stopAgent(NORTH, LEAVING);

    requireUnderWayAndHurry(jobId);
    assertEqualToSource(jobId);
    assertThat(reports(jobId, "attempt-failed")).isEmpty();
  }
}
