package io.sealift.system.cluster;

import static io.sealift.system.cluster.EcsUser.assertRefused;
import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
import static io.sealift.system.cluster.TestCluster.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.aliyun.ecs20140526.Client;
import com.aliyun.ecs20140526.models.CopyImageRequest;
import com.aliyun.ecs20140526.models.CreateImageRequest;
import com.aliyun.ecs20140526.models.DeleteImageRequest;
import com.aliyun.ecs20140526.models.DeleteSnapshotRequest;
import com.aliyun.ecs20140526.models.DescribeImageFromFamilyRequest;
import com.aliyun.ecs20140526.models.DescribeImagesResponseBody.DescribeImagesResponseBodyImagesImage;
import com.aliyun.ecs20140526.models.DescribeRegionsRequest;
import com.aliyun.ecs20140526.models.DescribeSnapshotsRequest;
import com.aliyun.ecs20140526.models.ListTagResourcesRequest;
import com.aliyun.ecs20140526.models.ModifyImageAttributeRequest;
import com.aliyun.ecs20140526.models.TagResourcesRequest;
import com.aliyun.ecs20140526.models.UntagResourcesRequest;
import com.aliyun.kms20160120.models.CreateKeyRequest;
import com.aliyuncs.IAcsClient;
import com.aliyuncs.ecs.model.v20140526.DescribeImagesResponse;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The procedure of the guide for copying images, through the official Java clients. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EcsSdkIT {
  private static final TestDisk DISK = new TestDisk(11, 2, 4);
  private static final int MOST_IMAGES = 25;

  private final Path work;
  private final Path disk;
  private final TestCluster cluster;
  private final ClusterClient rest;
  private final Client ecs;
  private final Client ecsWithOldSignature;
  private final IAcsClient legacy;
  private final com.aliyun.kms20160120.Client kms;
  private final String imageId;
  private final EcsUser user;
  private final BothClients both;

  EcsSdkIT(@TempDir Path work) throws Exception {
    this.work = work;
    this.disk = DISK.write(work.resolve("disk.raw"));
    this.cluster = TestCluster.startLimited(work.resolve("cluster"), 200 << 20, MOST_IMAGES);
    this.rest = cluster.client();
    EcsClients clients = EcsClients.of(cluster);
    this.ecs = clients.ecs();
    this.ecsWithOldSignature = clients.ecsWithOldSignature();
    this.legacy = clients.legacy(NORTH);
    this.kms = clients.kms(WEST);
    this.imageId = rest.importImage(NORTH, "web", disk);
    this.both = BothClients.of(clients, imageId);
    this.user = both.present();
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  @Test
  void aPlainCopyIsVisibleAtOnceAndEqualInTheEnd() throws Exception {
    String copy =
        user.copy(user.copyTo(SOUTH, "plain_copy").setDestinationDescription("from the north"));

    DescribeImagesResponseBodyImagesImage seen = user.find(SOUTH, copy).get(0);
    assertThat(copy).startsWith("m-").isNotEqualTo(imageId);
    assertThat(seen.getIsCopied()).isTrue();
    assertThat(seen.getProgress()).matches("[0-9]{1,3}%");
    assertThat(seen.getStatus()).isIn("Waiting", "Creating", "Available");

    DescribeImagesResponseBodyImagesImage done = user.awaitAvailable(SOUTH, copy);
    assertThat(done.getProgress()).isEqualTo("100%");
    assertThat(done.getImageName()).isEqualTo("plain_copy");
    assertThat(done.getDescription()).isEqualTo("from the north");
    assertThat(done.getImageOwnerAlias()).isEqualTo("self");
    String snapshotId = EcsUser.systemSnapshot(done);
    assertThat(snapshotId).startsWith("s-");
    assertThat(user.snapshot(SOUTH, snapshotId).getEncrypted()).isFalse();
    assertThat(user.snapshot(SOUTH, snapshotId).getRetentionDays()).isNull();
    Path exported = rest.exportImage(copy, SOUTH, work.resolve("plain.raw"));
    assertThat(Files.mismatch(disk, exported)).isEqualTo(-1);
  }

  @Test
  void anEncryptedCopyBearsTheKeyItWasAskedFor() throws Exception {
    String keyId = kms.createKey(new CreateKeyRequest()).getBody().getKeyMetadata().getKeyId();

    String copy = user.copy(user.copyTo(WEST, "sealed_copy").setEncrypted(true).setKMSKeyId(keyId));
    DescribeImagesResponseBodyImagesImage done = user.awaitAvailable(WEST, copy);

    String snapshotId = EcsUser.systemSnapshot(done);
    assertThat(user.snapshot(WEST, snapshotId).getEncrypted()).isTrue();
    assertThat(user.snapshot(WEST, snapshotId).getKMSKeyId()).isEqualTo(keyId);
    Path exported = rest.exportImage(copy, WEST, work.resolve("sealed.raw"));
    assertThat(Files.mismatch(disk, exported)).isEqualTo(-1);
    both.assertRefused(
        403,
        "OperationDeined.EncryptedSnapshot",
        "The image contains encrypted snapshots, which do not support copying to non-encrypted"
            + " ones.",
        new CopyImageRequest()
            .setRegionId(WEST)
            .setImageId(copy)
            .setDestinationRegionId(SOUTH)
            .setEncrypted(false));
  }

  @Test
  void aCancelledCopyLeavesNothing() throws Exception {
    cluster.stopAgent(SOUTH, 1);
    try {
      String copy = user.copy(user.copyTo(SOUTH, "to_be_cancelled"));
      String snapshotId = EcsUser.systemSnapshot(user.find(SOUTH, copy).get(0));
      assertRefused(
          403,
          "OperationDenied.ImageCopying",
          () -> ecs.deleteImage(new DeleteImageRequest().setRegionId(SOUTH).setImageId(copy)));

      both.assertRefused(
          403,
          "OperationDenied.ImageCopying",
          "The image is currently being copied. Please try again later.",
          user.copyTo(WEST, "too_early").setRegionId(SOUTH).setImageId(copy));

      ecs.cancelCopyImage(CopyErrors.cancel(SOUTH, copy));

      assertThat(user.find(SOUTH, copy)).isEmpty();
      assertThat(
              ecs.describeSnapshots(
                      new DescribeSnapshotsRequest()
                          .setRegionId(SOUTH)
                          .setSnapshotIds("[\"" + snapshotId + "\"]"))
                  .getBody()
                  .getSnapshots()
                  .getSnapshot())
          .isEmpty();
      both.assertRefused(
          404,
          "InvalidImageId.NotFound",
          "The specified ImageId does not exist.",
          CopyErrors.cancel(SOUTH, copy));
    } finally {
      cluster.startAgent(SOUTH, 1);
    }
  }

  @Test
  void copyImageAnswersWithTheDocumentedErrors() throws Exception {
    new CopyErrors(both).assertRefused();
  }

  @Test
  void anImageThatIsDeprecatedTooLargeOrOneTooManyIsNotCopied() throws Exception {
    String image = rest.importImage(NORTH, "old", disk);
    ModifyImageAttributeRequest deprecation =
        new ModifyImageAttributeRequest().setRegionId(NORTH).setImageId(image);
    ecs.modifyImageAttribute(deprecation.setStatus("Deprecated"));
    both.assertRefused(
        400,
        "IncorrectImageStatus",
        "The image not available.",
        user.copyTo(SOUTH, "old_copy").setImageId(image));
    String large =
        rest.importImage(NORTH, "large", new TestDisk(12, 5, 0).write(work.resolve("large.raw")));
    both.assertRefused(
        403,
        "SizeExceed.Image",
        "The image exceeds the maximum size. You can use the CopySnapshot API to copy your"
            + " snapshots of the image and then create a new image from them.",
        user.copyTo(SOUTH, "large_copy").setImageId(large));
    String snapshotId = EcsUser.systemSnapshot(user.find(NORTH, imageId).get(0));
    List<String> made = new ArrayList<>();
    try {
      while (rest.images(NORTH).size() < MOST_IMAGES) {
        CreateImageRequest one = new CreateImageRequest().setRegionId(NORTH);
        made.add(ecs.createImage(one.setSnapshotId(snapshotId)).getBody().getImageId());
      }
      both.assertRefused(
          403,
          "QuotaExceed.Image",
          "The number of images exceeds the limit (%d).".formatted(MOST_IMAGES),
          user.copyTo(NORTH, "one_too_many").setEncrypted(true));
    } finally {
      for (String each : made) {
        ecs.deleteImage(new DeleteImageRequest().setRegionId(NORTH).setImageId(each));
      }
    }
  }

  @Test
  void aCopyThatFailedSaysSoAndIsNotCancelled() throws Exception {
    String keyId = rest.createKey(NORTH);
    String sealed =
        user.copy(user.copyTo(NORTH, "to_be_lost").setEncrypted(true).setKMSKeyId(keyId));
    user.awaitAvailable(NORTH, sealed);
    cluster.stopAgent(SOUTH, 1);
    try {
      String copy = user.copy(user.copyTo(SOUTH, "lost").setImageId(sealed));
      rest.awaitOperation(rest.post("/v1/keys/" + keyId + "/disable"));

      assertThat(user.find(SOUTH, copy).get(0).getStatus()).isEqualTo("CreateFailed");
      both.assertRefused(
          400,
          "IncorrectImageStatus",
          "The Image copy has been failed.",
          CopyErrors.cancel(SOUTH, copy));
      ecs.deleteImage(new DeleteImageRequest().setRegionId(SOUTH).setImageId(copy));
      assertThat(user.find(SOUTH, copy)).isEmpty();
    } finally {
      cluster.startAgent(SOUTH, 1);
    }
  }

  @Test
  void aDisabledKeyIsRefused() throws Exception {
    String keyId = rest.createKey(SOUTH);
    JsonNode disabling = rest.post("/v1/keys/" + keyId + "/disable");
    rest.awaitOperation(disabling);

    both.assertRefused(
        403,
        "InvalidParameter.KMSKeyId.CMKNotEnabled",
        "The CMK (Customer Master Key) must be in an active state.",
        user.copyTo(SOUTH, "off").setEncrypted(true).setKMSKeyId(keyId));
  }

  @Test
  void aNameIsTakenOnceAndAnImageIsCopiedOnceAtATime() throws Exception {
    String another = rest.importImage(NORTH, "another", disk);
    cluster.stopAgent(SOUTH, 1);
    String copy;
    try {
      copy = user.copy(user.copyTo(SOUTH, "taken").setImageId(another));
      both.assertRefused(
          400,
          "OperationDenied.ImageCopyConflict",
          "The same image cannot be copied concurrently. Please wait until the last copy is"
              + " completed before performing the next operation.",
          user.copyTo(SOUTH, "free").setImageId(another));
    } finally {
      cluster.startAgent(SOUTH, 1);
    }
    user.awaitAvailable(SOUTH, copy);

    both.assertRefused(
        400,
        "InvalidImageName.Duplicated",
        "The specified image name is already in use in the target region. Please try a different"
            + " one.",
        user.copyTo(SOUTH, "taken").setImageId(another));
    both.assertRefused(
        400,
        "IncorrectImageStatus",
        "The image copy has completed.",
        CopyErrors.cancel(SOUTH, copy));
  }

  @Test
  void snapshotsOutliveTheirImageAndAreDeletedAlone() throws Exception {
    String copy = user.copy(user.copyTo(WEST, "short_lived"));
    DescribeImagesResponseBodyImagesImage done = user.awaitAvailable(WEST, copy);
    String snapshotId = EcsUser.systemSnapshot(done);
    assertRefused(
        403,
        "SnapshotCreatedImage",
        () -> ecs.deleteSnapshot(new DeleteSnapshotRequest().setSnapshotId(snapshotId)));

    ecs.deleteImage(new DeleteImageRequest().setRegionId(WEST).setImageId(copy));

    assertThat(user.find(WEST, copy)).isEmpty();
    assertThat(user.snapshot(WEST, snapshotId).getStatus()).isEqualTo("accomplished");
    ecs.deleteSnapshot(new DeleteSnapshotRequest().setSnapshotId(snapshotId));
    assertRefused(
        404,
        "InvalidSnapshotId.NotFound",
        () -> ecs.deleteSnapshot(new DeleteSnapshotRequest().setSnapshotId(snapshotId)));
  }

  @Test
  void attributesFamiliesAndTagsAreKept() throws Exception {
    String image = rest.importImage(NORTH, "described", disk);

    ecs.modifyImageAttribute(
        new ModifyImageAttributeRequest()
            .setRegionId(NORTH)
            .setImageId(image)
            .setImageName("described_again")
            .setImageFamily("web_servers"));
    ecs.tagResources(
        new TagResourcesRequest()
            .setRegionId(NORTH)
            .setResourceType("image")
            .setResourceId(List.of(image))
            .setTag(
                List.of(
                    new TagResourcesRequest.TagResourcesRequestTag()
                        .setKey("team")
                        .setValue("web"))));

    assertThat(
            ecs.describeImageFromFamily(
                    new DescribeImageFromFamilyRequest()
                        .setRegionId(NORTH)
                        .setImageFamily("web_servers"))
                .getBody()
                .getImage()
                .getImageId())
        .isEqualTo(image);
    assertThat(user.find(NORTH, image).get(0).getImageName()).isEqualTo("described_again");
    assertThat(tags(image)).containsExactly("team=web");
    ecs.untagResources(
        new UntagResourcesRequest()
            .setRegionId(NORTH)
            .setResourceType("image")
            .setResourceId(List.of(image))
            .setTagKey(List.of("team")));
    assertThat(tags(image)).isEmpty();
  }

  private List<String> tags(String image) throws Exception {
    return ecs
        .listTagResources(
            new ListTagResourcesRequest()
                .setRegionId(NORTH)
                .setResourceType("image")
                .setResourceId(List.of(image)))
        .getBody()
        .getTagResources()
        .getTagResource()
        .stream()
        .map(tag -> tag.getTagKey() + "=" + tag.getTagValue())
        .toList();
  }

  @Test
  void everyClientIsUnderstood() throws Exception {
    assertThat(regions(ecs)).containsExactly(NORTH, SOUTH, WEST);
    assertThat(regions(ecsWithOldSignature)).containsExactly(NORTH, SOUTH, WEST);

    com.aliyuncs.ecs.model.v20140526.DescribeImagesRequest request =
        new com.aliyuncs.ecs.model.v20140526.DescribeImagesRequest();
    request.setSysRegionId(NORTH);
    request.setImageId(imageId);
    DescribeImagesResponse response = legacy.getAcsResponse(request);
    assertThat(response.getImages()).hasSize(1);
    assertThat(response.getImages().get(0).getImageName()).isEqualTo("web");
  }

  private static List<String> regions(Client client) throws Exception {
    return client
        .describeRegions(new DescribeRegionsRequest())
        .getBody()
        .getRegions()
        .getRegion()
        .stream()
        .map(region -> region.getRegionId())
        .toList();
  }

  @Test
  void aWrongSecretIsToldApart() throws Exception {
    EcsClients clients = EcsClients.of(cluster);
    Client stranger =
        new EcsClients(clients.endpoint(), clients.accessKeyId(), "not-the-secret").ecs();

    assertRefused(
        400, "SignatureDoesNotMatch", () -> stranger.describeRegions(new DescribeRegionsRequest()));
    assertRefused(
        400,
        "InvalidAccessKeyId.NotFound",
        () ->
            new EcsClients(clients.endpoint(), "nobody", "not-the-secret")
                .ecs()
                .describeRegions(new DescribeRegionsRequest()));
  }
}
