package io.sealift.agent.envelope;

import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotGeometry;
import java.nio.ByteBuffer;

/**
 * What every block of one sealed content is bound to, beside its own place: which content it is and
 * how the disk is cut. A block sealed in one context does not open in another, so a disk can be
 * neither shortened, lengthened nor cut anew.
 */
public record SealContext(SealId sealId, SnapshotGeometry geometry) {
  /** Bytes of {@link #encodeGeometry}: size, block count, segment size, u64 each. */
  static final int GEOMETRY_LENGTH = 24;

  /** Bytes of {@link #encode}. */
  static final int LENGTH = SegmentFormat.SEAL_ID_LENGTH + Integer.BYTES + GEOMETRY_LENGTH;

  /** What the segment header does not say: size, block count and segment size of the disk. */
  void encodeGeometry(ByteBuffer out) {
    out.putLong(geometry.sizeBytes())
        .putLong(geometry.blockCount())
        .putLong(geometry.segmentSizeBytes());
  }

  /** The whole context: seal id padded with zeros, block size, size, block count, segment size. */
  void encode(ByteBuffer out) {
    SegmentFormat.putSealId(out, sealId);
    out.putInt(geometry.blockSizeBytes());
    encodeGeometry(out);
  }
}
