package io.sealift.system.cluster;

import static io.sealift.system.cluster.EcsUser.assertRefused;
import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
import static org.assertj.core.api.Assertions.assertThat;

import com.aliyun.ecs20140526.models.CopySnapshotRequest;
import com.aliyun.ecs20140526.models.CreateImageRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guide says of large images: copy the snapshots, then make an image of the copies. */
class CreateImageSdkIT {
  private static final TestDisk DISK = new TestDisk(17, 2, 3);

  @Test
  void anImageIsMadeOfCopiedSnapshots(@TempDir Path work) throws Exception {
    Path disk = DISK.write(work.resolve("disk.raw"));
    try (TestCluster cluster = TestCluster.start(work.resolve("cluster"))) {
      ClusterClient rest = cluster.client();
      String source = rest.importImage(NORTH, "large", disk);
      EcsUser user = new EcsUser(EcsClients.of(cluster).ecs(), source);
      String snapshot =
          user.ecs()
              .copySnapshot(
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

      String image = user.ecs().createImage(request).getBody().getImageId();

      assertThat(user.ecs().createImage(request).getBody().getImageId()).isEqualTo(image);
      assertThat(user.find(SOUTH, image).get(0).getStatus()).isEqualTo("Available");
      assertThat(user.find(SOUTH, image).get(0).getArchitecture()).isEqualTo("arm64");
      Path exported = rest.exportImage(image, SOUTH, work.resolve("again.raw"));
      assertThat(Files.mismatch(disk, exported)).isEqualTo(-1);
      assertRefused(
          400,
          "IdempotenceParamNotMatch",
          () -> user.ecs().createImage(request.setImageName("another")));
      assertRefused(
          400,
          "InvalidImageName.Duplicated",
          () -> user.ecs().createImage(request.setImageName("large_again").setClientToken("t-2")));
      assertRefused(
          404,
          "InvalidSnapshotId.NotFound",
          () ->
              user.ecs()
                  .createImage(
                      request.setImageName("none").setSnapshotId("s-none").setClientToken("t-3")));
    }
  }
}
