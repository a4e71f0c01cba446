package io.sealift.system.cluster;

import static io.sealift.system.cluster.EcsUser.assertRefused;
import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
import static io.sealift.system.cluster.TestCluster.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.aliyun.ecs20140526.models.CopyImageRequest;
import com.aliyun.ecs20140526.models.DeleteImageRequest;
import com.aliyun.ecs20140526.models.DeleteSnapshotRequest;
import com.aliyun.ecs20140526.models.DescribeImageSharePermissionRequest;
import com.aliyun.ecs20140526.models.DescribeImagesRequest;
import com.aliyun.ecs20140526.models.DescribeImagesResponseBody.DescribeImagesResponseBodyImagesImage;
import com.aliyun.ecs20140526.models.DescribeRegionsRequest;
import com.aliyun.ecs20140526.models.JoinResourceGroupRequest;
import com.aliyun.ecs20140526.models.ModifyImageSharePermissionRequest;
import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.cli.command.account.AccessKeyRotate;
import io.sealift.cli.command.account.AccountCreate;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.protocol.StrictJson;
import io.sealift.system.cluster.TerraformImageCopy.Block;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Accounts, what they share, their resource groups, and the tools that people use. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharingSdkIT {
  private static final TestDisk DISK = new TestDisk(13, 1, 2);

  private final TestCluster cluster;
  private final ClusterClient rest;
  private final EcsClients clients;
  private final EcsUser owner;

  SharingSdkIT(@TempDir Path work) throws Exception {
    this.cluster = TestCluster.start(work.resolve("cluster"));
    this.rest = cluster.client();
    String image = rest.importImage(NORTH, "ours", DISK.write(work.resolve("disk.raw")));
    this.clients = EcsClients.of(cluster);
    this.owner = new EcsUser(clients.ecs(), image);
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
    BothClients both = BothClients.of(account("friends"), image);
    EcsUser other = both.present();
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
    both.assertRefused(
        403,
        "OperationDenied.SameRegionOnly",
        "The image shared from others can not be copied to another region directly.",
        other.copyTo(SOUTH, "too_far"));
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
  void anImageUnderACustomersKeyIsSharedAndCopiedUnderAnother() throws Exception {
    EcsUser partner = new EcsUser(account("partners").ecs(), owner.imageId());
    String key = rest.createKey(NORTH);
    CopyImageRequest sealing = owner.copyTo(NORTH, "customer_sealed");
    String sealed = owner.copy(sealing.setEncrypted(true).setKMSKeyId(key));
    owner.awaitAvailable(NORTH, sealed);

    owner.ecs().modifyImageSharePermission(change(sealed).setAddAccount(List.of("partners")));

    assertThat(visible(partner, "others")).contains(sealed);
    CopyImageRequest taking = partner.copyTo(NORTH, "taken_over").setImageId(sealed);
    assertRefused(
        403, "OperationDeined.EncryptedSnapshot", () -> partner.copy(taking.setEncrypted(false)));
    String copy = partner.copy(taking.setEncrypted(true));
    DescribeImagesResponseBodyImagesImage done = partner.awaitAvailable(NORTH, copy);
    String snapshotId = EcsUser.systemSnapshot(done);
    assertThat(partner.snapshot(NORTH, snapshotId).getEncrypted()).isTrue();
    assertThat(partner.snapshot(NORTH, snapshotId).getKMSKeyId()).isNotEqualTo(key);
    assertRefused(
        404,
        "InvalidParameter.KMSKeyId.NotFound",
        () -> partner.copy(taking.setDestinationImageName("no_key").setKMSKeyId(key)));
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
  void aRotatedKeyIsShownOnceAndTheOneBeforeItSignsNothing() throws Exception {
    EcsClients before = account("movers");
    AccessKeyRotate rotation = new AccessKeyRotate(rest.environment());

    JsonNode made =
        StrictJson.mapper()
            .readTree(ClusterClient.run(rotation, "--json", "movers", before.accessKeyId()));

    EcsClients after =
        new EcsClients(
            cluster.endpoint(),
            made.path("accessKeyId").asText(),
            made.path("accessKeySecret").asText());
    assertThat(after.ecs().describeRegions(new DescribeRegionsRequest()).getStatusCode())
        .isEqualTo(200);
    assertRefused(
        403,
        "Forbidden.AccessKeyDisabled",
        () -> before.ecs().describeRegions(new DescribeRegionsRequest()));
    assertThat(
            ClusterClient.Run.of(new AccessKeyRotate(rest.environment()), "movers", "ak-nobody")
                .exitCode())
        .isEqualTo(ExitCode.NOT_FOUND.value());
    assertThat(rest.get("/v1/accounts").toString())
        .doesNotContain(after.secret(), before.secret(), "accessKeySecret");
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

  @Test
  void theCallsOfTerraformsProviderMakeChangeAndRemoveACopy() throws Exception {
    TerraformImageCopy resource =
        new TerraformImageCopy(GoSdkClient.of(clients, WEST), NORTH, owner.imageId());
    Block block = new Block("web_by_terraform", "copied by Terraform (1*~)", false, "", "web 1");

    JsonNode made = resource.create(block);

    String copy = made.path("ImageId").asText();
    assertThat(made.path("ImageName").asText()).isEqualTo("web_by_terraform");
    assertThat(made.path("Description").asText()).isEqualTo("copied by Terraform (1*~)");
    assertThat(made.at("/Tags/Tag/0/TagValue").asText()).isEqualTo("web 1");
    assertThat(made.path("Usable").asBoolean()).isTrue();
    JsonNode changed = resource.update(copy, new Block("web_again", "as well", false, "", "two"));
    assertThat(changed.path("ImageName").asText()).isEqualTo("web_again");
    assertThat(changed.path("Description").asText()).isEqualTo("as well");
    assertThat(changed.at("/Tags/Tag/0/TagValue").asText()).isEqualTo("two");
    List<String> snapshots = resource.destroy(copy);
    assertThat(snapshots).hasSize(1);
    assertThat(owner.find(WEST, copy)).isEmpty();
    assertRefused(
        404,
        "InvalidSnapshotId.NotFound",
        () ->
            owner
                .ecs()
                .deleteSnapshot(new DeleteSnapshotRequest().setSnapshotId(snapshots.get(0))));
  }

  @Test
  void theCallsOfPackersBuilderMakeAndRemoveEncryptedCopies() throws Exception {
    PackerImageCopy build =
        new PackerImageCopy(GoSdkClient.of(clients, NORTH), owner.imageId(), "by_packer");
    String key = rest.createKey(WEST);
    build.validate(List.of(SOUTH, WEST));
    cluster.stopAgent(SOUTH, 1); // So that one copy is not done when the build is thrown away.

    Map<String, String> copies =
        build.copy(List.of(SOUTH, WEST), List.of("packed_south", ""), List.of("", key));

    assertThat(copies).containsOnlyKeys(NORTH, SOUTH, WEST);
    DescribeImagesResponseBodyImagesImage west =
        owner.awaitAvailable(WEST, copies.getOrDefault(WEST, ""));
    assertThat(owner.snapshot(WEST, EcsUser.systemSnapshot(west)).getKMSKeyId()).isEqualTo(key);
    assertThat(build.image(SOUTH, copies.getOrDefault(SOUTH, "")).path("ImageName").asText())
        .isEqualTo("packed_south");
    build.destroy(copies);
    cluster.startAgent(SOUTH, 1);
    for (Map.Entry<String, String> copy : copies.entrySet()) {
      assertThat(owner.find(copy.getKey(), copy.getValue())).isEmpty();
    }
  }

  @Test
  void oneTokenAHundredTimesAtOnceIsOneCopy() throws Exception {
    GoSdkClient client = GoSdkClient.of(clients, NORTH);
    String[] copy = {
      "ImageId",
      owner.imageId(),
      "DestinationRegionId",
      SOUTH,
      "ClientToken",
      "of-one-copy",
      "DestinationImageName",
      "once",
      "DryRun",
      "true"
    };
    assertThat(client.ask("CopyImage", copy).code()).isEqualTo("DryRunOperation");
    copy[9] = "false";
    ExecutorService askers = Executors.newFixedThreadPool(20);
    Set<String> made = new TreeSet<>();
    try {
      Callable<JsonNode> request = () -> client.call("CopyImage", copy);
      for (Future<JsonNode> answer : askers.invokeAll(Collections.nCopies(100, request))) {
        made.add(answer.get().path("ImageId").asText());
      }
    } finally {
      askers.shutdownNow();
    }

    assertThat(made).hasSize(1);
    String imageId = made.iterator().next();
    owner.awaitAvailable(SOUTH, imageId);
    copy[7] = "twice";
    GoSdkClient.Reply other = client.ask("CopyImage", copy);
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.code()).isEqualTo("InvalidOperation.Conflict");
    copy[7] = "once";
    client.call("DeleteImage", "RegionId", SOUTH, "ImageId", imageId);
    assertThat(client.call("CopyImage", copy).path("ImageId").asText()).isEqualTo(imageId);
    assertThat(owner.find(SOUTH, imageId)).isEmpty();
  }
}
