package io.sealift.coordinator.job;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.RegionKey;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.copy.AccountId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.CopyRequest;
import io.sealift.protocol.CopyTargetRequest;
import io.sealift.protocol.KeyState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks a copy request against the catalogue, without changing anything: what a dry run answers,
 * and what the engine does first.
 *
 * <p>Mode and key follow from two questions. Without {@code encrypt} the encryption status stays:
 * an unencrypted source travels verbatim to the target region's storage key; an encrypted one is
 * resealed under the target region's service key, because one data key never lies under two users'
 * keys. A region that encrypts everything takes no copy whose {@code encrypt} is false, and one
 * without as if it were true. With {@code encrypt} the copy is resealed under the named customer
 * key or the service key.
 */
public final class CopyAdmission {
  private static final int DEFAULT_PRIORITY = 5;
  private final ClusterState state;
  private final Policy policy;
  private final AccountId account;

  private CopyAdmission(ClusterState state, Policy policy, AccountId account) {
    this.state = state;
    this.policy = policy;
    this.account = account;
  }

  /**
   * The plan of a request.
   *
   * @throws RefusedException with the field and the reason
   */
  public static CopyPlan check(
      ClusterState state, Policy policy, AccountId account, CopyRequest request)
      throws RefusedException {
    return new CopyAdmission(state, policy, account).plan(request);
  }

  private CopyPlan plan(CopyRequest request) throws RefusedException {
    var token = FieldRules.token(request.requestToken());
    RegionId sourceRegion = FieldRules.region("region", request.region(), policy.regions());
    if (request.imageId().isPresent() == request.snapshotId().isPresent()) {
      throw RefusedException.invalid(
          "imageId: exactly one of imageId and snapshotId must be given");
    }
    Optional<Image> image =
        request.imageId().isPresent()
            ? Optional.of(sourceImage(request.imageId().get(), sourceRegion))
            : Optional.empty();
    List<Snapshot> snapshots = new ArrayList<>();
    if (image.isPresent()) {
      for (SnapshotId id : image.get().snapshots()) {
        snapshots.add(available("imageId", id.value(), sourceRegion));
      }
    } else {
      snapshots.add(available("snapshotId", request.snapshotId().orElseThrow(), sourceRegion));
    }
    List<CopyPlan.Target> targets = targets(request, sourceRegion, image, snapshots.get(0));
    long bytes =
        snapshots.stream().mapToLong(s -> state.segments().plainBytes(s.snapshotId())).sum();
    return new CopyPlan(
        token,
        sourceRegion,
        image,
        snapshots,
        targets,
        FieldRules.priority(request.priority(), DEFAULT_PRIORITY),
        FieldRules.rate(request.maxBytesPerSecond()),
        bytes);
  }

  private Image sourceImage(String imageId, RegionId region) throws RefusedException {
    Image image =
        state
            .find(Image.class, Image.KIND + imageId)
            .filter(found -> found.account().equals(account) && found.region().equals(region))
            .orElseThrow(
                () -> RefusedException.notFound("imageId: no such image in region " + region));
    if (image.status() != Image.Status.AVAILABLE) {
      throw RefusedException.conflict(
          "imageId: image %s is not available but %s".formatted(imageId, image.status()));
    }
    return image;
  }

  private Snapshot available(String field, String snapshotId, RegionId region)
      throws RefusedException {
    Snapshot snapshot =
        state
            .find(Snapshot.class, Snapshot.KIND + snapshotId)
            .filter(found -> found.account().equals(account) && found.region().equals(region))
            .orElseThrow(
                () -> RefusedException.notFound(field + ": no such snapshot in region " + region));
    if (snapshot.status() != Snapshot.Status.AVAILABLE) {
      throw RefusedException.conflict(
          "%s: snapshot %s is not available".formatted(field, snapshotId));
    }
    return snapshot;
  }

  private List<CopyPlan.Target> targets(
      CopyRequest request, RegionId source, Optional<Image> image, Snapshot first)
      throws RefusedException {
    int count = request.targets().size();
    if (count < 1 || count > policy.maxTargets()) {
      throw RefusedException.invalid(
          "targets: must be 1 to %d, not %d".formatted(policy.maxTargets(), count));
    }
    Set<RegionId> seen = new HashSet<>();
    List<CopyPlan.Target> targets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String field = "targets[" + i + "]";
      CopyTargetRequest wanted = request.targets().get(i);
      RegionId region = FieldRules.region(field + ".region", wanted.region(), policy.regions());
      if (!seen.add(region)) {
        throw RefusedException.invalid(field + ".region: " + region + " is named twice");
      }
      targets.add(target(field, wanted, region, source, image, first));
    }
    return targets;
  }

  private CopyPlan.Target target(
      String field,
      CopyTargetRequest wanted,
      RegionId region,
      RegionId source,
      Optional<Image> image,
      Snapshot first)
      throws RefusedException {
    boolean encrypt = wanted.encrypt().orElse(false);
    if (wanted.keyId().isPresent() && !encrypt) {
      throw RefusedException.invalid(field + ".keyId: needs encrypt to be true");
    }
    if (wanted.encrypt().equals(Optional.of(false)) && policy.catalog().encrypts(region)) {
      throw RefusedException.invalid(
          field + ".encrypt: region " + region + " takes encrypted copies only");
    }
    if (region.equals(source) && !encrypt) {
      throw RefusedException.invalid(
          field + ".region: is the source's own region, which needs encrypt to be true");
    }
    KeyReference key = targetKey(field, wanted, region, first);
    if (image.isPresent()) {
      requireRoom(state, policy, account, field + ".region", region);
    }
    CopyMode mode =
        !encrypt && key.equals(KeyReference.STORAGE) ? CopyMode.VERBATIM : CopyMode.RESEALED;
    return new CopyPlan.Target(region, mode, key, attributes(field, wanted, image, first));
  }

  private KeyReference targetKey(
      String field, CopyTargetRequest wanted, RegionId region, Snapshot first)
      throws RefusedException {
    if (wanted.keyId().isPresent() && !wanted.keyId().get().equals(KeyReference.SERVICE.value())) {
      return customerKey(field + ".keyId", wanted.keyId().get(), region);
    }
    boolean sourceEncrypted = !first.keyReference().equals(KeyReference.STORAGE);
    boolean encrypts =
        wanted.encrypt().orElse(policy.catalog().encrypts(region)) || sourceEncrypted;
    return encrypts ? KeyReference.SERVICE : KeyReference.STORAGE;
  }

  /**
   * Refuses a key that is known to be unusable; the region's key service has the last word at
   * preflight.
   */
  KeyReference customerKey(String field, String keyId, RegionId region) throws RefusedException {
    KeyReference reference;
    try {
      reference = new KeyReference(keyId);
    } catch (IllegalArgumentException e) {
      throw RefusedException.invalid(field + ": " + e.getMessage());
    }
    if (!reference.isCustomerKey()) {
      throw RefusedException.invalid(field + ": must be a customer key or " + KeyReference.SERVICE);
    }
    RegionKey key =
        state
            .find(RegionKey.class, RegionKey.KIND + keyId)
            .filter(found -> found.isShownTo(account))
            .orElseThrow(
                () -> RefusedException.notFound(field + ": no such key in region " + region));
    if (key.isOfRegion()) {
      throw RefusedException.invalid(
          "%s: key %s is the region's own; for its service key give %s"
              .formatted(field, keyId, KeyReference.SERVICE));
    }
    if (!key.description().region().equals(region)) {
      throw RefusedException.invalid(
          "%s: key %s is of region %s, not %s"
              .formatted(field, keyId, key.description().region(), region));
    }
    if (key.description().state() != KeyState.ENABLED) {
      throw RefusedException.conflict(
          "%s: key %s is not enabled but %s".formatted(field, keyId, key.description().state()));
    }
    return reference;
  }

  /** Refuses one more image in a region where the account has as many as it may have. */
  static void requireRoom(
      ClusterState state, Policy policy, AccountId account, String field, RegionId region)
      throws RefusedException {
    int most = policy.catalog().maxImages();
    if (state.images().count(account, region) >= most) {
      throw RefusedException.forbidden(
          "%s: the account has %d images in %s, which is its limit".formatted(field, most, region));
    }
  }

  static KeyReference importKey(
      ClusterState state, Policy policy, AccountId account, RegionId region, Optional<String> keyId)
      throws RefusedException {
    if (keyId.isEmpty() || keyId.get().equals(KeyReference.SERVICE.value())) {
      return KeyReference.SERVICE;
    }
    return new CopyAdmission(state, policy, account).customerKey("keyId", keyId.get(), region);
  }

  private Image.Attributes attributes(
      String field, CopyTargetRequest wanted, Optional<Image> image, Snapshot first)
      throws RefusedException {
    String name = wanted.name().orElse(image.map(i -> i.attributes().name()).orElse(first.name()));
    Optional<String> description =
        wanted.description().or(() -> image.flatMap(i -> i.attributes().description()));
    Map<String, String> tags = new LinkedHashMap<>();
    image.ifPresent(i -> tags.putAll(i.attributes().tags()));
    wanted.tags().ifPresent(tags::putAll);
    return new Image.Attributes(
        FieldRules.name(field + ".name", name),
        FieldRules.description(field + ".description", description),
        FieldRules.resourceGroup(field + ".resourceGroup", wanted.resourceGroup()),
        FieldRules.tags(field + ".tags", tags));
  }
}
