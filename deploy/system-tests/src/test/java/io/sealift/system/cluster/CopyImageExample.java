package io.sealift.system.cluster;

import com.aliyun.ecs20140526.Client;
import com.aliyun.ecs20140526.models.CopyImageRequest;
import com.aliyun.ecs20140526.models.DescribeImagesRequest;
import com.aliyun.ecs20140526.models.DescribeImagesResponseBody.DescribeImagesResponseBodyImagesImage;
import com.aliyun.teaopenapi.models.Config;
import java.util.List;

/** The example of {@code docs/clients.md}: what stands there is the marked part of this file. */
final class CopyImageExample {
  private CopyImageExample() {}

  // begin
  /** A client of a coordinator: the address without a scheme, and the protocol beside it. */
  static Client client(String address, String accessKeyId, String accessKeySecret)
      throws Exception {
    return new Client(
        new Config()
            .setEndpoint(address)
            .setProtocol("http")
            .setAccessKeyId(accessKeyId)
            .setAccessKeySecret(accessKeySecret));
  }

  /** Copies an image under the other region's service key, and waits until it can be used. */
  static String copyEncrypted(Client ecs, String imageId, String from, String to) throws Exception {
    String copy =
        ecs.copyImage(
                new CopyImageRequest()
                    .setRegionId(from)
                    .setImageId(imageId)
                    .setDestinationRegionId(to)
                    .setDestinationImageName("web_from_" + from)
                    .setEncrypted(true))
            .getBody()
            .getImageId();
    // Without a status, only available images are shown.
    DescribeImagesRequest look =
        new DescribeImagesRequest()
            .setRegionId(to)
            .setImageId(copy)
            .setStatus("Waiting,Creating,Available,CreateFailed");
    while (true) {
      List<DescribeImagesResponseBodyImagesImage> found =
          ecs.describeImages(look).getBody().getImages().getImage();
      if (found.isEmpty()) {
        throw new IllegalStateException("the copy was cancelled");
      }
      switch (found.get(0).getStatus()) {
        case "Available" -> {
          return copy;
        }
        case "CreateFailed" -> throw new IllegalStateException("the copy failed");
        default -> Thread.sleep(1000); // found.get(0).getProgress() says how far it is.
      }
    }
  }
  // end
}
