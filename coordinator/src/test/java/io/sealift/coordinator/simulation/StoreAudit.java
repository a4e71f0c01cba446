package io.sealift.coordinator.simulation;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.RegionKey;
import io.sealift.coordinator.state.SealedSegment;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.copy.FailureCode;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.SegmentFileName;
import io.sealift.protocol.SegmentReceipt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Compares what lies in the stores with what the journal says of it. */
final class StoreAudit {
  private final Cluster cluster;
  private final ClusterState view;
  private final Map<SnapshotId, NavigableMap<Integer, String>> plain;

  StoreAudit(
      Cluster cluster, ClusterState view, Map<SnapshotId, NavigableMap<Integer, String>> plain) {
    this.cluster = cluster;
    this.view = view;
    this.plain = plain;
  }

  private static void require(boolean holds, String fact, Object about) {
    if (!holds) {
      throw new AssertionError(fact + ": " + about);
    }
  }

  private Snapshot snapshot(SnapshotId id) {
    return view.find(Snapshot.class, Snapshot.KIND + id)
        .orElseThrow(() -> new AssertionError("R5: no snapshot " + id));
  }

  private SimulatedStore.Directory directory(Snapshot snapshot) {
    return Optional.ofNullable(
            cluster.region(snapshot.region()).store.directories.get(snapshot.snapshotId()))
        .orElseThrow(() -> new AssertionError("R8: not in the store: " + snapshot));
  }

  /**
   * The named attempt's file is there, holds the right blocks, and opens with the snapshot's data
   * key.
   */
  void requireSealed(SealedSegment sealed) {
    if (view.find(Snapshot.KIND + sealed.snapshotId()).isEmpty()) {
      return; // Sealed and thrown away in one batch.
    }
    Snapshot snapshot = snapshot(sealed.snapshotId());
    requireFile(snapshot, directory(snapshot), sealed.receipt());
  }

  private void requireFile(
      Snapshot snapshot, SimulatedStore.Directory directory, SegmentReceipt receipt) {
    SimulatedStore.Content content =
        directory.files.get(new SegmentFileName(receipt.segment(), receipt.attempt()));
    if (content == null || !content.complete()) {
      throw new AssertionError("R8: file of " + receipt + " is not in the store: " + snapshot);
    }
    require(content.digest().equals(receipt.digest()), "R5: another digest", receipt);
    require(
        content
            .plain()
            .equals(
                plain.getOrDefault(snapshot.snapshotId(), new TreeMap<>()).get(receipt.segment())),
        "R5: other blocks",
        receipt);
    require(
        content.dataKey().equals(snapshot.prepared().orElseThrow().sealId()),
        "R22: another data key",
        snapshot);
  }

  /** Every block of an available snapshot is there, and nothing is that should not be. */
  void requireWhole(SnapshotId id) {
    Snapshot snapshot = snapshot(id);
    require(snapshot.status() == Snapshot.Status.AVAILABLE, "R5: not available", snapshot);
    SimulatedStore.Directory directory = directory(snapshot);
    PreparedSnapshot prepared = snapshot.prepared().orElseThrow();
    var receipts = view.segments().of(id);
    require(
        receipts.keySet().equals(plain.getOrDefault(id, new TreeMap<>()).keySet()),
        "R6: other segments",
        snapshot);
    SimulatedStore.Manifest wanted =
        new SimulatedStore.Manifest(
            prepared.sealId(),
            receipts.values().stream()
                .map(r -> new SegmentFileName(r.segment(), r.attempt()))
                .toList());
    require(directory.manifest.equals(Optional.of(wanted)), "R5: another manifest", directory);
    receipts.values().forEach(receipt -> requireFile(snapshot, directory, receipt));
    try {
      SealId key = cluster.region(snapshot.region()).keys.dataKey(prepared.wrappedKey());
      require(key.equals(prepared.sealId()), "R25: wraps another data key", snapshot);
    } catch (SimulatedFailure e) {
      throw new AssertionError("R25: cannot be opened in its region: " + snapshot, e);
    }
    Cluster.REGIONS.stream()
        .filter(region -> !region.equals(snapshot.region()))
        .forEach(region -> requireForeign(region, prepared));
  }

  private void requireForeign(RegionId region, PreparedSnapshot prepared) {
    try {
      SealId opened = cluster.region(region).keys.dataKey(prepared.wrappedKey());
      throw new AssertionError("R25: " + region + " opens " + prepared + " as " + opened);
    } catch (SimulatedFailure e) {
      require(e.code == FailureCode.KEY_NOT_FOUND, "R25: refused as " + e.code, prepared);
    }
  }

  /** What lies in a store that no available snapshot needs. */
  List<String> strays() {
    List<String> strays = new ArrayList<>();
    for (var region : Cluster.REGIONS) {
      cluster
          .region(region)
          .store
          .directories
          .forEach(
              (id, directory) -> {
                if (view.find(Snapshot.KIND + id).isEmpty()) {
                  strays.add("R10: orphan " + id + " in " + region + " " + directory.manifest);
                }
                directory.manifest.ifPresent(
                    manifest ->
                        directory.files.keySet().stream()
                            .filter(file -> !manifest.segments().contains(file))
                            .forEach(file -> strays.add("R10: orphan " + file + " of " + id)));
              });
    }
    view.all(RegionKey.class, RegionKey.KIND)
        .forEach(
            key -> {
              var there =
                  cluster.region(key.description().region()).keys.state(key.description().keyId());
              if (there != key.description().state()) {
                strays.add("key is " + there + " and not " + key);
              }
            });
    return strays;
  }

  /** No two snapshots share a data key, but a verbatim copy and its source. */
  void requireOwnKeys(Map<SnapshotId, PreparedSnapshot> prepared) {
    Map<SealId, Snapshot> owners = new HashMap<>();
    for (SnapshotId id : prepared.keySet()) {
      Optional<Snapshot> found = view.find(Snapshot.class, Snapshot.KIND + id);
      if (found.isPresent()) {
        SealId key = found.get().prepared().orElseThrow().sealId();
        boolean verbatim = found.get().keyReference().equals(KeyReference.STORAGE);
        Snapshot other = owners.putIfAbsent(key, found.get());
        require(
            other == null || (verbatim && other.keyReference().equals(KeyReference.STORAGE)),
            "R22: a shared data key " + other,
            found.get());
      }
    }
  }
}
