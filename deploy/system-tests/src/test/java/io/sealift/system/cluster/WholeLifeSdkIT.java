package io.sealift.system.cluster;

import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
import static io.sealift.system.cluster.TestCluster.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.aliyun.ecs20140526.Client;
import com.aliyun.ecs20140526.models.DeleteImageRequest;
import com.aliyun.ecs20140526.models.DeleteSnapshotRequest;
import com.aliyun.ecs20140526.models.DescribeImagesResponseBody.DescribeImagesResponseBodyImagesImage;
import com.aliyun.ecs20140526.models.DescribeTaskAttributeRequest;
import com.aliyun.ecs20140526.models.ExportImageRequest;
import com.aliyun.ecs20140526.models.ImportImageRequest;
import com.aliyun.ecs20140526.models.ImportImageRequest.ImportImageRequestDiskDeviceMapping;
import com.aliyun.ecs20140526.models.ListTagResourcesRequest;
import com.aliyun.ecs20140526.models.ListTagResourcesRequest.ListTagResourcesRequestTagFilter;
import com.aliyun.ecs20140526.models.ListTagResourcesResponseBody.ListTagResourcesResponseBodyTagResourcesTagResource;
import com.aliyun.ecs20140526.models.ModifyImageSharePermissionRequest;
import com.aliyun.ecs20140526.models.TagResourcesRequest;
import com.aliyun.ecs20140526.models.TagResourcesRequest.TagResourcesRequestTag;
import com.aliyun.kms20160120.models.CreateKeyRequest;
import com.aliyuncs.ecs.model.v20140526.DescribeImagesResponse.Image;
import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.cli.command.account.AccountCreate;
import io.sealift.protocol.StrictJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An image's whole life, from its file to its end, through each of the official Java clients. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WholeLifeSdkIT {
  private static final TestDisk DISK = new TestDisk(13, 1, 2);
  private static final String BUCKET = "life";

  private final Path work;
  private final TestCluster cluster;
  private final ClusterClient rest;
  private final EcsClients clients;
  private final Client ecs;
  private final EcsUser user;
  private final Path disk;

  WholeLifeSdkIT(@TempDir Path work) throws Exception {
    this.work = work;
    this.cluster = TestCluster.start(work.resolve("cluster"));
    this.rest = cluster.client();
    this.clients = EcsClients.of(cluster);
    this.ecs = clients.ecs();
    this.disk = DISK.write(Files.createDirectories(bucket(NORTH)).resolve("web.raw"));
    Files.createDirectories(bucket(SOUTH));
    this.user = new EcsUser(ecs, imported());
    awaitAll(NORTH, user.imageId());
  }

  private Path bucket(String region) {
    return cluster.exchange(region).resolve("administrator").resolve(BUCKET);
  }

  private Path exported(String imageId) {
    return bucket(SOUTH).resolve(imageId + "_system.raw");
  }

  private String imported() throws Exception {
    return ecs.importImage(
            new ImportImageRequest()
                .setRegionId(NORTH)
                .setImageName("life")
                .setRoleName("AliyunECSImageImportDefaultRole")
                .setDiskDeviceMapping(
                    List.of(
                        new ImportImageRequestDiskDeviceMapping()
                            .setOSSBucket(BUCKET)
                            .setOSSObject("web.raw"))))
        .getBody()
        .getImageId();
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  private EcsClients account(String name, String... more) throws Exception {
    String[] words =
        Stream.concat(Stream.of("--json", name), Stream.of(more)).toArray(String[]::new);
    JsonNode made =
        StrictJson.mapper()
            .readTree(ClusterClient.run(new AccountCreate(rest.environment()), words));
    return new EcsClients(
        cluster.endpoint(),
        made.path("accessKeyId").asText(),
        made.path("accessKeySecret").asText());
  }

  private String createKey() throws Exception {
    return clients
        .kms(WEST)
        .createKey(new CreateKeyRequest())
        .getBody()
        .getKeyMetadata()
        .getKeyId();
  }

  @Test
  void theClientLeadsAnImageThroughItsWholeLife() throws Exception {
    EcsUser friend = new EcsUser(account("friends").ecs(), user.imageId());
    String key = createKey();
    tag("team", "acs:web");
    assertThat(fuzzy("te*")).containsExactly("team=acs:web");
    assertThat(fuzzy("stage*")).isEmpty();

    String plain = user.copy(user.copyTo(SOUTH, "life_plain"));
    String sealed = user.copy(user.copyTo(WEST, "life_sealed").setEncrypted(true).setKMSKeyId(key));
    DescribeImagesResponseBodyImagesImage done = awaitAll(SOUTH, plain);
    DescribeImagesResponseBodyImagesImage sealedDone = awaitAll(WEST, sealed);

    assertThat(done.getTags().getTag().get(0).getTagValue()).isEqualTo("acs:web");
    assertThat(user.snapshot(SOUTH, EcsUser.systemSnapshot(done)).getEncrypted()).isFalse();
    assertThat(user.snapshot(WEST, EcsUser.systemSnapshot(sealedDone)).getKMSKeyId())
        .isEqualTo(key);
    cancelAnother();
    ModifyImageSharePermissionRequest change =
        new ModifyImageSharePermissionRequest().setRegionId(SOUTH).setImageId(plain);
    ecs.modifyImageSharePermission(change.setAddAccount(List.of("friends")));
    assertThat(friend.find(SOUTH, plain).get(0).getImageOwnerAlias()).isEqualTo("others");
    export(plain);
    assertThat(Files.mismatch(disk, exported(plain))).isEqualTo(-1);
    Path opened = rest.exportImage(sealed, WEST, work.resolve("sealed.raw"));
    assertThat(Files.mismatch(disk, opened)).isEqualTo(-1);
    ecs.modifyImageSharePermission(
        change.setAddAccount(List.of()).setRemoveAccount(List.of("friends")));
    assertThat(friend.find(SOUTH, plain)).isEmpty();
    delete(SOUTH, done);
    delete(WEST, sealedDone);
    assertThat(user.find(SOUTH, plain)).isEmpty();
    assertThat(user.find(WEST, sealed)).isEmpty();
    assertThat(user.find(NORTH, user.imageId())).hasSize(1);
  }

  private void tag(String key, String value) throws Exception {
    ecs.tagResources(
        new TagResourcesRequest()
            .setRegionId(NORTH)
            .setResourceType("image")
            .setResourceId(List.of(user.imageId()))
            .setTag(List.of(new TagResourcesRequestTag().setKey(key).setValue(value))));
  }

  private List<String> fuzzy(String key) throws Exception {
    List<ListTagResourcesResponseBodyTagResourcesTagResource> found =
        ecs.listTagResources(
                new ListTagResourcesRequest()
                    .setRegionId(NORTH)
                    .setResourceType("image")
                    .setResourceId(List.of(user.imageId()))
                    .setTagFilter(List.of(new ListTagResourcesRequestTagFilter().setTagKey(key))))
            .getBody()
            .getTagResources()
            .getTagResource();
    return found.stream().map(tag -> tag.getTagKey() + "=" + tag.getTagValue()).toList();
  }

  /** Looks at the progress, which never goes back, until all is there. */
  private DescribeImagesResponseBodyImagesImage awaitAll(String region, String id) {
    List<Integer> seen = new ArrayList<>();
    DescribeImagesResponseBodyImagesImage image =
        Awaitility.await()
            .atMost(ClusterClient.PATIENCE)
            .pollInterval(Duration.ofMillis(50))
            .until(
                () -> {
                  DescribeImagesResponseBodyImagesImage now = user.find(region, id).get(0);
                  seen.add(Integer.valueOf(now.getProgress().replace("%", "")));
                  return now;
                },
                now -> now.getStatus().equals("Available"));
    assertThat(seen).isSorted().endsWith(100);
    return image;
  }

  private void cancelAnother() throws Exception {
    cluster.stopAgent(SOUTH, 1);
    String other = user.copy(user.copyTo(SOUTH, "life_other"));
    assertThat(user.find(SOUTH, other)).hasSize(1);
    ecs.cancelCopyImage(CopyErrors.cancel(SOUTH, other));
    assertThat(user.find(SOUTH, other)).isEmpty();
    cluster.startAgent(SOUTH, 1);
  }

  private void export(String imageId) throws Exception {
    DescribeTaskAttributeRequest look =
        new DescribeTaskAttributeRequest()
            .setRegionId(SOUTH)
            .setTaskId(
                ecs.exportImage(
                        new ExportImageRequest()
                            .setRegionId(SOUTH)
                            .setImageId(imageId)
                            .setOSSBucket(BUCKET)
                            .setRoleName("AliyunECSImageExportDefaultRole"))
                    .getBody()
                    .getTaskId());
    Awaitility.await()
        .atMost(ClusterClient.PATIENCE)
        .until(() -> ecs.describeTaskAttribute(look).getBody().getTaskStatus(), "Finished"::equals);
  }

  /** Deletes an image and its snapshot, which outlives it. */
  private void delete(String region, DescribeImagesResponseBodyImagesImage image) throws Exception {
    ecs.deleteImage(new DeleteImageRequest().setRegionId(region).setImageId(image.getImageId()));
    ecs.deleteSnapshot(new DeleteSnapshotRequest().setSnapshotId(EcsUser.systemSnapshot(image)));
  }

  @Test
  void theOlderClientLeadsAnImageThroughItsWholeLife() throws Exception {
    LegacyEcsUser older = LegacyEcsUser.of(clients);
    String key = createKey();
    account("old-friends");

    String image = older.importImage(NORTH, "of_old", BUCKET, "web.raw");
    older.awaitAll(NORTH, image);
    older.tag(NORTH, image, "team", "web");
    String plain = older.copy(NORTH, image, SOUTH, "old_plain", Optional.empty());
    String sealed = older.copy(NORTH, image, WEST, "old_sealed", Optional.of(key));
    Image done = older.awaitAll(SOUTH, plain);
    Image sealedDone = older.awaitAll(WEST, sealed);

    assertThat(done.getTags().get(0).getTagValue()).isEqualTo("web");
    String sealedDisk = sealedDone.getDiskDeviceMappings().get(0).getSnapshotId();
    assertThat(user.snapshot(WEST, sealedDisk).getKMSKeyId()).isEqualTo(key);
    cluster.stopAgent(SOUTH, 1);
    String other = older.copy(NORTH, image, SOUTH, "old_other", Optional.empty());
    older.cancel(SOUTH, other);
    assertThat(older.find(SOUTH, other)).isEmpty();
    cluster.startAgent(SOUTH, 1);
    older.share(SOUTH, plain, List.of("old-friends"), List.of());
    older.export(SOUTH, plain, BUCKET);
    assertThat(Files.mismatch(disk, exported(plain))).isEqualTo(-1);
    older.share(SOUTH, plain, List.of(), List.of("old-friends"));
    older.delete(SOUTH, done);
    older.delete(WEST, sealedDone);
    assertThat(older.find(SOUTH, plain)).isEmpty();
    assertThat(older.find(WEST, sealed)).isEmpty();
  }

  @Test
  void aViewerIsToldThatItMayNotCopy() throws Exception {
    BothClients viewer = BothClients.of(account("onlookers", "--role", "VIEWER"), user.imageId());

    viewer.assertRefused(
        403,
        "Forbbiden",
        "User not authorized to operate on the specified resource.",
        viewer.present().copyTo(SOUTH, "looked_at"));
  }
}
