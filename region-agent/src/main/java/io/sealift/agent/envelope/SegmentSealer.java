package io.sealift.agent.envelope;

import io.sealift.copy.AttemptId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.protocol.SegmentReceipt;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * Seals the blocks of one segment for one attempt, and writes the head of its file when all are
 * done.
 *
 * <p>The salt must be drawn by the process that seals, and for this sealer alone: blocks are
 * numbered, so a second sealer under the same salt would use nonces twice. For the same reason
 * every block is sealed at most once, in ascending order; an attempt that must seal a block again
 * starts over with a new sealer. Blocks that are never sealed are zero blocks. Nothing big is
 * allocated per block. Confined to the attempt's thread.
 */
public final class SegmentSealer implements AutoCloseable {
  private final SnapshotGeometry geometry;
  private final int segment;
  private final int blockCount;
  private final SegmentKey key;
  private final byte[] head;
  private final CRC32C checksum = new CRC32C();
  private int nextBlock;
  private int sealedBlocks;
  private long plainBytes;
  private boolean finished;

  /** Starts a segment; {@code salt} is 32 fresh random bytes. */
  public SegmentSealer(DataKey dataKey, SealContext context, int segment, byte[] salt) {
    this(dataKey, context, segment, salt, AeadEngine.best());
  }

  SegmentSealer(DataKey dataKey, SealContext context, int segment, byte[] salt, AeadEngine engine) {
    if (salt.length != SegmentFormat.SALT_LENGTH) {
      throw new IllegalArgumentException("segment salt must have 32 bytes: " + salt.length);
    }
    this.geometry = context.geometry();
    this.segment = segment;
    this.blockCount = geometry.blocksIn(segment);
    this.key = new SegmentKey(dataKey, context, segment, salt, engine);
    this.head = new byte[SegmentFormat.headLength(blockCount)];
    ByteBuffer start = ByteBuffer.wrap(head);
    SegmentFormat.putHeader(start, context, segment);
    start.put(salt).put(key.commitment());
  }

  /** Bytes before the first block's ciphertext in the file of this segment. */
  public static int headLength(SnapshotGeometry geometry, int segment) {
    return SegmentFormat.headLength(geometry.blocksIn(segment));
  }

  /**
   * Seals one block: writes as much ciphertext as there is plain text, which belongs at {@link
   * #nextOffset} as it was before the call. The two ranges must not overlap.
   *
   * @param block counts within the segment; greater than that of the call before
   * @param length must be the block's length by the geometry
   */
  public int seal(int block, byte[] plain, int offset, int length, byte[] out, int outOffset) {
    if (finished || block < nextBlock) {
      throw new IllegalStateException(
          "cannot seal block %d of segment %d: the next is %d or none"
              .formatted(block, segment, nextBlock));
    }
    if (length != geometry.blockLength(segment, block)) {
      throw new IllegalArgumentException(
          "block %d of segment %d has no %d bytes".formatted(block, segment, length));
    }
    // Counted before the cipher runs: whatever happens in there, this nonce is spent.
    nextBlock = block + 1;
    Objects.checkFromIndexSize(offset, length, plain.length);
    Objects.checkFromIndexSize(outOffset, length, out.length);
    AeadCipher cipher = key.forBlock(block, length);
    cipher.seal(plain, offset, length, out, outOffset);
    checksum.reset();
    checksum.update(out, outOffset, length);
    int entry = SegmentFormat.entryOffset(block);
    ByteBuffer.wrap(head)
        .putInt(entry, BlockKind.SEALED.id() << 24 | length)
        .putInt(entry + SegmentFormat.ENTRY_CRC_OFFSET, (int) checksum.getValue());
    cipher.copyTag(head, entry + SegmentFormat.ENTRY_TAG_OFFSET);
    sealedBlocks++;
    plainBytes += length;
    return length;
  }

  /**
   * Where the ciphertext of the block that is sealed next belongs in the file; in the end, the
   * file's length.
   */
  public long nextOffset() {
    return head.length + plainBytes;
  }

  /** How many blocks were sealed so far; a segment without any has no file. */
  public int sealedBlocks() {
    return sealedBlocks;
  }

  /**
   * Ends the segment: header, table, table tag and padding, to be written at the start of the file.
   */
  public byte[] finishHead() {
    if (sealedBlocks == 0) {
      throw new IllegalStateException(
          "segment %d holds no data and has no file".formatted(segment));
    }
    if (!finished) {
      finished = true;
      key.sealTable(head, SegmentFormat.tableEnd(blockCount));
    }
    return head.clone();
  }

  /** What is reported of the file; only after {@link #finishHead}. */
  public SegmentReceipt receipt(AttemptId attempt) {
    if (!finished) {
      throw new IllegalStateException("segment %d is not finished".formatted(segment));
    }
    String digest = SegmentDigest.ofHead(head, blockCount);
    return new SegmentReceipt(segment, attempt, sealedBlocks, plainBytes, nextOffset(), digest);
  }

  @Override
  public void close() {
    finished = true;
    key.close();
  }
}
