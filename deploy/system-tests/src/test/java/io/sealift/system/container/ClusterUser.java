package io.sealift.system.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.cli.client.RestClient;
import io.sealift.protocol.StrictJson;
import io.sealift.system.process.DiskImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;

/**
 * What an administrator does with the deployed cluster: commands in a container, which reaches the
 * agents, and REST calls at a coordinator's published port.
 */
final class ClusterUser {
  private static final Duration API_PATIENCE = Duration.ofSeconds(60);

  private final ComposeCluster cluster;
  private final String coordinator;
  private final RestClient rest;

  /** A user who talks to this coordinator. */
  ClusterUser(ComposeCluster cluster, String coordinator) {
    this.cluster = cluster;
    this.coordinator = coordinator;
    this.rest = new RestClient(cluster.settings(coordinator), API_PATIENCE);
  }

  /** Runs a command, which must end well, and gives the JSON that it prints. */
  JsonNode json(String... arguments) {
    List<String> line = new ArrayList<>(Arrays.asList(arguments));
    line.add("--json");
    Docker.Ended ended = cluster.sealift(coordinator, line.toArray(String[]::new));
    assertThat(ended.exitCode()).as("%s: %s", line, ended.err()).isZero();
    try {
      return StrictJson.mapper().readTree(ended.out());
    } catch (IOException e) {
      throw new UncheckedIOException(ended.out(), e);
    }
  }

  /** Imports a disk of the cluster's files, and gives the image's id. */
  String importImage(String region, Path disk) {
    String file = disk.getFileName().toString();
    return json("image", "import", "--region", region, "--name", file, file)
        .path("imageId")
        .asText();
  }

  /** Starts a copy out of the region north, and gives the job's id. */
  String copy(String imageId, String... options) {
    List<String> line = new ArrayList<>(List.of("image", "copy", imageId, "--region", "north"));
    line.addAll(List.of(options));
    return json(line.toArray(String[]::new)).path("jobId").asText();
  }

  JsonNode job(String jobId) {
    return get("/v1/jobs/" + jobId);
  }

  JsonNode get(String path) {
    try {
      return rest.get(path, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  static Stream<JsonNode> targets(JsonNode job) {
    return StreamSupport.stream(job.path("targets").spliterator(), false);
  }

  /** Waits for the end of a job, which must be a good one. */
  JsonNode awaitSuccess(String jobId) {
    await("job " + jobId, () -> !job(jobId).path("state").asText().equals("RUNNING"));
    JsonNode job = job(jobId);
    assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("SUCCEEDED");
    return job;
  }

  /** How many agents of a region are alive. */
  int agentsOf(String region) {
    return StreamSupport.stream(get("/v1/regions").path("regions").spliterator(), false)
        .filter(each -> each.path("region").asText().equals(region))
        .mapToInt(each -> each.path("agents").asInt())
        .sum();
  }

  /** Waits until something holds. */
  void await(String what, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(ComposeCluster.PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(200))
        .until(condition);
  }

  /** Exports every copy that a job has made, and compares it with the disk it came from. */
  void assertCopiesEqual(JsonNode job, Path disk) {
    targets(job).forEach(target -> assertCopyEquals(target, disk));
  }

  private void assertCopyEquals(JsonNode target, Path disk) {
    String region = target.path("region").asText();
    Path exported = cluster.files().resolve("exported-" + region + ".raw");
    json(
        "image",
        "export",
        target.path("imageId").asText(),
        "--region",
        region,
        "--output",
        exported.getFileName().toString());
    DiskImages.assertSame(exported, disk);
    try {
      Files.delete(exported);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
