package io.sealift.benchmark.product;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.benchmark.measure.Case;
import io.sealift.benchmark.measure.Sample;
import io.sealift.benchmark.measure.Stopwatch;
import io.sealift.cli.client.JobWatcher;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/** A whole copy job as a user sees it: from the request until the image is available. */
public final class ApiCopy implements Case {
  private final SourceImage source;
  private final CopyMode mode;

  /** A copy of that image to the other region. */
  public ApiCopy(SourceImage source, CopyMode mode) {
    this.source = source;
    this.mode = mode;
  }

  @Override
  public String name() {
    return nameOf(mode);
  }

  /** What the table calls a copy of that mode. */
  public static String nameOf(CopyMode mode) {
    return "Sealift %s, whole job".formatted(mode == CopyMode.VERBATIM ? "verbatim" : "resealed");
  }

  @Override
  public Sample run() throws IOException, InterruptedException, TimeoutException {
    ObjectNode request =
        StrictJson.mapper()
            .createObjectNode()
            .put("requestToken", "bench-" + UUID.randomUUID())
            .put("region", BenchCluster.SOURCE.value())
            .put("imageId", source.imageId());
    ObjectNode target =
        request.putArray("targets").addObject().put("region", BenchCluster.TARGET.value());
    if (mode == CopyMode.RESEALED) {
      target.put("encrypt", true);
    }
    BenchCluster cluster = source.cluster();
    Stopwatch watch = Stopwatch.start();
    String id = cluster.client().post("/v1/jobs", request).path("jobId").asText();
    cluster.await("the job", () -> !job(id).path("state").asText().equals("RUNNING"));
    Sample sample = watch.stop();
    JsonNode copied = job(id);
    if (!copied.path("state").asText().equals("SUCCEEDED")) {
      throw new IOException("the job failed: " + JobWatcher.failure(copied).orElse(""));
    }
    cluster.delete(BenchCluster.TARGET, copied.path("targets").path(0).path("imageId").asText());
    return sample;
  }

  private JsonNode job(String id) throws IOException, InterruptedException {
    return source.cluster().client().get("/v1/jobs/" + id, Map.of());
  }
}
