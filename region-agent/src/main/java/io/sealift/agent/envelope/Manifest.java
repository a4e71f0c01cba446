package io.sealift.agent.envelope;

import io.sealift.copy.RegionId;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.WrappedKey;
import java.util.List;
import java.util.Optional;

/**
 * The description of one sealed snapshot in one region: which file each segment lies in, and the
 * wrapped data key. Segments that hold no data have no file and are not named.
 *
 * @param segments in ascending order, each once
 * @param lineage empty for an imported snapshot
 */
public record Manifest(
    RegionId region,
    SnapshotId snapshotId,
    SealContext context,
    WrappedKey wrappedKey,
    List<SegmentReceipt> segments,
    Optional<Lineage> lineage) {
  public Manifest {
    segments = List.copyOf(segments);
    int next = 0;
    for (SegmentReceipt receipt : segments) {
      requireFits(context.geometry(), receipt, next);
      next = receipt.segment() + 1;
    }
  }

  /** Which sealed content the files hold. */
  public SealId sealId() {
    return context.sealId();
  }

  /** How the disk is cut. */
  public SnapshotGeometry geometry() {
    return context.geometry();
  }

  /** The file of one segment; empty when the segment holds no data. */
  public Optional<SegmentReceipt> segment(int number) {
    int low = 0;
    int high = segments.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int found = segments.get(middle).segment();
      if (found == number) {
        return Optional.of(segments.get(middle));
      }
      if (found < number) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return Optional.empty();
  }

  /** The length of all segment files. */
  public long storedBytes() {
    return segments.stream().mapToLong(SegmentReceipt::storedBytes).sum();
  }

  /** How many bytes of data the snapshot holds; all others are zero. */
  public long plainBytes() {
    return segments.stream().mapToLong(SegmentReceipt::plainBytes).sum();
  }

  private static void requireFits(SnapshotGeometry geometry, SegmentReceipt receipt, int atLeast) {
    int segment = receipt.segment();
    if (segment < atLeast || segment >= geometry.segmentCount()) {
      throw new IllegalArgumentException("segment %d: out of order or range".formatted(segment));
    }
    long blocks = receipt.sealedBlocks();
    if (blocks > geometry.blocksIn(segment)
        || receipt.plainBytes()
            > Math.min(geometry.segmentLength(segment), blocks * geometry.blockSizeBytes())
        || receipt.plainBytes() <= (blocks - 1) * geometry.blockSizeBytes()
        || receipt.storedBytes()
            != SegmentSealer.headLength(geometry, segment) + receipt.plainBytes()) {
      throw new IllegalArgumentException(
          "segment %d: sizes do not fit the geometry".formatted(segment));
    }
  }
}
