package io.sealift.system.cluster;

import static io.sealift.system.cluster.EcsUser.assertRefused;
import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
import static io.sealift.system.cluster.TestCluster.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.aliyun.ecs20140526.Client;
import com.aliyun.ecs20140526.models.CancelCopyImageRequest;
import com.aliyun.ecs20140526.models.CancelTaskRequest;
import com.aliyun.ecs20140526.models.CopySnapshotRequest;
import com.aliyun.ecs20140526.models.CreateImageRequest;
import com.aliyun.ecs20140526.models.CreateSnapshotRequest;
import com.aliyun.ecs20140526.models.DescribeImagesResponseBody.DescribeImagesResponseBodyImagesImage;
import com.aliyun.ecs20140526.models.DescribeSnapshotsResponseBody.DescribeSnapshotsResponseBodySnapshotsSnapshot;
import com.aliyun.ecs20140526.models.DescribeTaskAttributeRequest;
import com.aliyun.ecs20140526.models.DescribeTaskAttributeResponseBody;
import com.aliyun.ecs20140526.models.DescribeTasksRequest;
import com.aliyun.ecs20140526.models.ExportImageRequest;
import com.aliyun.ecs20140526.models.ImportImageRequest;
import com.aliyun.ecs20140526.models.ImportImageRequest.ImportImageRequestDiskDeviceMapping;
import com.aliyun.ecs20140526.models.ImportImageResponseBody;
import com.aliyun.tea.TeaException;
import com.aliyuncs.exceptions.ClientException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Images that come in as files, go out as files, are made of snapshots and copied as stacks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FileSdkIT {
  private static final TestDisk DISK = new TestDisk(17, 2, 3);

  private final Path work;
  private final Path disk;
  private final TestCluster cluster;
  private final ClusterClient rest;
  private final EcsClients clients;
  private final Client ecs;
  private final ImportImageResponseBody imported;
  private final EcsUser user;

  FileSdkIT(@TempDir Path work) throws Exception {
    this.work = work;
    this.cluster = TestCluster.start(work.resolve("cluster"));
    this.disk =
        DISK.write(
            Files.createDirectories(cluster.exchange(NORTH).resolve("administrator/disks"))
                .resolve("web.raw"));
    this.rest = cluster.client();
    this.clients = EcsClients.of(cluster);
    this.ecs = clients.ecs();
    this.imported = ecs.importImage(importing("web", "web.raw")).getBody();
    this.user = new EcsUser(ecs, imported.getImageId());
    user.awaitAvailable(NORTH, imported.getImageId());
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  private static ImportImageRequest importing(String name, String object) {
    return new ImportImageRequest()
        .setRegionId(NORTH)
        .setImageName(name)
        .setDiskDeviceMapping(
            List.of(
                new ImportImageRequestDiskDeviceMapping()
                    .setOSSBucket("disks")
                    .setOSSObject(object)));
  }

  private DescribeTaskAttributeResponseBody task(String id) throws Exception {
    return ecs.describeTaskAttribute(
            new DescribeTaskAttributeRequest().setRegionId(NORTH).setTaskId(id))
        .getBody();
  }

  private void awaitTask(String id) {
    Awaitility.await()
        .atMost(ClusterClient.PATIENCE)
        .until(() -> task(id).getTaskStatus(), "Finished"::equals);
  }

  @Test
  void whatWasImportedIsExportedByteForByte() throws Exception {
    DescribeImagesResponseBodyImagesImage image = user.find(NORTH, imported.getImageId()).get(0);
    assertThat(image.getDiskDeviceMappings().getDiskDeviceMapping().get(0).getImportOSSObject())
        .isEqualTo("web.raw");
    assertThat(task(imported.getTaskId()).getTaskAction()).isEqualTo("ImportImage");
    assertThat(task(imported.getTaskId()).getTaskProcess()).isEqualTo("100%");
    ExportImageRequest request =
        new ExportImageRequest()
            .setRegionId(NORTH)
            .setImageId(imported.getImageId())
            .setOSSBucket("disks")
            .setOSSPrefix("out");

    String export = ecs.exportImage(request).getBody().getTaskId();
    awaitTask(export);

    Path written =
        cluster
            .exchange(NORTH)
            .resolve("administrator/disks/out_%s_system.raw".formatted(image.getImageId()));
    assertThat(Files.mismatch(disk, written)).isEqualTo(-1);
    assertThat(
            ecs
                .describeTasks(
                    new DescribeTasksRequest().setRegionId(NORTH).setTaskAction("ExportImage"))
                .getBody()
                .getTaskSet()
                .getTask()
                .stream()
                .map(task -> task.getTaskId()))
        .contains(export);
    assertRefused(
        403,
        "InvalidTaskId.IncorrectTaskStatus",
        () -> ecs.cancelTask(new CancelTaskRequest().setRegionId(NORTH).setTaskId(export)));
    assertRefused(
        400, "InvalidOSSBucket.NotFound", () -> ecs.exportImage(request.setOSSBucket("nowhere")));
  }

  @Test
  void whatCannotBeImportedIsRefusedAsDocumented() throws Exception {
    assertRefused(
        400, "InvalidOSSObject.NotFound", () -> ecs.importImage(importing("none", "nowhere.raw")));
    assertRefused(
        400,
        "InvalidOSSObject.Malformed",
        () -> ecs.importImage(importing("none", "../store/x.raw")));
    assertRefused(
        400, "UnsupportedSuffix.OSSObject", () -> ecs.importImage(importing("none", "web.tar")));
    assertRefused(
        400, "InvalidImageName.Duplicated", () -> ecs.importImage(importing("web", "web.raw")));
    Files.writeString(cluster.exchange(NORTH).resolve("administrator/disks/text.qcow2"), "no disk");
    assertRefused(
        400,
        "InvalidImageFormat.RegionNotSupported",
        () -> ecs.importImage(importing("none", "text.qcow2")));
  }

  @Test
  void aDryRunOfAnImportOrAnExportSaysWhatWouldBeAndLeavesNothing() throws Exception {
    GoSdkClient client = GoSdkClient.of(clients, NORTH);
    String[] importing = {
      "DiskDeviceMapping.1.OSSBucket", "disks", "DiskDeviceMapping.1.OSSObject", "web.raw",
      "ImageName", "dry", "DryRun", "true"
    };
    String[] exporting = {
      "ImageId", imported.getImageId(), "OSSBucket", "disks", "OSSPrefix", "dry", "DryRun", "true"
    };
    List<Path> before = files();

    GoSdkClient.Reply wouldImport = client.ask("ImportImage", importing);
    GoSdkClient.Reply wouldExport = client.ask("ExportImage", exporting);

    assertThat(wouldImport.status()).isEqualTo(400);
    assertThat(wouldImport.code()).isEqualTo("DRYRUN.SUCCESS");
    assertThat(wouldExport.code()).isEqualTo("DryRunOperation");
    importing[3] = "nowhere.raw";
    assertThat(client.ask("ImportImage", importing).code()).isEqualTo("InvalidOSSObject.NotFound");
    importing[3] = "web.raw";
    importing[5] = "web";
    assertThat(client.ask("ImportImage", importing).code())
        .isEqualTo("InvalidImageName.Duplicated");
    exporting[3] = "nowhere";
    assertThat(client.ask("ExportImage", exporting).code()).isEqualTo("InvalidOSSBucket.NotFound");
    assertThat(
            client.call("DescribeImages", "ImageName", "dry", "Status", "ALL").path("TotalCount"))
        .isEqualTo(IntNode.valueOf(0));
    assertThat(files()).isEqualTo(before);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(cluster.exchange(NORTH).resolve("administrator/disks"))) {
      return files.sorted().toList();
    }
  }

  @Test
  void anotherSnapshotOfAnImportedDiskMakesAnImage() throws Exception {
    String first = EcsUser.systemSnapshot(user.find(NORTH, imported.getImageId()).get(0));
    String diskId = user.snapshot(NORTH, first).getSourceDiskId();

    String made =
        ecs.createSnapshot(new CreateSnapshotRequest().setDiskId(diskId).setSnapshotName("nightly"))
            .getBody()
            .getSnapshotId();
    Awaitility.await()
        .atMost(ClusterClient.PATIENCE)
        .until(() -> user.snapshot(NORTH, made).getStatus().equals("accomplished"));

    assertThat(user.snapshot(NORTH, made).getSourceDiskId()).isEqualTo(diskId);
    String image =
        ecs.createImage(
                new CreateImageRequest()
                    .setRegionId(NORTH)
                    .setSnapshotId(made)
                    .setImageName("of_the_night"))
            .getBody()
            .getImageId();
    Path exported = rest.exportImage(image, NORTH, work.resolve("night.raw"));
    assertThat(Files.mismatch(disk, exported)).isEqualTo(-1);
  }

  @Test
  void aSnapshotIsCopiedAlone() throws Exception {
    String source = EcsUser.systemSnapshot(user.find(NORTH, imported.getImageId()).get(0));

    String copy =
        ecs.copySnapshot(
                new CopySnapshotRequest()
                    .setRegionId(NORTH)
                    .setSnapshotId(source)
                    .setDestinationRegionId(WEST)
                    .setDestinationSnapshotName("disk_copy")
                    .setDestinationSnapshotDescription("one disk")
                    .setRetentionDays(7))
            .getBody()
            .getSnapshotId();

    DescribeSnapshotsResponseBodySnapshotsSnapshot done =
        Awaitility.await()
            .atMost(ClusterClient.PATIENCE)
            .until(
                () -> user.snapshot(WEST, copy), found -> found.getStatus().equals("accomplished"));
    assertThat(done.getSnapshotName()).isEqualTo("disk_copy");
    assertThat(done.getSourceSnapshotId()).isEqualTo(source);
    assertThat(done.getSourceRegionId()).isEqualTo(NORTH);
    assertThat(done.getRetentionDays()).isEqualTo(7);
    assertThat(done.getProgress()).isEqualTo("100%");
  }

  @Test
  void anImageIsMadeOfCopiedSnapshots() throws Exception {
    String source = imported.getImageId();
    String snapshot =
        ecs.copySnapshot(
                new CopySnapshotRequest()
                    .setRegionId(NORTH)
                    .setSnapshotId(EcsUser.systemSnapshot(user.find(NORTH, source).get(0)))
                    .setDestinationRegionId(SOUTH)
                    .setDestinationSnapshotName("large_disk")
                    .setDestinationSnapshotDescription("the system disk"))
            .getBody()
            .getSnapshotId();
    CreateImageRequest request =
        new CreateImageRequest()
            .setRegionId(SOUTH)
            .setSnapshotId(snapshot)
            .setImageName("large_again")
            .setArchitecture("arm64")
            .setClientToken("token-1");
    Awaitility.await()
        .atMost(ClusterClient.PATIENCE)
        .until(() -> user.snapshot(SOUTH, snapshot).getStatus().equals("accomplished"));

    String image = ecs.createImage(request).getBody().getImageId();

    assertThat(ecs.createImage(request).getBody().getImageId()).isEqualTo(image);
    assertThat(user.find(SOUTH, image).get(0).getStatus()).isEqualTo("Available");
    assertThat(user.find(SOUTH, image).get(0).getArchitecture()).isEqualTo("arm64");
    Path exported = rest.exportImage(image, SOUTH, work.resolve("again.raw"));
    assertThat(Files.mismatch(disk, exported)).isEqualTo(-1);
    assertRefused(
        400, "IdempotenceParamNotMatch", () -> ecs.createImage(request.setImageName("another")));
    assertRefused(
        400,
        "InvalidImageName.Duplicated",
        () -> ecs.createImage(request.setImageName("large_again").setClientToken("t-2")));
    assertRefused(
        404,
        "InvalidSnapshotId.NotFound",
        () ->
            ecs.createImage(
                request.setImageName("none").setSnapshotId("s-none").setClientToken("t-3")));
  }

  @Test
  void aStackCopiesToSeveralRegionsAndOutlivesItsCoordinator() throws Exception {
    String key = rest.createKey(WEST);
    RosUser ros = RosUser.of(clients, NORTH);
    String[] stack = {
      "StackName", "web-everywhere",
      "TemplateBody",
          "{\"Resources\":{\"CopyImage\":{\"Type\":\"ALIYUN::ECS::CopyImage\",\"Count\":2}}}",
      "Parameters.1.ParameterKey", "ImageId",
      "Parameters.1.ParameterValue", imported.getImageId(),
      "Parameters.2.ParameterKey", "DestinationImageName",
      "Parameters.2.ParameterValue", "web_everywhere",
      "Parameters.3.ParameterKey", "Destinations",
      "Parameters.3.ParameterValue",
          ("[{\"DestinationRegionId\":\"%s\"},"
                  + "{\"DestinationRegionId\":\"%s\",\"Encrypted\":true,\"KMSKeyId\":\"%s\"}]")
              .formatted(SOUTH, WEST, key)
    };

    String stackId = ros.call("CreateStack", stack).path("StackId").asText();
    assertThat(ros.refusal("CreateStack", stack)).isEqualTo("StackExists");
    cluster.stopCoordinator();
    cluster.startCoordinator();
    JsonNode done =
        Awaitility.await()
            .atMost(ClusterClient.PATIENCE)
            // The client keeps connections to the coordinator that is gone.
            .ignoreException(ClientException.class)
            .until(
                () -> ros.callOldWay("GetStack", "StackId", stackId),
                found -> !found.path("Status").asText().equals("CREATE_IN_PROGRESS"));

    assertThat(done.path("Status").asText()).isEqualTo("CREATE_COMPLETE");
    JsonNode copies = done.path("Outputs").path(1).path("OutputValue");
    assertThat(copies).hasSize(2);
    String sealed = copies.path(1).asText();
    assertThat(user.find(SOUTH, copies.path(0).asText()).get(0).getStatus()).isEqualTo("Available");
    assertThat(
            user.snapshot(WEST, EcsUser.systemSnapshot(user.find(WEST, sealed).get(0)))
                .getKMSKeyId())
        .isEqualTo(key);
    assertThat(ros.call("ListStacks", "StackName.1", "web-everywhere").path("Stacks")).hasSize(1);
    assertThat(
            ros.call("ListStackResources", "StackId", stackId)
                .path("Resources")
                .findValuesAsText("PhysicalResourceId"))
        .containsExactly(copies.path(0).asText(), sealed);
    ros.call("DeleteStack", "StackId", stackId, "RetainAllResources", "true");
    assertThat(ros.refusal("GetStack", "StackId", stackId)).isEqualTo("StackNotFound");
    assertThat(user.find(WEST, sealed).get(0).getStatus()).isEqualTo("Available");
  }

  @Test
  void aCancelThatRacesWithTheEndTellsTheTruth() throws Exception {
    for (int looks = 0; looks < 40; looks += 5) {
      String copy = user.copy(user.copyTo(WEST, "race_" + looks));
      for (int look = 0; look < looks; look++) {
        user.find(WEST, copy);
      }
      try {
        ecs.cancelCopyImage(new CancelCopyImageRequest().setRegionId(WEST).setImageId(copy));
        assertThat(user.find(WEST, copy)).isEmpty();
      } catch (TeaException e) {
        assertThat(e.getCode()).isEqualTo("IncorrectImageStatus");
        assertThat(user.find(WEST, copy).get(0).getStatus()).isEqualTo("Available");
      }
    }
  }

  @Test
  void theExampleOfTheDocumentationWorks() throws Exception {
    Client client =
        CopyImageExample.client(
            "%s:%d".formatted(cluster.endpoint().getHost(), cluster.endpoint().getPort()),
            clients.accessKeyId(),
            clients.secret());

    String copy = CopyImageExample.copyEncrypted(client, imported.getImageId(), NORTH, SOUTH);

    DescribeImagesResponseBodyImagesImage done = user.find(SOUTH, copy).get(0);
    assertThat(done.getImageName()).isEqualTo("web_from_" + NORTH);
    assertThat(user.snapshot(SOUTH, EcsUser.systemSnapshot(done)).getEncrypted()).isTrue();
  }
}
