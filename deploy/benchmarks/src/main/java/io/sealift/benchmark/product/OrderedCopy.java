package io.sealift.benchmark.product;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.cli.client.JobWatcher;
import io.sealift.copy.RegionId;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** A copy job that runs in a cluster. */
public final class OrderedCopy {
  private final BenchCluster cluster;
  private final String jobId;

  OrderedCopy(BenchCluster cluster, String jobId) {
    this.cluster = cluster;
    this.jobId = jobId;
  }

  /** What the API says of it now. */
  public JsonNode job() throws IOException, InterruptedException {
    return cluster.client().get("/v1/jobs/" + jobId, Map.of());
  }

  /** Whether all its targets have ended. */
  public boolean hasEnded() throws IOException, InterruptedException {
    return !job().path("state").asText().equals("RUNNING");
  }

  /** Has it paused or resumed. */
  public void control(String action) throws IOException, InterruptedException {
    cluster
        .client()
        .post("/v1/jobs/%s/%s".formatted(jobId, action), StrictJson.mapper().createObjectNode());
  }

  /** Waits until its images are available. */
  public void awaitEnd() throws IOException, InterruptedException, TimeoutException {
    cluster.await("the job", this::hasEnded);
    JsonNode ended = job();
    if (!ended.path("state").asText().equals("SUCCEEDED")) {
      throw new IOException("the job failed: " + JobWatcher.failure(ended).orElse(""));
    }
  }

  /** Deletes the images that it made. */
  public void delete() throws IOException, InterruptedException, TimeoutException {
    for (JsonNode target : job().path("targets")) {
      cluster.delete(new RegionId(target.path("region").asText()), target.path("imageId").asText());
    }
  }
}
