package io.sealift.coordinator.view;

import io.sealift.coordinator.progress.ProgressAggregator;
import io.sealift.coordinator.progress.TargetProgress;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.ImageIndex;
import io.sealift.coordinator.state.ImageIndex.Relation;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.RegionKey;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.ImageId;
import io.sealift.copy.KeyId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.KeyDescription;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tells users of their images, snapshots, keys and operations; what belongs to somebody else is as
 * if it were not there. Safe for use by many threads, each inside a read of the view.
 */
public final class CatalogReader {
  private final ProgressAggregator progress;

  /** A reader with live progress. */
  public CatalogReader(ProgressAggregator progress) {
    this.progress = progress;
  }

  /** The account's images that are asked for. */
  public ListPage.Part<ImageJson> images(
      ClusterState state, AccountId account, ImageQuery query, Instant now) {
    // Others' images and other regions' are not even looked at where a region is given.
    Stream<Image> candidates =
        query.region().isPresent()
            ? state
                .images()
                .seenBy(
                    account,
                    query.region().get(),
                    EnumSet.of(Relation.OWN),
                    EnumSet.allOf(ImageIndex.Stage.class))
                .stream()
            : state.all(Image.class, Image.KIND).stream()
                .filter(image -> image.account().equals(account));
    List<Image> wanted =
        candidates.filter(query::wants).sorted(query.order().comparator()).toList();
    return query.page().of(wanted, image -> json(state, image, now));
  }

  /** One of the account's images. */
  public Optional<ImageJson> image(ClusterState state, AccountId account, ImageId id, Instant now) {
    return find(state, account, id).map(image -> json(state, image, now));
  }

  /** One of the account's images as the journal has it. */
  public static Optional<Image> find(ClusterState state, AccountId account, ImageId id) {
    return state
        .find(Image.class, Image.KIND + id)
        .filter(image -> image.account().equals(account));
  }

  /** The account's snapshots, the newest first; only those of a region, if one is given. */
  public List<SnapshotJson> snapshots(
      ClusterState state, AccountId account, Optional<RegionId> region) {
    return state.all(Snapshot.class, Snapshot.KIND).stream()
        .filter(snapshot -> snapshot.account().equals(account))
        .filter(snapshot -> region.isEmpty() || region.get().equals(snapshot.region()))
        .sorted(Newest.first(Snapshot::createdAt, Snapshot::snapshotId))
        .map(snapshot -> SnapshotJson.of(snapshot, storedBytes(state, snapshot)))
        .toList();
  }

  /** One of the account's snapshots. */
  public Optional<SnapshotJson> snapshot(ClusterState state, AccountId account, SnapshotId id) {
    return state
        .find(Snapshot.class, Snapshot.KIND + id)
        .filter(snapshot -> snapshot.account().equals(account))
        .map(snapshot -> SnapshotJson.of(snapshot, storedBytes(state, snapshot)));
  }

  /** The account's keys and the regions' own; only those of a region, if one is given. */
  public List<KeyJson> keys(ClusterState state, AccountId account, Optional<RegionId> region) {
    return state.all(RegionKey.class, RegionKey.KIND).stream()
        .filter(key -> key.isShownTo(account))
        .map(RegionKey::description)
        .filter(key -> region.isEmpty() || region.get().equals(key.region()))
        .sorted(Newest.first(KeyDescription::createdAt, KeyDescription::keyId))
        .map(KeyJson::of)
        .toList();
  }

  /** One of the account's keys, or of the regions' own. */
  public Optional<KeyJson> key(ClusterState state, AccountId account, KeyId id) {
    return state
        .find(RegionKey.class, RegionKey.KIND + id)
        .filter(key -> key.isShownTo(account))
        .map(RegionKey::description)
        .map(KeyJson::of);
  }

  /** One of the account's operations. */
  public Optional<OperationJson> operation(ClusterState state, AccountId account, CopyJobId id) {
    return state
        .find(Operation.class, Operation.KIND + id)
        .filter(operation -> operation.account().equals(account))
        .map(OperationJson::of);
  }

  private ImageJson json(ClusterState state, Image image, Instant now) {
    Image.Attributes attributes = image.attributes();
    return new ImageJson(
        image.imageId(),
        image.region(),
        attributes.name(),
        attributes.description(),
        image.status(),
        percent(state, image, now),
        image.isEncrypted(),
        image.isEncrypted() ? Optional.of(image.keyReference()) : Optional.empty(),
        image.snapshots().stream().flatMap(id -> disk(state, id).stream()).toList(),
        attributes.tags(),
        attributes.resourceGroup(),
        image.createdAt(),
        image.source().map(Image.Source::region),
        image.source().map(Image.Source::imageId),
        image.jobId());
  }

  private int percent(ClusterState state, Image image, Instant now) {
    if (image.status() == Image.Status.AVAILABLE) {
      return 100;
    }
    return state
        .find(TargetCopy.class, TargetCopy.KIND + new TargetId(image.jobId(), image.region()))
        .map(target -> progress.of(state, target, now))
        .map(TargetProgress::percent)
        .map(percent -> Math.min(99, percent))
        .orElse(0);
  }

  private static Optional<ImageJson.Disk> disk(ClusterState state, SnapshotId id) {
    return state
        .find(Snapshot.class, Snapshot.KIND + id)
        .map(
            snapshot ->
                new ImageJson.Disk(
                    id, snapshot.geometry().sizeBytes(), storedBytes(state, snapshot)));
  }

  private static long storedBytes(ClusterState state, Snapshot snapshot) {
    return snapshot.status() == Snapshot.Status.AVAILABLE
        ? snapshot.storedBytes()
        : state.segments().storedBytes(snapshot.snapshotId());
  }
}
