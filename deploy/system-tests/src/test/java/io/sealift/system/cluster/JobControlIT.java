package io.sealift.system.cluster;

import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
import static io.sealift.system.cluster.TestCluster.WEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.cli.client.RestFailure;
import io.sealift.kafka.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cancel, pause, resume, limit and retry, on copies that a rate holds long enough in each phase.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobControlIT {
  private static final TestDisk DISK = new TestDisk(11, 5, 8);
  private static final long SLOW = 1 << 20;
  private static final long FAST = 1 << 30;
  private static final Duration AT_ONCE = Duration.ofSeconds(1);
  private static final Duration SECONDS = Duration.ofSeconds(20);
  private static final Duration SWEPT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);

  private final Path work;
  private final Path disk;
  private final TestCluster cluster;
  private final ClusterClient client;
  private final String imageId;

  JobControlIT(@TempDir Path work) throws Exception {
    this.work = work;
    this.disk = DISK.write(work.resolve("disk.raw"));
    this.cluster = TestCluster.start(work.resolve("cluster"), 1);
    this.client = cluster.client();
    this.imageId = client.importImage(NORTH, "web", disk);
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  private String submitSlow(String... regions) throws Exception {
    return client.submit(
        ClusterClient.copy(imageId, NORTH, regions).put("maxBytesPerSecond", SLOW));
  }

  private void control(String jobId, String action) throws Exception {
    client.post("/v1/jobs/%s/%s".formatted(jobId, action));
  }

  private void limit(String jobId, long bytesPerSecond) throws Exception {
    client.post(
        "/v1/jobs/%s/limit".formatted(jobId),
        ClusterClient.object().put("maxBytesPerSecond", bytesPerSecond));
  }

  private double running(String region) {
    return cluster.metrics(region, 1).value("sealift_attempts_running");
  }

  private void awaitRunning(String region) {
    Awaitility.await()
        .atMost(ClusterClient.PATIENCE)
        .pollInterval(POLL)
        .until(() -> running(region) > 0);
  }

  private void awaitIdleAtOnce(String region) {
    Awaitility.await()
        .atMost(AT_ONCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(POLL)
        .until(() -> running(region) == 0);
  }

  private void assertNothingIsLeft(String jobId, String region) {
    SnapshotFiles files = cluster.files(region, client.snapshotOf(jobId, region));
    Awaitility.await().atMost(SWEPT).until(() -> !files.exist());
  }

  private void assertNeverAvailable(String jobId) {
    assertThat(
            TopicRecords.read(cluster.kafkaServers(), Topics.JOB_EVENTS)
                .json(event -> event.path("subject").asText().equals(jobId)))
        .extracting(event -> event.path("type").asText())
        .contains("io.sealift.target.cancelled")
        .doesNotContain("io.sealift.target.available");
  }

  /** Which segments of a snapshot the journal names, and how often it named each. */
  private Map<String, Integer> sealed(String snapshotId) {
    Map<String, Integer> counts = new TreeMap<>();
    TopicRecords.read(cluster.kafkaServers(), Topics.JOURNAL)
        .keysWritten("segment/" + snapshotId + "/")
        .forEach(key -> counts.merge(key.substring(key.lastIndexOf('/') + 1), 1, Integer::sum));
    return counts;
  }

  private void assertEqualToSource(String jobId, String region) throws Exception {
    Path exported =
        client.exportImage(
            client.imageOf(jobId, region), region, work.resolve(jobId + region + ".raw"));
    assertThat(Files.mismatch(disk, exported)).isEqualTo(-1);
    Files.delete(exported);
  }

  @Test
  void aWaitingTargetShowsItsPlaceAndIsCancelledWithoutATrace() throws Exception {
    String first = submitSlow(WEST);
    client.awaitState(first, WEST, "CREATING");
    String second = submitSlow(WEST);
    String third = submitSlow(WEST);
    client.awaitJob(third, job -> ClusterClient.target(job, WEST).path("queuePlace").asInt() == 2);
    assertThat(client.target(second, WEST).path("state").asText()).isEqualTo("WAITING");
    assertThat(client.target(second, WEST).path("queuePlace").asInt()).isEqualTo(1);

    control(second, "cancel");

    client.awaitState(second, WEST, "CANCELLED");
    assertThat(client.awaitEnd(second).path("state").asText()).isEqualTo("CANCELLED");
    client.awaitJob(third, job -> ClusterClient.target(job, WEST).path("queuePlace").asInt() == 1);
    control(third, "cancel");
    control(first, "cancel");
    for (String job : List.of(first, second, third)) {
      client.awaitState(job, WEST, "CANCELLED");
      assertNothingIsLeft(job, WEST);
      assertNeverAvailable(job);
    }
  }

  @Test
  void aTargetIsCancelledInPreflight() throws Exception {
    cluster.stopAgent(WEST, 1);
    String jobId;
    try {
      jobId = submitSlow(WEST);
      client.awaitState(jobId, WEST, "PREFLIGHT");

      control(jobId, "cancel");

      client.awaitState(jobId, WEST, "CANCELLED");
    } finally {
      cluster.startAgent(WEST, 1);
    }
    // What comes after it in the topic is done: the agent has passed the cancelled target's task.
    String later = client.submit(ClusterClient.copy(imageId, NORTH, WEST));
    client.awaitSucceeded(later);
    assertNothingIsLeft(jobId, WEST);
    assertNeverAvailable(jobId);
  }

  @Test
  void aCancelStopsTheBytesWithinASecondAndLeavesNoFile() throws Exception {
    String jobId = submitSlow(SOUTH);
    client.awaitState(jobId, SOUTH, "CREATING");
    awaitRunning(SOUTH);

    control(jobId, "cancel");

    awaitIdleAtOnce(SOUTH);
    double sent = cluster.metrics(NORTH, 1).bytes("sendfile");
    client.awaitState(jobId, SOUTH, "CANCELLED");
    assertNothingIsLeft(jobId, SOUTH);
    assertThat(cluster.metrics(NORTH, 1).bytes("sendfile")).isEqualTo(sent);
    assertThat(client.images(SOUTH)).doesNotContain(client.imageOf(jobId, SOUTH));
    assertNeverAvailable(jobId);
  }

  @Test
  void aCancelAtTheLastMomentEndsOneWayOrTheOther() throws Exception {
    String jobId = client.submit(ClusterClient.copy(imageId, NORTH, SOUTH));
    client.awaitJob(
        jobId,
        job ->
            List.of("COMMITTING", "AVAILABLE")
                .contains(ClusterClient.target(job, SOUTH).path("state").asText()));

    boolean refused = false;
    try {
      control(jobId, "cancel");
    } catch (RestFailure e) {
      assertThat(e.status()).isEqualTo(409);
      refused = true;
    }

    String state = client.awaitEnd(jobId).path("state").asText();
    if (refused) {
      assertThat(state).isEqualTo("SUCCEEDED");
    }
    if (state.equals("SUCCEEDED")) {
      assertEqualToSource(jobId, SOUTH);
    } else {
      assertNothingIsLeft(jobId, SOUTH);
      assertNeverAvailable(jobId);
    }
  }

  @Test
  void aPauseHoldsWithinASecondAndAResumedCopySendsOnlyWhatIsMissing() throws Exception {
    String jobId =
        client.submit(ClusterClient.copy(imageId, NORTH, SOUTH).put("maxBytesPerSecond", 2 * SLOW));
    String snapshot = client.snapshotOf(jobId, SOUTH);
    Awaitility.await().atMost(ClusterClient.PATIENCE).until(() -> !sealed(snapshot).isEmpty());
    awaitRunning(SOUTH);

    control(jobId, "pause");

    awaitIdleAtOnce(SOUTH);
    assertThat(client.target(jobId, SOUTH).path("state").asText()).isEqualTo("PAUSED");
    Map<String, Integer> before = sealed(snapshot);
    Map<String, SnapshotFiles.Identity> files = cluster.files(SOUTH, snapshot).segments();
    double sent = cluster.metrics(NORTH, 1).bytes("sendfile");
    assertThat(before.size()).isBetween(1, DISK.segments() - 1);

    limit(jobId, FAST);
    assertThat(running(SOUTH)).isZero();
    control(jobId, "resume");

    client.awaitSucceeded(jobId);
    Map<String, Integer> after = sealed(snapshot);
    assertThat(after).hasSize(DISK.segments());
    assertThat(after.values()).containsOnly(1);
    assertThat(cluster.files(SOUTH, snapshot).segments().entrySet())
        .filteredOn(
            file ->
                before.containsKey(String.valueOf(Integer.parseInt(file.getKey().substring(0, 8)))))
        .hasSize(before.size())
        .isSubsetOf(files.entrySet());
    double missing =
        (DISK.segments() - before.size()) * (DISK.dataBytes() / (double) DISK.segments());
    assertThat(cluster.metrics(NORTH, 1).bytes("sendfile") - sent)
        .isBetween(missing, missing * 1.1);
    assertEqualToSource(jobId, SOUTH);
  }

  @Test
  void aHigherLimitActsWithinASecond() throws Exception {
    String jobId =
        client.submit(ClusterClient.copy(imageId, NORTH, SOUTH).put("maxBytesPerSecond", 64 << 10));
    client.awaitState(jobId, SOUTH, "CREATING");
    awaitRunning(SOUTH);
    double sent = cluster.metrics(NORTH, 1).bytes("sendfile");

    limit(jobId, FAST);

    Awaitility.await()
        .atMost(AT_ONCE)
        .pollInterval(POLL)
        .until(() -> cluster.metrics(NORTH, 1).bytes("sendfile") - sent > 4 * SLOW);
    client.awaitSucceeded(jobId);
  }

  @Test
  void aKeyThatIsDisabledMidwayFailsItsTargetAloneAndARetryMakesItGood() throws Exception {
    String key = client.createKey(WEST);
    ObjectNode request =
        ClusterClient.withEncrypted(ClusterClient.copy(imageId, NORTH, SOUTH), WEST, key);
    String jobId = client.submit(request.put("maxBytesPerSecond", SLOW));
    client.awaitState(jobId, WEST, "CREATING");
    awaitRunning(WEST);

    client.awaitOperation(client.post("/v1/keys/%s/disable".formatted(key)));

    JsonNode failed =
        Awaitility.await()
            .atMost(SECONDS)
            .until(
                () -> client.target(jobId, WEST),
                t -> t.path("state").asText().equals("CREATE_FAILED"));
    assertThat(failed.path("failure").path("code").asText()).isEqualTo("KEY_DISABLED");
    assertThat(failed.path("failure").path("message").asText()).contains(key);
    assertThat(client.target(jobId, SOUTH).path("state").asText())
        .as("%s", client.job(jobId))
        .isEqualTo("CREATING");
    limit(jobId, FAST);
    assertThat(client.awaitEnd(jobId).path("state").asText()).isEqualTo("PARTIALLY_SUCCEEDED");
    Map<String, SnapshotFiles.Identity> good =
        cluster.files(SOUTH, client.snapshotOf(jobId, SOUTH)).segments();

    client.awaitOperation(client.post("/v1/keys/%s/enable".formatted(key)));
    client.post("/v1/jobs/%s/retry".formatted(jobId), ClusterClient.object().put("region", WEST));

    client.awaitSucceeded(jobId);
    assertThat(cluster.files(SOUTH, client.snapshotOf(jobId, SOUTH)).segments()).isEqualTo(good);
    assertEqualToSource(jobId, WEST);
  }

  @Test
  void unusableKeysAreRefusedBeforeAByteMoves() throws Exception {
    String sourceKey = client.createKey(NORTH);
    String secret = client.importImage(NORTH, "secret", disk, "--encrypted", "--key", sourceKey);
    String disabled = client.createKey(WEST);
    client.awaitOperation(client.post("/v1/keys/%s/disable".formatted(disabled)));
    client.awaitOperation(client.post("/v1/keys/%s/disable".formatted(sourceKey)));
    double moved = cluster.metrics(NORTH, 1).moved();

    assertThatThrownBy(
            () ->
                client.submit(
                    ClusterClient.withEncrypted(
                        ClusterClient.copy(imageId, NORTH), WEST, disabled)))
        .isInstanceOfSatisfying(RestFailure.class, e -> assertThat(e.status()).isEqualTo(409))
        .hasMessageStartingWith("targets[0].keyId: ");
    assertThatThrownBy(
            () ->
                client.submit(
                    ClusterClient.withEncrypted(
                        ClusterClient.copy(imageId, NORTH), SOUTH, sourceKey)))
        .hasMessageStartingWith("targets[0].keyId: ");
    assertThatThrownBy(
            () ->
                client.submit(
                    ClusterClient.withEncrypted(
                        ClusterClient.copy(imageId, NORTH), SOUTH, "key-none")))
        .hasMessageStartingWith("targets[0].keyId: ");
    String jobId = client.submit(ClusterClient.copy(secret, NORTH, SOUTH));

    JsonNode failure = client.awaitState(jobId, SOUTH, "CREATE_FAILED").path("failure");
    assertThat(failure.path("code").asText()).isEqualTo("KEY_DISABLED");
    assertThat(cluster.metrics(NORTH, 1).moved()).isEqualTo(moved);
    assertThat(cluster.files(SOUTH, client.snapshotOf(jobId, SOUTH)).segments()).isEmpty();
  }
}
