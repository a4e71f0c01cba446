package io.sealift.copy;

/**
 * How the bytes of a snapshot are cut: disk → segments → blocks. Segment and block indexes count
 * from 0; the last segment and the last block may be short.
 *
 * <p>Example: 100 MiB with 1 MiB blocks and 64 MiB segments has 2 segments, of 64 and 36 blocks.
 *
 * @param sizeBytes the disk's nominal size, 1 byte to 32 TiB
 * @param blockSizeBytes a power of two, 4 KiB to 4 MiB
 * @param segmentSizeBytes a multiple of the block size, at most 4096 blocks
 */
public record SnapshotGeometry(long sizeBytes, int blockSizeBytes, long segmentSizeBytes) {
  /** The largest disk: 32 TiB. */
  public static final long MAX_SIZE_BYTES = 32L << 40;

  /** The most blocks one segment may have; bounds its block table at 96 KiB. */
  public static final int MAX_BLOCKS_PER_SEGMENT = 4096;

  private static final int MIN_BLOCK_BYTES = 4 << 10;
  private static final int MAX_BLOCK_BYTES = 4 << 20;
  private static final int DEFAULT_BLOCK_BYTES = 512 << 10;
  private static final long DEFAULT_SEGMENT_BYTES = 64L << 20;
  private static final long MAX_DEFAULT_SEGMENTS = 32_768;

  public SnapshotGeometry {
    if (sizeBytes < 1 || sizeBytes > MAX_SIZE_BYTES) {
      throw new IllegalArgumentException("disk size must be 1 byte to 32 TiB: " + sizeBytes);
    }
    if (blockSizeBytes < MIN_BLOCK_BYTES
        || blockSizeBytes > MAX_BLOCK_BYTES
        || Integer.bitCount(blockSizeBytes) != 1) {
      throw new IllegalArgumentException(
          "block size must be a power of two from 4 KiB to 4 MiB: " + blockSizeBytes);
    }
    if (segmentSizeBytes < blockSizeBytes
        || segmentSizeBytes % blockSizeBytes != 0
        || segmentSizeBytes / blockSizeBytes > MAX_BLOCKS_PER_SEGMENT) {
      throw new IllegalArgumentException(
          "segment size must be 1 to %d blocks: %d"
              .formatted(MAX_BLOCKS_PER_SEGMENT, segmentSizeBytes));
    }
  }

  /**
   * The default cut for a disk: 512 KiB blocks; 64 MiB segments, doubled until there are at most
   * 32,768 of them.
   */
  public static SnapshotGeometry ofSize(long sizeBytes) {
    long segmentBytes = DEFAULT_SEGMENT_BYTES;
    while (sizeBytes / segmentBytes >= MAX_DEFAULT_SEGMENTS) {
      segmentBytes *= 2;
    }
    return new SnapshotGeometry(sizeBytes, DEFAULT_BLOCK_BYTES, segmentBytes);
  }

  /** How many segments the disk has. */
  public int segmentCount() {
    return Math.toIntExact(ceilDivide(sizeBytes, segmentSizeBytes));
  }

  /** How many blocks the disk has. */
  public long blockCount() {
    return ceilDivide(sizeBytes, blockSizeBytes);
  }

  /** Where the segment starts on the disk, in bytes. */
  public long segmentOffset(int segment) {
    requireSegment(segment);
    return segment * segmentSizeBytes;
  }

  /** How many bytes of the disk the segment covers. */
  public long segmentLength(int segment) {
    return Math.min(segmentSizeBytes, sizeBytes - segmentOffset(segment));
  }

  /** How many blocks the segment has. */
  public int blocksIn(int segment) {
    return Math.toIntExact(ceilDivide(segmentLength(segment), blockSizeBytes));
  }

  /** The index on the disk of the segment's first block. */
  public long firstBlock(int segment) {
    return segmentOffset(segment) / blockSizeBytes;
  }

  /** How many bytes the block has; {@code block} counts within the segment. */
  public int blockLength(int segment, int block) {
    if (block < 0 || block >= blocksIn(segment)) {
      throw new IllegalArgumentException("no block %d in segment %d".formatted(block, segment));
    }
    return (int) Math.min(blockSizeBytes, segmentLength(segment) - (long) block * blockSizeBytes);
  }

  private void requireSegment(int segment) {
    if (segment < 0 || segment >= segmentCount()) {
      throw new IllegalArgumentException(
          "no segment %d in a disk of %d".formatted(segment, segmentCount()));
    }
  }

  private static long ceilDivide(long value, long divisor) {
    return (value + divisor - 1) / divisor;
  }
}
