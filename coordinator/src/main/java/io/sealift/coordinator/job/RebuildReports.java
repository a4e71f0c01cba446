package io.sealift.coordinator.job;

import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Garbage;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.Operation.Effect;
import io.sealift.coordinator.state.RebuildTally;
import io.sealift.coordinator.state.RegionKey;
import io.sealift.coordinator.state.SealedSegment;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.ImageId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.ManifestPart;
import io.sealift.protocol.ManifestProblem;
import io.sealift.protocol.ProgressMessage.ManifestPage;
import io.sealift.protocol.SegmentReceipt;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an agent's look through its region's store adds to the journal: keys, and snapshots with an
 * image for each. Nothing that the journal knows is changed.
 */
final class RebuildReports {
  private final Changes changes;
  private final Instant now;

  RebuildReports(Changes changes, Instant now) {
    this.changes = changes;
    this.now = now;
  }

  /** A part of the store was told of. */
  void page(ManifestPage page, Optional<Operation> asked) {
    Optional<Operation> operation = rebuild(page.head().region().value(), asked);
    if (operation.isEmpty()) {
      changes.fence();
      return;
    }
    Operation.Rebuild rebuild = (Operation.Rebuild) operation.get().kind();
    RebuildTally tally = rebuild.tally();
    for (KeyDescription key : page.keys()) {
      if (key.region().equals(page.head().region())) {
        tally = key(rebuild, tally, key);
      }
    }
    // What counts as new is asked of the tally as it was before the page: its order is that of the
    // snapshots, not that of the two lists.
    RebuildTally before = tally;
    for (ManifestPart part : page.snapshots()) {
      if (before.isNew(part.snapshotId())) {
        tally = snapshot(operation.get(), rebuild, tally, part);
      }
    }
    for (ManifestProblem problem : page.problems()) {
      if (before.isNew(problem.snapshotId())) {
        tally =
            tally.withLeftAlone(problem.snapshotId(), problem.reason()).upTo(problem.snapshotId());
      }
    }
    if (!tally.equals(rebuild.tally())) {
      changes.put(operation.get().with(rebuild.with(tally)));
    }
  }

  /** The whole store was told of. */
  void read(String region, Optional<Operation> asked) {
    Optional<Operation> operation = rebuild(region, asked);
    if (operation.isEmpty()) {
      changes.fence();
      return;
    }
    Operation.Rebuild rebuild = (Operation.Rebuild) operation.get().kind();
    changes.put(operation.get().succeeded(words(rebuild), now));
  }

  private static Optional<Operation> rebuild(String region, Optional<Operation> asked) {
    return asked
        .filter(operation -> operation.kind() instanceof Operation.Rebuild)
        .filter(operation -> operation.region().value().equals(region));
  }

  private static String words(Operation.Rebuild rebuild) {
    RebuildTally tally = rebuild.tally();
    return "%s %d snapshots, an image for each, and %d keys; %d snapshots were known, %d are left"
            .formatted(
                rebuild.effect() == Effect.ADD ? "added" : "would add",
                tally.added(),
                tally.keys(),
                tally.known(),
                tally.leftAlone())
        + " alone"
        + (tally.unlisted() == 0 ? "" : "; %d lines are not shown".formatted(tally.unlisted()));
  }

  private ClusterState state() {
    return changes.state();
  }

  private RebuildTally key(Operation.Rebuild rebuild, RebuildTally tally, KeyDescription key) {
    // The region's own keys its agents announce by themselves.
    if (key.owner().isEmpty() || state().find(RegionKey.KIND + key.keyId()).isPresent()) {
      return tally;
    }
    AccountId owner = key.owner().get();
    if (rebuild.effect() == Effect.ADD) {
      changes.put(new RegionKey(key));
      return missing(owner, tally.withKey());
    }
    String line =
        "key %s of account %s, %s"
            .formatted(key.keyId(), owner, key.state().name().toLowerCase(Locale.ROOT));
    return tally.has(line) ? tally : missing(owner, tally.withKey().withLine(line));
  }

  /** An owner that the key rings know and the journal does not has to be made by somebody. */
  private RebuildTally missing(AccountId owner, RebuildTally tally) {
    return state().find(Account.KIND + owner).isPresent()
        ? tally
        : tally.withLine("account %s has keys here and does not exist: make it".formatted(owner));
  }

  private RebuildTally snapshot(
      Operation operation, Operation.Rebuild rebuild, RebuildTally tally, ManifestPart part) {
    SnapshotId id = part.snapshotId();
    if (state().find(Snapshot.KIND + id).isPresent()) {
      return part.ends() ? tally.withKnown().upTo(id) : tally;
    }
    if (state().find(Garbage.key(id)).isPresent()) {
      return part.ends() ? tally.withLeftAlone(id, "it is being deleted").upTo(id) : tally;
    }
    if (rebuild.effect() == Effect.ADD) {
      for (SegmentReceipt receipt : part.receipts()) {
        changes.ensure(new SealedSegment(id, receipt));
      }
    }
    if (!part.ends()) {
      return tally;
    }
    return (rebuild.effect() == Effect.ADD
            ? added(operation, rebuild, tally, part)
            : tally.withAdded().withLine(line(rebuild, part)))
        .upTo(id);
  }

  private RebuildTally added(
      Operation operation, Operation.Rebuild rebuild, RebuildTally tally, ManifestPart part) {
    SnapshotId id = part.snapshotId();
    int sealed = state().segments().of(id).size();
    if (sealed != part.segments()) {
      List.copyOf(state().segments().of(id).keySet())
          .forEach(segment -> changes.remove(SealedSegment.key(id, segment)));
      return tally.withLeftAlone(
          id, "%d of its %d segments were told of".formatted(sealed, part.segments()));
    }
    CopyJobId job = part.jobId().orElse(operation.operationId());
    AccountId owner = owner(rebuild, part);
    changes.put(
        new Snapshot(
            id,
            operation.region(),
            owner,
            name(id),
            part.plan().geometry(),
            part.key(),
            Snapshot.Status.AVAILABLE,
            job,
            part.plan().source(),
            Optional.of(part.prepared()),
            part.storedBytes(),
            now));
    Image image =
        new Image(
            imageId(id),
            operation.region(),
            owner,
            new Image.Attributes(name(id), Optional.of(origin(part)), Optional.empty(), Map.of()),
            Image.Status.AVAILABLE,
            part.key(),
            List.of(id),
            job,
            Optional.empty(),
            now);
    if (state().find(image.key()).isEmpty()) {
      changes.put(image);
    }
    return tally.withAdded();
  }

  /** What a customer's key seals is that customer's; of all else nobody knows whose it was. */
  private static AccountId owner(Operation.Rebuild rebuild, ManifestPart part) {
    return part.keyOwner().orElse(rebuild.owner());
  }

  private static String name(SnapshotId id) {
    return "rebuilt-" + id;
  }

  // The same snapshot always gets the same image.
  private static ImageId imageId(SnapshotId id) {
    return new ImageId(ImageId.PREFIX + id.value().substring(SnapshotId.PREFIX.length()));
  }

  private static String origin(ManifestPart part) {
    return part.plan()
        .source()
        .map(
            source ->
                "Rebuilt from its manifest. Job %s copied it from snapshot %s of region %s."
                    .formatted(
                        part.jobId().map(CopyJobId::value).orElse("-"),
                        source.snapshotId(),
                        source.region()))
        .orElse("Rebuilt from its manifest. It was imported.");
  }

  private static String line(Operation.Rebuild rebuild, ManifestPart part) {
    return "snapshot %s as image %s of account %s: %d bytes, key %s, %s"
        .formatted(
            part.snapshotId(),
            imageId(part.snapshotId()),
            owner(rebuild, part),
            part.plan().geometry().sizeBytes(),
            part.key(),
            part.jobId().map(job -> "copied by job " + job).orElse("imported"));
  }
}
