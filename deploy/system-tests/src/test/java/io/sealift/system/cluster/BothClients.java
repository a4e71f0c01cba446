package io.sealift.system.cluster;

import com.aliyun.ecs20140526.models.CancelCopyImageRequest;
import com.aliyun.ecs20140526.models.CopyImageRequest;
import com.aliyun.ecs20140526.models.CopyImageRequest.CopyImageRequestTag;
import com.aliyuncs.exceptions.ClientException;
import java.util.List;
import java.util.Optional;

/** The official clients side by side: what is refused to one is refused to the other alike. */
record BothClients(EcsUser present, LegacyEcsUser older) {
  static BothClients of(EcsClients clients, String imageId) throws Exception {
    return new BothClients(new EcsUser(clients.ecs(), imageId), LegacyEcsUser.of(clients));
  }

  void assertRefused(int status, String code, String message, CopyImageRequest request)
      throws ClientException {
    EcsUser.assertRefused(status, code, message, () -> present.ecs().copyImage(request));
    older.assertRefused(status, code, message, request.getRegionId(), older(request));
  }

  void assertRefused(int status, String code, String message, CancelCopyImageRequest request)
      throws ClientException {
    EcsUser.assertRefused(status, code, message, () -> present.ecs().cancelCopyImage(request));
    com.aliyuncs.ecs.model.v20140526.CancelCopyImageRequest same =
        new com.aliyuncs.ecs.model.v20140526.CancelCopyImageRequest();
    same.setImageId(request.getImageId());
    older.assertRefused(status, code, message, request.getRegionId(), same);
  }

  private static com.aliyuncs.ecs.model.v20140526.CopyImageRequest older(CopyImageRequest request) {
    com.aliyuncs.ecs.model.v20140526.CopyImageRequest same =
        new com.aliyuncs.ecs.model.v20140526.CopyImageRequest();
    same.setImageId(request.getImageId());
    same.setDestinationRegionId(request.getDestinationRegionId());
    same.setDestinationImageName(request.getDestinationImageName());
    same.setDestinationDescription(request.getDestinationDescription());
    same.setEncrypted(request.getEncrypted());
    same.setKMSKeyId(request.getKMSKeyId());
    same.setEncryptAlgorithm(request.getEncryptAlgorithm());
    same.setResourceGroupId(request.getResourceGroupId());
    same.setTags(
        Optional.ofNullable(request.getTag()).orElse(List.of()).stream()
            .map(BothClients::older)
            .toList());
    return same;
  }

  private static com.aliyuncs.ecs.model.v20140526.CopyImageRequest.Tag older(
      CopyImageRequestTag tag) {
    com.aliyuncs.ecs.model.v20140526.CopyImageRequest.Tag same =
        new com.aliyuncs.ecs.model.v20140526.CopyImageRequest.Tag();
    same.setKey(tag.getKey());
    same.setValue(tag.getValue());
    return same;
  }
}
