package io.sealift.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/**
 * {@code sealift up} in a process of its own, that can be killed and started again, and what its
 * API tells.
 */
final class RunningCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path directory;
  private final Path outputs;
  private String regions;
  private SealiftProcess process;

  RunningCluster(Path directory, Path outputs, String regions) {
    this.directory = directory;
    this.outputs = outputs;
    this.regions = regions;
    process = launch();
    process.awaitLine("ready ");
  }

  private SealiftProcess launch() {
    return SealiftProcess.start(
        outputs, Map.of(), List.of("up", "--dir", directory.toString(), "--regions", regions));
  }

  Path directory() {
    return directory;
  }

  SealiftProcess process() {
    return process;
  }

  Terminal terminal() {
    return new Terminal(outputs, directory);
  }

  /** {@code kill -9} of everything. */
  void kill() {
    process.kill();
  }

  /** Starts it again where it was and waits until it is ready. */
  void startAgain() {
    process = launch();
    process.awaitLine("ready ");
  }

  /** Starts it again with these regions. */
  void startAgainWith(String other) {
    regions = other;
    startAgain();
  }

  /** What the API answers. */
  JsonNode get(String path) {
    return terminal().get(path);
  }

  JsonNode job(String jobId) {
    return get("/v1/jobs/" + jobId);
  }

  /** Waits until the job is like this, and gives it. */
  JsonNode awaitJob(String jobId, String what, Predicate<JsonNode> condition) {
    return Awaitility.await(what + " of job " + jobId)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(40))
        .until(() -> job(jobId), condition);
  }

  /** Waits for the job's end, which must be a good one. */
  JsonNode awaitSuccess(String jobId) {
    JsonNode job = awaitJob(jobId, "the end", now -> !now.path("state").asText().equals("RUNNING"));
    assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("SUCCEEDED");
    return job;
  }

  /** The targets of a job as the API tells them. */
  static Stream<JsonNode> targets(JsonNode job) {
    return elements(job.path("targets"));
  }

  static Stream<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  static long bytesDone(JsonNode job) {
    return targets(job).mapToLong(target -> target.path("bytesDone").asLong()).sum();
  }

  @Override
  public void close() {
    process.close();
  }
}
