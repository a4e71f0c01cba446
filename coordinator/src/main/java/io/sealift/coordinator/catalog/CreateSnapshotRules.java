package io.sealift.coordinator.catalog;

import io.sealift.coordinator.command.CatalogCommand.CreateSnapshotRequest;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.RegionKey;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.copy.AccountId;
import io.sealift.copy.KeyReference;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.KeyState;
import java.util.List;
import java.util.Optional;

/** The rules of {@code CreateSnapshot}: another snapshot of a disk that was imported. */
public final class CreateSnapshotRules {
  private static final int MAX_RETENTION_DAYS = 65_536;
  private static final int MAX_OF_DISK = 256;

  private CreateSnapshotRules() {}

  /** The copy that is asked for; throws the documented error where a rule forbids it. */
  public static CopyOrder check(
      ClusterState state, AccountId account, CreateSnapshotRequest request)
      throws ServiceException {
    requireWellFormed(request);
    Owned owned = new Owned(state, account);
    Snapshot disk =
        DiskIds.find(owned, request.diskId())
            .orElseThrow(
                () ->
                    refusal(404, "InvalidDiskId.NotFound", "The specified DiskId does not exist."));
    if (disk.status() != Snapshot.Status.AVAILABLE) {
      throw refusal(
          403, "IncorrectDiskStatus", "The current disk status does not support this operation.");
    }
    owned.requireGroup(request.resourceGroup());
    List<Snapshot> others =
        state.all(Snapshot.class, Snapshot.KIND).stream()
            .filter(snapshot -> !snapshot.equals(disk))
            .filter(snapshot -> DiskIds.of(state, snapshot).equals(Optional.of(request.diskId())))
            .toList();
    if (others.stream().anyMatch(snapshot -> snapshot.status() != Snapshot.Status.AVAILABLE)) {
      throw refusal(
          403,
          "IncorrectDiskStatus.CreatingSnapshot",
          "A previous snapshot creation is in process.");
    }
    if (others.size() >= MAX_OF_DISK) {
      throw refusal(403, "QuotaExceed.Snapshot", "The snapshot quota exceeds.");
    }
    requireUsableKey(state, disk.keyReference());
    CopyMode mode =
        disk.keyReference().equals(KeyReference.STORAGE) ? CopyMode.VERBATIM : CopyMode.RESEALED;
    return new CopyOrder(
        Optional.empty(),
        List.of(disk),
        disk.region(),
        mode,
        disk.keyReference(),
        new Image.Attributes(
            request.name().orElse(""),
            request.description(),
            request.resourceGroup(),
            request.tags()));
  }

  private static void requireUsableKey(ClusterState state, KeyReference key)
      throws ServiceException {
    Optional<RegionKey> known = state.find(RegionKey.class, RegionKey.KIND + key);
    if (known.isPresent() && known.get().description().state() != KeyState.ENABLED) {
      throw refusal(
          403,
          "InvalidParameter.KMSKeyId.CMKNotEnabled",
          "The CMK(Customer Master Key) must be in an active state.");
    }
  }

  private static void requireWellFormed(CreateSnapshotRequest request) throws ServiceException {
    if (request.name().isPresent()
        && (!Texts.isName(request.name().get()) || request.name().get().startsWith("auto"))) {
      throw refusal(
          400, "InvalidSnapshotName.Malformed", "The specified snapshot name is wrongly formed.");
    }
    if (request.description().isPresent() && !Texts.isDescription(request.description().get())) {
      throw refusal(
          404, "InvalidDescription.Malformed", "The specified description is wrongly formed.");
    }
    int days = request.retentionDays().orElse(1);
    if (days < 1 || days > MAX_RETENTION_DAYS) {
      throw refusal(
          400, "InvalidRetentionDays.Malformed", "The specified RetentionDays must be 1 to 65536.");
    }
    Texts.requireTags(request.tags());
  }

  private static ServiceException refusal(int status, String code, String message) {
    return new ServiceException(status, code, message);
  }
}
