package io.sealift.system.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.UUID;
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

  /**
   * Starts a copy out of the region north, and gives the job's id.
   *
   * @param maxBytesPerSecond 0 for no limit
   * @param targets regions, those to be encrypted as {@code region=key}
   */
  String copy(String imageId, long maxBytesPerSecond, String... targets) {
    ObjectNode request =
        StrictJson.mapper()
            .createObjectNode()
            .put("requestToken", UUID.randomUUID().toString())
            .put("region", "north")
            .put("imageId", imageId);
    if (maxBytesPerSecond > 0) {
      request.put("maxBytesPerSecond", maxBytesPerSecond);
    }
    ArrayNode list = request.putArray("targets");
    for (String target : targets) {
      String[] parts = target.split("=", 2);
      ObjectNode one = list.addObject().put("region", parts[0]);
      if (parts.length > 1) {
        one.put("encrypt", true).put("keyId", parts[1]);
      }
    }
    return post("/v1/jobs", request).path("jobId").asText();
  }

  /** Lets a job that had a limit go as fast as it can. */
  void unlimit(String jobId) {
    post(
        "/v1/jobs/" + jobId + "/limit",
        StrictJson.mapper().createObjectNode().put("maxBytesPerSecond", 0));
  }

  JsonNode job(String jobId) {
    return get("/v1/jobs/" + jobId);
  }

  JsonNode get(String path) {
    return answered(() -> rest.get(path, Map.of()));
  }

  private JsonNode post(String path, JsonNode body) {
    return answered(() -> rest.postRepeatable(path, body));
  }

  /** A call of the API. */
  @FunctionalInterface
  private interface Call {
    JsonNode make() throws IOException, InterruptedException;
  }

  private static JsonNode answered(Call call) {
    try {
      return call.make();
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
