package io.sealift.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/**
 * The calls that Packer's {@code alicloud-ecs} builder makes for {@code image_copy_regions} with
 * {@code image_encrypted}, from its look at the names to what it does with a build that is thrown
 * away.
 *
 * @param name of the image, as {@code image_name} gives it
 */
record PackerImageCopy(GoSdkClient client, String sourceImage, String name) {
  private static final String STATUSES = "Waiting,Creating,CreateFailed,Available";

  /** What it looks at before it builds: that the regions are there, and the name is free. */
  void validate(List<String> regions) throws Exception {
    assertThat(
            client
                .call("DescribeRegions")
                .path("Regions")
                .path("Region")
                .findValuesAsText("RegionId"))
        .containsAll(regions)
        .contains(client.region());
    assertThat(
            client
                .call("DescribeImages", "ImageName", name, "Status", STATUSES)
                .path("Images")
                .path("Image"))
        .isEmpty();
  }

  /** The copies by region: one for each region, and at last one beside the source. */
  Map<String, String> copy(List<String> regions, List<String> names, List<String> keys)
      throws Exception {
    Map<String, String> copies = new TreeMap<>();
    for (int i = 0; i < regions.size(); i++) {
      copies.put(regions.get(i), copy(regions.get(i), names.get(i), keys.get(i)));
    }
    copies.put(client.region(), copy(client.region(), name, ""));
    Awaitility.await()
        .atMost(ClusterClient.PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () ->
                image(client.region(), copies.getOrDefault(client.region(), ""))
                    .path("Status")
                    .asText(),
            "Available"::equals);
    return copies;
  }

  private String copy(String region, String copyName, String keyId) throws Exception {
    return client
        .call(
            "CopyImage",
            "ImageId",
            sourceImage,
            "DestinationRegionId",
            region,
            "DestinationImageName",
            copyName,
            "Encrypted",
            "true",
            "KMSKeyId",
            keyId)
        .path("ImageId")
        .asText();
  }

  JsonNode image(String region, String imageId) throws Exception {
    return client
        .call("DescribeImages", "RegionId", region, "ImageId", imageId, "Status", STATUSES)
        .path("Images")
        .path("Image")
        .path(0);
  }

  /** Cancels what is still copied, and deletes what is there with its snapshots. */
  void destroy(Map<String, String> copies) throws Exception {
    for (Map.Entry<String, String> copy : copies.entrySet()) {
      String region = copy.getKey();
      String imageId = copy.getValue();
      JsonNode image = image(region, imageId);
      assertThat(image.path("IsCopied").asBoolean()).isTrue();
      assertThat(
              client
                  .call("DescribeImageSharePermission", "RegionId", region, "ImageId", imageId)
                  .path("Accounts")
                  .path("Account"))
          .isEmpty();
      if (image.path("Status").asText().equals("Available")) {
        client.call("DeleteImage", "RegionId", region, "ImageId", imageId);
        for (JsonNode disk : image.path("DiskDeviceMappings").path("DiskDeviceMapping")) {
          client.call("DeleteSnapshot", "SnapshotId", disk.path("SnapshotId").asText());
        }
      } else {
        client.call("CancelCopyImage", "RegionId", region, "ImageId", imageId);
      }
    }
  }
}
