package io.sealift.coordinator.catalog;

import io.sealift.coordinator.command.CatalogCommand.CopySnapshotRequest;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.copy.AccountId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.protocol.CopyMode;
import java.util.List;
import java.util.Optional;

/** The rules of {@code CopySnapshot}. */
public final class CopySnapshotRules {
  private CopySnapshotRules() {}

  /** The copy that is asked for; throws the documented error where a rule forbids it. */
  public static CopyOrder check(
      ClusterState state, CatalogPolicy policy, AccountId account, CopySnapshotRequest request)
      throws ServiceException {
    Owned owned = new Owned(state, account);
    RegionId target =
        Texts.region(request.targetRegion(), policy.regions())
            .orElseThrow(
                () -> refusal("InvalidRegionId.NotExists", "The specified region does not exist."));
    requireWellFormed(request);
    Snapshot source =
        owned
            .snapshot(request.snapshotId())
            .filter(snapshot -> snapshot.region().value().equals(request.region()))
            .orElseThrow(
                () ->
                    refusal(
                        "InvalidSnapshotId.NotFound", "The specified SnapshotId does not exist."));
    if (source.status() != Snapshot.Status.AVAILABLE) {
      throw refusal("InvalidSnapshotId.NotReady", "The specified snapshot is not ready.");
    }
    if (source.region().equals(target)) {
      throw refusal(
          "InvalidOperation.NotSupportCopyInSameRegion",
          "Copying a snapshot within its own region is not supported.");
    }
    boolean sourceEncrypted = !source.keyReference().equals(KeyReference.STORAGE);
    if (sourceEncrypted && request.encrypted().equals(Optional.of(false))) {
      throw refusal(
          "InvalidEncrypted.NotSupportDecrypt", "An encrypted snapshot cannot be decrypted.");
    }
    KeyReference key =
        new TargetKey(owned, policy, 403)
            .of(target, request.encrypted(), request.keyId(), sourceEncrypted);
    CopyMode mode = key.equals(KeyReference.STORAGE) ? CopyMode.VERBATIM : CopyMode.RESEALED;
    return new CopyOrder(
        Optional.empty(),
        List.of(source),
        target,
        mode,
        key,
        new Image.Attributes(
            request.name(), Optional.of(request.description()), Optional.empty(), request.tags()));
  }

  private static void requireWellFormed(CopySnapshotRequest request) throws ServiceException {
    if (!Texts.isName(request.name())) {
      throw refusal(
          "InvalidSnapshotName.Malformed", "The specified snapshot name is wrongly formed.");
    }
    if (!Texts.isDescription(request.description())) {
      throw refusal("InvalidDescription.Malformed", "The specified description is wrongly formed.");
    }
    Texts.requireTags(request.tags());
    if (request.tags().values().stream().anyMatch(value -> value.startsWith("aliyun"))) {
      throw new ServiceException(
          400, "InvalidTagValue.Malformed", "The specified Tag.n.Value is not valid.");
    }
    int days = request.retentionDays().orElse(1);
    if (days < 1 || days > 65_536) {
      throw refusal(
          "InvalidRetentionDays.Malformed", "The specified RetentionDays must be 1 to 65536.");
    }
    if (request.keyId().isPresent() && !request.encrypted().orElse(false)) {
      throw refusal(
          "InvalidEncrypted.NotMatchKmsKeyId",
          "The specified parameter Encrypted must be true when KmsKeyId is not empty.");
    }
  }

  private static ServiceException refusal(String code, String message) {
    return new ServiceException(403, code, message);
  }
}
