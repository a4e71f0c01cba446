package io.sealift.benchmark.product;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.copy.RegionId;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/** A copy that a user may ask for, of an image of the source region. */
public record CopyOrder(String imageId, List<RegionId> targets, boolean encrypt) {
  public CopyOrder {
    targets = List.copyOf(targets);
  }

  /** Asks for it; returns once it is accepted. */
  public OrderedCopy submit(BenchCluster cluster) throws IOException, InterruptedException {
    ObjectNode request =
        StrictJson.mapper()
            .createObjectNode()
            .put("requestToken", "bench-" + UUID.randomUUID())
            .put("region", BenchCluster.SOURCE.value())
            .put("imageId", imageId);
    ArrayNode list = request.putArray("targets");
    for (RegionId target : targets) {
      ObjectNode entry = list.addObject().put("region", target.value());
      if (encrypt) {
        entry.put("encrypt", true);
      }
    }
    String id = cluster.client().post("/v1/jobs", request).path("jobId").asText();
    return new OrderedCopy(cluster, id);
  }
}
