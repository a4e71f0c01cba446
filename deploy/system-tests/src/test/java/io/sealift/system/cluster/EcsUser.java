package io.sealift.system.cluster;

import static io.sealift.system.cluster.TestCluster.NORTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.aliyun.ecs20140526.Client;
import com.aliyun.ecs20140526.models.CopyImageRequest;
import com.aliyun.ecs20140526.models.DescribeImagesRequest;
import com.aliyun.ecs20140526.models.DescribeImagesResponseBody.DescribeImagesResponseBodyImagesImage;
import com.aliyun.ecs20140526.models.DescribeSnapshotsRequest;
import com.aliyun.ecs20140526.models.DescribeSnapshotsResponseBody.DescribeSnapshotsResponseBodySnapshotsSnapshot;
import com.aliyun.tea.TeaException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** What somebody does with the official client: copies of one image of the north, and looks. */
record EcsUser(Client ecs, String imageId) {
  private static final String EVERY_STATUS = "Creating,Waiting,Available,UnAvailable,CreateFailed";

  CopyImageRequest copyTo(String region, String name) {
    return new CopyImageRequest()
        .setRegionId(NORTH)
        .setImageId(imageId)
        .setDestinationRegionId(region)
        .setDestinationImageName(name);
  }

  String copy(CopyImageRequest request) throws Exception {
    return ecs.copyImage(request).getBody().getImageId();
  }

  List<DescribeImagesResponseBodyImagesImage> find(String region, String id) throws Exception {
    return ecs.describeImages(
            new DescribeImagesRequest().setRegionId(region).setImageId(id).setStatus(EVERY_STATUS))
        .getBody()
        .getImages()
        .getImage();
  }

  DescribeImagesResponseBodyImagesImage awaitAvailable(String region, String id) {
    return Awaitility.await()
        .atMost(ClusterClient.PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> find(region, id).get(0), image -> image.getStatus().equals("Available"));
  }

  DescribeSnapshotsResponseBodySnapshotsSnapshot snapshot(String region, String id)
      throws Exception {
    return ecs.describeSnapshots(
            new DescribeSnapshotsRequest().setRegionId(region).setSnapshotIds("[\"" + id + "\"]"))
        .getBody()
        .getSnapshots()
        .getSnapshot()
        .get(0);
  }

  /** Any call of a client. */
  interface ClientCall {
    @SuppressWarnings("checkstyle:IllegalThrows")
    void run() throws Exception;
  }

  static void assertRefused(int status, String code, ClientCall call) {
    TeaException refusal = catchThrowableOfType(TeaException.class, call::run);
    assertThat(refusal).as(code).isNotNull();
    assertThat(refusal.getCode()).isEqualTo(code);
    assertThat(refusal.getStatusCode()).as(code).isEqualTo(status);
    assertThat(refusal.getData()).as(code).containsKeys("RequestId", "HostId", "Recommend");
  }

  /** The same with the words that are documented. */
  static void assertRefused(int status, String code, String message, ClientCall call) {
    assertRefused(status, code, call);
    TeaException refusal = catchThrowableOfType(TeaException.class, call::run);
    assertThat(refusal.getMessage()).as(code).contains(": " + status + ", " + message + " request");
  }

  /** The snapshot of the image's system disk. */
  static String systemSnapshot(DescribeImagesResponseBodyImagesImage image) {
    return image.getDiskDeviceMappings().getDiskDeviceMapping().get(0).getSnapshotId();
  }
}
