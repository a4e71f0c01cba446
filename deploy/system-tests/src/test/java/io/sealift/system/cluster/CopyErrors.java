package io.sealift.system.cluster;

import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;

import com.aliyun.ecs20140526.models.CancelCopyImageRequest;
import com.aliyun.ecs20140526.models.CopyImageRequest;
import com.aliyun.ecs20140526.models.CopyImageRequest.CopyImageRequestTag;
import com.aliyuncs.exceptions.ClientException;
import java.util.List;

/** What is wrong with a request to copy or to cancel by itself, whichever client asks it. */
record CopyErrors(BothClients clients) {
  /** A region that is not there. */
  static final String NOWHERE = "cn-nowhere";

  /** A request, and its documented refusal. */
  private record Wrong<T>(int status, String code, String message, T request) {}

  static CancelCopyImageRequest cancel(String region, String imageId) {
    return new CancelCopyImageRequest().setRegionId(region).setImageId(imageId);
  }

  private CopyImageRequest copy() {
    return clients.present().copyTo(SOUTH, "other");
  }

  private String imageId() {
    return clients.present().imageId();
  }

  private static CopyImageRequest tagged(CopyImageRequest request, String key, String value) {
    return request.setTag(List.of(new CopyImageRequestTag().setKey(key).setValue(value)));
  }

  /** Every one is refused as documented. */
  void assertRefused() throws ClientException {
    for (Wrong<CopyImageRequest> each : ofPlacesAndNames()) {
      clients.assertRefused(each.status(), each.code(), each.message(), each.request());
    }
    for (Wrong<CopyImageRequest> each : ofKeysGroupsAndTags()) {
      clients.assertRefused(each.status(), each.code(), each.message(), each.request());
    }
    for (Wrong<CancelCopyImageRequest> each : ofCancels()) {
      clients.assertRefused(each.status(), each.code(), each.message(), each.request());
    }
  }

  private List<Wrong<CopyImageRequest>> ofPlacesAndNames() {
    return List.of(
        new Wrong<>(
            404,
            "InvalidImageId.NotFound",
            "The specified ImageId does not exist.",
            copy().setImageId("m-nowhere")),
        new Wrong<>(
            400,
            "DestinationRegion.NotFound",
            "The destination region not found.",
            clients.present().copyTo(NOWHERE, "other")),
        new Wrong<>(
            400,
            "SourceRegion.NotFound",
            "The source region not found.",
            copy().setRegionId(NOWHERE)),
        new Wrong<>(
            400,
            "MissingParameter",
            "The input parameter \"DestinationRegionId\" that is mandatory for processing this"
                + " request is not supplied.",
            copy().setDestinationRegionId(null)),
        new Wrong<>(
            400,
            "InvalidImageName.Malformed",
            "The specified destination image name is wrongly formed.",
            clients.present().copyTo(SOUTH, "http://x")),
        new Wrong<>(
            400,
            "InvalidDescription.Malformed",
            "The specified destination description is wrongly formed.",
            copy().setDestinationDescription("https://x")));
  }

  private List<Wrong<CopyImageRequest>> ofKeysGroupsAndTags() {
    return List.of(
        new Wrong<>(
            400,
            "InvalidParameter.EncryptedIllegal",
            "The specified parameter Encrypted must be true when kmsKeyId is not empty.",
            copy().setKMSKeyId("key-1")),
        new Wrong<>(
            404,
            "InvalidParameter.KMSKeyId.NotFound",
            "The specified KMSKeyId does not exist.",
            copy().setEncrypted(true).setKMSKeyId("key-1")),
        new Wrong<>(
            404,
            "InvalidResourceGroup.NotFound",
            "The ResourceGroup provided does not exist in our records.",
            copy().setResourceGroupId("rg-none")),
        new Wrong<>(
            403,
            "IncorrectDestinationRegion",
            "The destination region is not equal the target region.",
            clients.present().copyTo(NORTH, "other")),
        new Wrong<>(
            400,
            "InvalidEncryptAlgorithm",
            "The specified parameter EncryptAlgorithm is not valid.",
            copy().setEncryptAlgorithm("none")),
        new Wrong<>(
            400,
            "InvalidTagKey.Malformed",
            "The specified Tag.n.Key is not valid.",
            tagged(copy(), "acs:team", "web")),
        new Wrong<>(
            400,
            "InvalidTagValue.Malformed",
            "The specified Tag.n.Value is not valid.",
            tagged(copy(), "team", "acs:web")));
  }

  private List<Wrong<CancelCopyImageRequest>> ofCancels() {
    return List.of(
        new Wrong<>(
            400,
            "ImageCreatedNotFromCopy",
            "The specified image is not the target image of a copy action.",
            cancel(NORTH, imageId())),
        new Wrong<>(
            404,
            "InvalidImageId.NotFound",
            "The specified ImageId does not exist.",
            cancel(SOUTH, imageId())),
        new Wrong<>(
            404,
            "InvalidRegionId.NotFound",
            "The specified RegionId does not exist.",
            cancel(NOWHERE, imageId())));
  }
}
