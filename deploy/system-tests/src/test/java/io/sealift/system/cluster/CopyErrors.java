package io.sealift.system.cluster;

import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;

import com.aliyun.ecs20140526.Client;
import com.aliyun.ecs20140526.models.CancelCopyImageRequest;
import com.aliyun.ecs20140526.models.CopyImageRequest;
import com.aliyun.ecs20140526.models.CopyImageRequest.CopyImageRequestTag;
import io.sealift.system.cluster.EcsUser.ClientCall;
import java.util.List;
import java.util.stream.Stream;

/** What is wrong with a request to copy or to cancel by itself, as the official client asks it. */
record CopyErrors(EcsUser user) {
  /** A request, and its documented refusal. */
  record Wrong(int status, String code, String message, ClientCall call) {}

  static CancelCopyImageRequest cancel(String region, String imageId) {
    return new CancelCopyImageRequest().setRegionId(region).setImageId(imageId);
  }

  private CopyImageRequest copy() {
    return user.copyTo(SOUTH, "other");
  }

  private Wrong wrong(int status, String code, String message, CopyImageRequest request) {
    return new Wrong(status, code, message, () -> user.ecs().copyImage(request));
  }

  private static CopyImageRequest tagged(CopyImageRequest request, String key, String value) {
    return request.setTag(List.of(new CopyImageRequestTag().setKey(key).setValue(value)));
  }

  /** All of them. */
  List<Wrong> ofRequests() {
    return Stream.of(ofPlacesAndNames(), ofKeysGroupsAndTags(), ofCancels())
        .flatMap(List::stream)
        .toList();
  }

  private List<Wrong> ofPlacesAndNames() {
    return List.of(
        wrong(
            404,
            "InvalidImageId.NotFound",
            "The specified ImageId does not exist.",
            copy().setImageId("m-nowhere")),
        wrong(
            400,
            "DestinationRegion.NotFound",
            "The destination region not found.",
            user.copyTo("cn-nowhere", "other")),
        wrong(
            400,
            "SourceRegion.NotFound",
            "The source region not found.",
            copy().setRegionId("cn-nowhere")),
        wrong(
            400,
            "MissingParameter",
            "The input parameter \"DestinationRegionId\" that is mandatory for processing this"
                + " request is not supplied.",
            copy().setDestinationRegionId(null)),
        wrong(
            400,
            "InvalidImageName.Malformed",
            "The specified destination image name is wrongly formed.",
            user.copyTo(SOUTH, "http://x")),
        wrong(
            400,
            "InvalidDescription.Malformed",
            "The specified destination description is wrongly formed.",
            copy().setDestinationDescription("https://x")));
  }

  private List<Wrong> ofKeysGroupsAndTags() {
    return List.of(
        wrong(
            400,
            "InvalidParameter.EncryptedIllegal",
            "The specified parameter Encrypted must be true when kmsKeyId is not empty.",
            copy().setKMSKeyId("key-1")),
        wrong(
            404,
            "InvalidParameter.KMSKeyId.NotFound",
            "The specified KMSKeyId does not exist.",
            copy().setEncrypted(true).setKMSKeyId("key-1")),
        wrong(
            404,
            "InvalidResourceGroup.NotFound",
            "The ResourceGroup provided does not exist in our records.",
            copy().setResourceGroupId("rg-none")),
        wrong(
            403,
            "IncorrectDestinationRegion",
            "The destination region is not equal the target region.",
            user.copyTo(NORTH, "other")),
        wrong(
            400,
            "InvalidEncryptAlgorithm",
            "The specified parameter EncryptAlgorithm is not valid.",
            copy().setEncryptAlgorithm("none")),
        wrong(
            400,
            "InvalidTagKey.Malformed",
            "The specified Tag.n.Key is not valid.",
            tagged(copy(), "acs:team", "web")),
        wrong(
            400,
            "InvalidTagValue.Malformed",
            "The specified Tag.n.Value is not valid.",
            tagged(copy(), "team", "acs:web")));
  }

  private List<Wrong> ofCancels() {
    Client ecs = user.ecs();
    return List.of(
        new Wrong(
            400,
            "ImageCreatedNotFromCopy",
            "The specified image is not the target image of a copy action.",
            () -> ecs.cancelCopyImage(cancel(NORTH, user.imageId()))),
        new Wrong(
            404,
            "InvalidImageId.NotFound",
            "The specified ImageId does not exist.",
            () -> ecs.cancelCopyImage(cancel(SOUTH, user.imageId()))),
        new Wrong(
            404,
            "InvalidRegionId.NotFound",
            "The specified RegionId does not exist.",
            () -> ecs.cancelCopyImage(cancel("cn-nowhere", user.imageId()))));
  }
}
