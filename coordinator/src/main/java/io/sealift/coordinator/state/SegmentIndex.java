package io.sealift.coordinator.state;

import io.sealift.copy.SnapshotId;
import io.sealift.protocol.SegmentReceipt;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Derived: the sealed segments of each snapshot in ascending order, and their sums. */
public final class SegmentIndex {
  private static final class Sealed {
    final TreeMap<Integer, SegmentReceipt> receipts = new TreeMap<>();
    long plainBytes;
    long storedBytes;
  }

  private final Map<SnapshotId, Sealed> snapshots = new HashMap<>();

  void changed(@Nullable Entity before, @Nullable Entity after) {
    if (before instanceof SealedSegment removed) {
      remove(removed);
    }
    if (after instanceof SealedSegment added) {
      Sealed sealed = snapshots.computeIfAbsent(added.snapshotId(), id -> new Sealed());
      sealed.receipts.put(added.receipt().segment(), added.receipt());
      sealed.plainBytes += added.receipt().plainBytes();
      sealed.storedBytes += added.receipt().storedBytes();
    }
  }

  private void remove(SealedSegment removed) {
    @Nullable Sealed sealed = snapshots.get(removed.snapshotId());
    if (sealed == null) {
      return;
    }
    sealed.receipts.remove(removed.receipt().segment());
    sealed.plainBytes -= removed.receipt().plainBytes();
    sealed.storedBytes -= removed.receipt().storedBytes();
    if (sealed.receipts.isEmpty()) {
      snapshots.remove(removed.snapshotId());
    }
  }

  /** The receipts by segment number; only segments that hold data have one. */
  public NavigableMap<Integer, SegmentReceipt> of(SnapshotId snapshotId) {
    @Nullable Sealed sealed = snapshots.get(snapshotId);
    return sealed == null
        ? Collections.emptyNavigableMap()
        : Collections.unmodifiableNavigableMap(sealed.receipts);
  }

  /** The plain bytes of the sealed blocks of all these snapshots. */
  public long plainBytes(Collection<SnapshotId> ids) {
    return ids.stream().mapToLong(this::plainBytes).sum();
  }

  /** The plain bytes of the sealed blocks. */
  public long plainBytes(SnapshotId snapshotId) {
    @Nullable Sealed sealed = snapshots.get(snapshotId);
    return sealed == null ? 0 : sealed.plainBytes;
  }

  /** The length of the segment files. */
  public long storedBytes(SnapshotId snapshotId) {
    @Nullable Sealed sealed = snapshots.get(snapshotId);
    return sealed == null ? 0 : sealed.storedBytes;
  }
}
