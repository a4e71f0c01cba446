package io.sealift.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.aliyuncs.AcsRequest;
import com.aliyuncs.AcsResponse;
import com.aliyuncs.IAcsClient;
import com.aliyuncs.ecs.model.v20140526.CancelCopyImageRequest;
import com.aliyuncs.ecs.model.v20140526.CopyImageRequest;
import com.aliyuncs.ecs.model.v20140526.DeleteImageRequest;
import com.aliyuncs.ecs.model.v20140526.DeleteSnapshotRequest;
import com.aliyuncs.ecs.model.v20140526.DescribeImagesRequest;
import com.aliyuncs.ecs.model.v20140526.DescribeImagesResponse.Image;
import com.aliyuncs.ecs.model.v20140526.DescribeTaskAttributeRequest;
import com.aliyuncs.ecs.model.v20140526.ExportImageRequest;
import com.aliyuncs.ecs.model.v20140526.ImportImageRequest;
import com.aliyuncs.ecs.model.v20140526.ImportImageRequest.DiskDeviceMapping;
import com.aliyuncs.ecs.model.v20140526.ModifyImageSharePermissionRequest;
import com.aliyuncs.ecs.model.v20140526.TagResourcesRequest;
import com.aliyuncs.exceptions.ClientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/** What somebody does with the client before the present one. */
record LegacyEcsUser(Map<String, IAcsClient> clients) {
  private static final String EVERY_STATUS = "Creating,Waiting,Available,UnAvailable,CreateFailed";

  static LegacyEcsUser of(EcsClients clients) throws ClientException {
    // The client asks nobody where a region is that it was told the address of.
    Map<String, IAcsClient> byRegion = new HashMap<>();
    for (String region :
        List.of(TestCluster.NORTH, TestCluster.SOUTH, TestCluster.WEST, CopyErrors.NOWHERE)) {
      byRegion.put(region, clients.legacy(region));
    }
    return new LegacyEcsUser(byRegion);
  }

  private <T extends AcsResponse> T ask(String region, AcsRequest<T> request)
      throws ClientException {
    request.setSysRegionId(region);
    return client(region).getAcsResponse(request);
  }

  private IAcsClient client(String region) {
    return Optional.ofNullable(clients.get(region)).orElseThrow();
  }

  /** The request is refused with that, each time it is sent. */
  void assertRefused(int status, String code, String message, String region, AcsRequest<?> request)
      throws ClientException {
    ClientException refusal =
        catchThrowableOfType(ClientException.class, () -> ask(region, request));
    assertThat(refusal).as(code).isNotNull();
    assertThat(refusal.getErrCode()).isEqualTo(code);
    assertThat(refusal.getErrMsg()).as(code).isEqualTo(message);
    assertThat(refusal.getRequestId()).as(code).isNotBlank();
    // Its exceptions do not tell the status.
    assertThat(client(region).doAction(request).getStatus()).as(code).isEqualTo(status);
  }

  String importImage(String region, String name, String bucket, String object)
      throws ClientException {
    DiskDeviceMapping disk = new DiskDeviceMapping();
    disk.setOSSBucket(bucket);
    disk.setOSSObject(object);
    ImportImageRequest request = new ImportImageRequest();
    request.setImageName(name);
    request.setDiskDeviceMappings(List.of(disk));
    return ask(region, request).getImageId();
  }

  void tag(String region, String imageId, String key, String value) throws ClientException {
    TagResourcesRequest.Tag tag = new TagResourcesRequest.Tag();
    tag.setKey(key);
    tag.setValue(value);
    TagResourcesRequest request = new TagResourcesRequest();
    request.setResourceType("image");
    request.setResourceIds(List.of(imageId));
    request.setTags(List.of(tag));
    ask(region, request);
  }

  /** A copy; sealed with the key if one is given. */
  String copy(String region, String imageId, String target, String name, Optional<String> keyId)
      throws ClientException {
    CopyImageRequest request = new CopyImageRequest();
    request.setImageId(imageId);
    request.setDestinationRegionId(target);
    request.setDestinationImageName(name);
    if (keyId.isPresent()) {
      request.setEncrypted(true);
      request.setKMSKeyId(keyId.get());
    }
    return ask(region, request).getImageId();
  }

  void cancel(String region, String imageId) throws ClientException {
    CancelCopyImageRequest request = new CancelCopyImageRequest();
    request.setImageId(imageId);
    ask(region, request);
  }

  List<Image> find(String region, String imageId) throws ClientException {
    DescribeImagesRequest request = new DescribeImagesRequest();
    request.setImageId(imageId);
    request.setStatus(EVERY_STATUS);
    return ask(region, request).getImages();
  }

  /** Looks at the progress until all is there. */
  Image awaitAll(String region, String imageId) {
    return Awaitility.await()
        .atMost(ClusterClient.PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> find(region, imageId).get(0),
            image -> image.getProgress().equals("100%") && image.getStatus().equals("Available"));
  }

  void share(String region, String imageId, List<String> with, List<String> withoutNow)
      throws ClientException {
    ModifyImageSharePermissionRequest request = new ModifyImageSharePermissionRequest();
    request.setImageId(imageId);
    request.setAddAccounts(with);
    request.setRemoveAccounts(withoutNow);
    ask(region, request);
  }

  /** Exports an image, and waits for its end. */
  void export(String region, String imageId, String bucket) throws ClientException {
    ExportImageRequest request = new ExportImageRequest();
    request.setImageId(imageId);
    request.setOSSBucket(bucket);
    DescribeTaskAttributeRequest look = new DescribeTaskAttributeRequest();
    look.setTaskId(ask(region, request).getTaskId());
    Awaitility.await()
        .atMost(ClusterClient.PATIENCE)
        .until(() -> ask(region, look).getTaskStatus(), "Finished"::equals);
  }

  /** Deletes an image and its snapshots. */
  void delete(String region, Image image) throws ClientException {
    DeleteImageRequest request = new DeleteImageRequest();
    request.setImageId(image.getImageId());
    ask(region, request);
    for (Image.DiskDeviceMapping disk : image.getDiskDeviceMappings()) {
      DeleteSnapshotRequest snapshot = new DeleteSnapshotRequest();
      snapshot.setSnapshotId(disk.getSnapshotId());
      ask(region, snapshot);
    }
  }
}
