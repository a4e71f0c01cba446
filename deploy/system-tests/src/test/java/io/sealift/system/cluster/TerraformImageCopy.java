package io.sealift.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * The calls of Terraform's resource {@code alicloud_image_copy}, in their order and with their
 * parameters, by a provider of the region that is copied to.
 */
record TerraformImageCopy(GoSdkClient client, String sourceRegion, String sourceImage) {
  private static final String STATUSES = "Creating,Waiting,Available,UnAvailable,CreateFailed";

  /** What stands in the block, but for the source. */
  record Block(String name, String description, boolean encrypted, String keyId, String tag) {}

  private JsonNode images(String imageId) throws Exception {
    return client
        .call("DescribeImages", "ImageId", imageId, "ImageOwnerAlias", "self", "Status", STATUSES)
        .path("Images")
        .path("Image");
  }

  /** {@code terraform apply} of a new block: the state that it keeps. */
  JsonNode create(Block block) throws Exception {
    String imageId =
        client
            .call(
                "CopyImage",
                "RegionId",
                sourceRegion,
                "ImageId",
                sourceImage,
                "DestinationRegionId",
                client.region(),
                "DestinationImageName",
                block.name(),
                "DestinationDescription",
                block.description(),
                "Encrypted",
                Boolean.toString(block.encrypted()),
                "KMSKeyId",
                block.keyId(),
                "Tag.1.Key",
                "team",
                "Tag.1.Value",
                block.tag())
            .path("ImageId")
            .asText();
    Awaitility.await()
        .atMost(ClusterClient.PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> images(imageId).path(0).path("Status").asText(),
            status -> {
              assertThat(status).isIn("Creating", "Waiting", "Available");
              return status.equals("Available");
            });
    return images(imageId).path(0);
  }

  /** {@code terraform apply} of a block with another name, description and tag. */
  JsonNode update(String imageId, Block block) throws Exception {
    client.call(
        "UntagResources",
        "ResourceType",
        "image",
        "ResourceId.1",
        imageId,
        "TagKey.1",
        "team",
        "All",
        "true");
    client.call(
        "TagResources",
        "ResourceType",
        "image",
        "ResourceId.1",
        imageId,
        "Tag.1.Key",
        "team",
        "Tag.1.Value",
        block.tag());
    client.call(
        "ModifyImageAttribute",
        "ImageId",
        imageId,
        "ImageName",
        block.name(),
        "Description",
        block.description());
    return images(imageId).path(0);
  }

  /** {@code terraform destroy} with {@code delete_auto_snapshot}: the snapshots that are gone. */
  List<String> destroy(String imageId) throws Exception {
    JsonNode image = images(imageId).path(0);
    client.call("DeleteImage", "ImageId", imageId, "Force", "true");
    Awaitility.await()
        .atMost(ClusterClient.PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> images(imageId).isEmpty());
    List<String> snapshots = new ArrayList<>();
    for (JsonNode disk : image.path("DiskDeviceMappings").path("DiskDeviceMapping")) {
      snapshots.add(disk.path("SnapshotId").asText());
      client.call(
          "DeleteSnapshot", "SnapshotId", disk.path("SnapshotId").asText(), "Force", "true");
    }
    return snapshots;
  }
}
