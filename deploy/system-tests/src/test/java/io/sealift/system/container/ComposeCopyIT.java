package io.sealift.system.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.system.process.DiskImages;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Copies in the cluster as it is deployed. */
@OnContainers
class ComposeCopyIT {
  private static final int MEBIBYTES = 150;

  @Test
  void aCopyWithACustomersKeyArrivesInTwoRegionsByteForByte(ComposeCluster cluster) {
    Path disk = DiskImages.write(cluster.files().resolve("two-regions.raw"), MEBIBYTES, 51);
    ClusterUser user = new ClusterUser(cluster, "coordinator-1");
    String imageId = user.importImage("north", disk);
    String keyId = user.json("key", "create", "--region", "south").path("keyId").asText();

    String jobId =
        user.json(
                "image",
                "copy",
                imageId,
                "--region",
                "north",
                "--to",
                "south=" + keyId,
                "--to",
                "west=alias/acs/ecs")
            .path("jobId")
            .asText();
    JsonNode job = user.awaitSuccess(jobId);

    assertThat(ClusterUser.targets(job).map(target -> target.path("region").asText()))
        .containsExactlyInAnyOrder("south", "west");
    user.assertCopiesEqual(job, disk);
  }
}
