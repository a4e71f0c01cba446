package io.sealift.system.cluster;

import static io.sealift.system.cluster.EcsUser.assertRefused;
import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
import static org.assertj.core.api.Assertions.assertThat;

import com.aliyun.ecs20140526.models.CopyImageRequest;
import com.aliyun.ecs20140526.models.DeleteImageRequest;
import com.aliyun.ecs20140526.models.DescribeImageSharePermissionRequest;
import com.aliyun.ecs20140526.models.DescribeImagesRequest;
import com.aliyun.ecs20140526.models.DescribeRegionsRequest;
import com.aliyun.ecs20140526.models.JoinResourceGroupRequest;
import com.aliyun.ecs20140526.models.ModifyImageSharePermissionRequest;
import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.cli.command.account.AccountCreate;
import io.sealift.protocol.StrictJson;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Accounts, what they share, and their resource groups. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharingSdkIT {
  private static final TestDisk DISK = new TestDisk(13, 1, 2);

  private final TestCluster cluster;
  private final ClusterClient rest;
  private final EcsUser owner;

  SharingSdkIT(@TempDir Path work) throws Exception {
    this.cluster = TestCluster.start(work.resolve("cluster"));
    this.rest = cluster.client();
    String image = rest.importImage(NORTH, "ours", DISK.write(work.resolve("disk.raw")));
    this.owner = new EcsUser(EcsClients.of(cluster).ecs(), image);
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  private EcsClients account(String name) throws Exception {
    JsonNode made =
        StrictJson.mapper()
            .readTree(ClusterClient.run(new AccountCreate(rest.environment()), "--json", name));
    return new EcsClients(
        cluster.endpoint(),
        made.path("accessKeyId").asText(),
        made.path("accessKeySecret").asText());
  }

  private ModifyImageSharePermissionRequest change(String image) {
    return new ModifyImageSharePermissionRequest().setRegionId(NORTH).setImageId(image);
  }

  private static List<String> visible(EcsUser user, String alias) throws Exception {
    return user
        .ecs()
        .describeImages(new DescribeImagesRequest().setRegionId(NORTH).setImageOwnerAlias(alias))
        .getBody()
        .getImages()
        .getImage()
        .stream()
        .map(image -> image.getImageId())
        .toList();
  }

  @Test
  void aSharedImageIsSeenAndCopiedWithinItsRegionAlone() throws Exception {
    String image = owner.imageId();
    EcsUser other = new EcsUser(account("friends").ecs(), image);
    assertThat(visible(other, "others")).isEmpty();
    assertRefused(404, "InvalidImageId.NotFound", () -> other.copy(other.copyTo(SOUTH, "stolen")));

    owner.ecs().modifyImageSharePermission(change(image).setAddAccount(List.of("friends")));

    assertThat(visible(other, "others")).containsExactly(image);
    assertThat(
            owner
                .ecs()
                .describeImageSharePermission(
                    new DescribeImageSharePermissionRequest().setRegionId(NORTH).setImageId(image))
                .getBody()
                .getAccounts()
                .getAccount()
                .get(0)
                .getAliyunId())
        .isEqualTo("friends");
    assertRefused(
        403, "OperationDenied.SameRegionOnly", () -> other.copy(other.copyTo(SOUTH, "too_far")));
    assertRefused(
        403,
        "ImageUseShared",
        () ->
            owner.ecs().deleteImage(new DeleteImageRequest().setRegionId(NORTH).setImageId(image)));
    String copy = other.copy(other.copyTo(NORTH, "mine"));
    assertThat(other.awaitAvailable(NORTH, copy).getImageOwnerAlias()).isEqualTo("self");
    assertThat(owner.find(NORTH, copy)).isEmpty();

    owner.ecs().modifyImageSharePermission(change(image).setRemoveAccount(List.of("friends")));
    assertThat(visible(other, "others")).isEmpty();
  }

  @Test
  void whatCannotBeSharedIsRefused() throws Exception {
    assertRefused(
        404,
        "InvalidAccount.NotFound",
        () ->
            owner
                .ecs()
                .modifyImageSharePermission(
                    change(owner.imageId()).setAddAccount(List.of("nobody-at-all"))));
    assertRefused(
        404,
        "InvalidAccount.Forbbiden",
        () ->
            owner
                .ecs()
                .modifyImageSharePermission(
                    change(owner.imageId()).setAddAccount(List.of("administrator"))));
    CopyImageRequest sealing = owner.copyTo(NORTH, "service_sealed").setEncrypted(true);
    String sealed = owner.copy(sealing);
    owner.awaitAvailable(NORTH, sealed);
    account("strangers");
    assertRefused(
        403,
        "InvalidOperation.ServiceKeyEncryptedImageUnsupported",
        () ->
            owner
                .ecs()
                .modifyImageSharePermission(change(sealed).setAddAccount(List.of("strangers"))));
  }

  @Test
  void aDisabledKeySignsNothing() throws Exception {
    EcsClients client = account("leavers");
    assertThat(client.ecs().describeRegions(new DescribeRegionsRequest()).getStatusCode())
        .isEqualTo(200);

    rest.post("/v1/accounts/leavers/keys/" + client.accessKeyId() + "/disable");

    assertRefused(
        403,
        "Forbidden.AccessKeyDisabled",
        () -> client.ecs().describeRegions(new DescribeRegionsRequest()));
  }

  @Test
  void imagesJoinResourceGroups() throws Exception {
    String group =
        rest.post("/v1/resource-groups", ClusterClient.object().put("name", "web"))
            .path("resourceGroupId")
            .asText();
    JoinResourceGroupRequest join =
        new JoinResourceGroupRequest()
            .setRegionId(NORTH)
            .setResourceType("image")
            .setResourceId(owner.imageId())
            .setResourceGroupId(group);

    owner.ecs().joinResourceGroup(join);

    assertThat(owner.find(NORTH, owner.imageId()).get(0).getResourceGroupId()).isEqualTo(group);
    assertRefused(403, "InvalidResourceGroup.Duplicate", () -> owner.ecs().joinResourceGroup(join));
  }
}
