package io.sealift.agent.envelope;

import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotGeometry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Checks every byte of a segment head that can be checked without a key. */
final class SegmentHeadParser {
  static final int BLOCK_SIZE_OFFSET = 8;
  static final int SEGMENT_OFFSET = 12;
  static final int BLOCK_COUNT_OFFSET = 16;
  static final int RESERVED_OFFSET = 20;
  static final int LENGTH_MASK = 0xFFFFFF;

  private static final int MIN_BLOCK_BYTES = 4 << 10;
  private static final int MAX_BLOCK_BYTES = 4 << 20;

  private final byte[] bytes;
  private final ByteBuffer view;

  SegmentHeadParser(byte[] bytes) {
    this.bytes = bytes;
    this.view = ByteBuffer.wrap(bytes);
  }

  /** Checks the 64 bytes of the header. */
  SealId header() throws SegmentFormatException {
    require(bytes.length >= SegmentFormat.headLength(1), "head is too short");
    require(view.getInt(0) == SegmentFormat.MAGIC, "magic: not a segment file");
    require(bytes[4] == SegmentFormat.VERSION, "format version: must be 1");
    require(bytes[5] == SegmentFormat.SUITE_AES_256_GCM_HKDF_SHA256, "suite: must be 1");
    require(view.getShort(6) == 0, "flags: must be 0");
    int blockSize = blockSize();
    require(
        blockSize >= MIN_BLOCK_BYTES
            && blockSize <= MAX_BLOCK_BYTES
            && Integer.bitCount(blockSize) == 1,
        "block size: out of range");
    require(view.getInt(SEGMENT_OFFSET) >= 0, "segment number: out of range");
    require(view.getInt(RESERVED_OFFSET) == 0, "reserved bytes: must be 0");
    return sealId();
  }

  /**
   * Checks the block count and that the head is as long as it says, with nothing but zeros in the
   * padding.
   */
  int blockCount() throws SegmentFormatException {
    int count = view.getInt(BLOCK_COUNT_OFFSET);
    require(
        count >= 1 && count <= SnapshotGeometry.MAX_BLOCKS_PER_SEGMENT,
        "block count: out of range");
    require(
        bytes.length == SegmentFormat.headLength(count),
        "head is not as long as its block count says");
    requireZeros(SegmentFormat.tableEnd(count) + SegmentFormat.TAG_LENGTH, bytes.length, "padding");
    return count;
  }

  /** Checks the block table; answers where each block starts, and at last the file's length. */
  long[] offsets(int blockCount) throws SegmentFormatException {
    long[] offsets = new long[blockCount + 1];
    long next = bytes.length;
    for (int block = 0; block < blockCount; block++) {
      offsets[block] = next;
      next += storedLength(block, block == blockCount - 1);
    }
    offsets[blockCount] = next;
    require(next > bytes.length, "block table: no block is sealed");
    return offsets;
  }

  private int storedLength(int block, boolean last) throws SegmentFormatException {
    int entry = SegmentFormat.entryOffset(block);
    int length = view.getInt(entry) & LENGTH_MASK;
    if (BlockKind.ofId(bytes[entry]) == BlockKind.ZERO) {
      requireZeros(entry, entry + SegmentFormat.ENTRY_LENGTH, "block table: entry of a zero block");
      return 0;
    }
    if (length != blockSize() && !(last && length > 0 && length < blockSize())) {
      throw new SegmentFormatException(
          "block table: block %d cannot have %d bytes".formatted(block, length));
    }
    return length;
  }

  private SealId sealId() throws SegmentFormatException {
    int start = SegmentFormat.SEAL_ID_OFFSET;
    int end = start;
    while (end < SegmentFormat.HEADER_LENGTH && bytes[end] != 0) {
      end++;
    }
    requireZeros(end, SegmentFormat.HEADER_LENGTH, "seal id: padding");
    try {
      return new SealId(new String(bytes, start, end - start, StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new SegmentFormatException("seal id: malformed");
    }
  }

  private int blockSize() {
    return view.getInt(BLOCK_SIZE_OFFSET);
  }

  private void requireZeros(int from, int to, String place) throws SegmentFormatException {
    for (int at = from; at < to; at++) {
      if (bytes[at] != 0) {
        throw new SegmentFormatException(place + ": must be 0");
      }
    }
  }

  private static void require(boolean holds, String problem) throws SegmentFormatException {
    if (!holds) {
      throw new SegmentFormatException(problem);
    }
  }
}
