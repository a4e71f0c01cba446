package io.sealift.agent.envelope;

import io.sealift.copy.AttemptId;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.protocol.SegmentReceipt;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The head of a segment file, well formed but not yet authentic: only {@link SegmentOpener} can
 * tell that.
 *
 * <p>Immutable; safe for use by many threads. {@code block} counts within the segment.
 */
public final class SegmentHead {
  private final byte[] bytes;
  private final ByteBuffer view;
  private final SealId sealId;
  private final int blockCount;
  private final long[] offsets;

  private SegmentHead(byte[] bytes, SealId sealId, int blockCount, long[] offsets) {
    this.bytes = bytes;
    this.view = ByteBuffer.wrap(bytes);
    this.sealId = sealId;
    this.blockCount = blockCount;
    this.offsets = offsets;
  }

  /** Reads a head; {@code head} is exactly the bytes before the first block, padding included. */
  public static SegmentHead parse(byte[] head) throws SegmentFormatException {
    byte[] bytes = head.clone();
    SegmentHeadParser parser = new SegmentHeadParser(bytes);
    SealId sealId = parser.header();
    int blockCount = parser.blockCount();
    return new SegmentHead(bytes, sealId, blockCount, parser.offsets(blockCount));
  }

  /** The segment's number. */
  public int segment() {
    return view.getInt(SegmentHeadParser.SEGMENT_OFFSET);
  }

  /** Which sealed content the segment belongs to. */
  public SealId sealId() {
    return sealId;
  }

  /** The salt of the attempt that sealed it. */
  public byte[] salt() {
    return Arrays.copyOfRange(bytes, SegmentFormat.SALT_OFFSET, SegmentFormat.COMMITMENT_OFFSET);
  }

  /** How many blocks the segment has, zero blocks included. */
  public int blockCount() {
    return blockCount;
  }

  /** How many blocks are stored. */
  public int sealedBlocks() {
    int sealed = 0;
    for (int block = 0; block < blockCount; block++) {
      sealed += isSealed(block) ? 1 : 0;
    }
    return sealed;
  }

  /** Whether the block is stored. */
  public BlockKind kind(int block) {
    return isSealed(block) ? BlockKind.SEALED : BlockKind.ZERO;
  }

  /** Whether the block is stored; the others are zero. */
  public boolean isSealed(int block) {
    return bytes[entry(block)] == BlockKind.SEALED.id();
  }

  /**
   * Where the block's ciphertext starts in the file; for a zero block, where that of the next one
   * does.
   */
  public long offset(int block) {
    requireBlock(block);
    return offsets[block];
  }

  /** How many bytes of ciphertext the block has; 0 for a zero block. */
  public int storedLength(int block) {
    return view.getInt(entry(block)) & SegmentHeadParser.LENGTH_MASK;
  }

  /** CRC32C of the block's ciphertext. */
  public int crc(int block) {
    return view.getInt(entry(block) + SegmentFormat.ENTRY_CRC_OFFSET);
  }

  /** How many bytes stand before the first block. */
  public int headLength() {
    return bytes.length;
  }

  /** How many bytes the whole file has. */
  public long fileLength() {
    return offsets[blockCount];
  }

  /** SHA-256 of header, table and table tag, hexadecimal: the digest of receipts and manifests. */
  public String digest() {
    return SegmentDigest.ofHead(bytes, blockCount);
  }

  /** What is reported of a file with this head, for one that was taken verbatim. */
  public SegmentReceipt receipt(AttemptId attempt) {
    return new SegmentReceipt(
        segment(), attempt, sealedBlocks(), fileLength() - headLength(), fileLength(), digest());
  }

  /**
   * Whether this ciphertext is what was written for the block, by its checksum. That finds
   * accidents, not forgery; {@link SegmentOpener} finds both. Does not move the buffer's position.
   */
  public boolean matches(int block, ByteBuffer ciphertext) {
    if (!isSealed(block) || ciphertext.remaining() != storedLength(block)) {
      return false;
    }
    CRC32C checksum = new CRC32C();
    checksum.update(ciphertext.duplicate());
    return (int) checksum.getValue() == crc(block);
  }

  /** The same for a range of an array. */
  public boolean matches(int block, byte[] ciphertext, int offset, int length) {
    return matches(block, ByteBuffer.wrap(ciphertext, offset, length));
  }

  /** Refuses a head that is not of this segment of this content, or was cut by another geometry. */
  public void requireFits(SealContext context, int segment) throws SegmentFormatException {
    SnapshotGeometry geometry = context.geometry();
    byte[] expected = new byte[SegmentFormat.HEADER_LENGTH];
    SegmentFormat.putHeader(ByteBuffer.wrap(expected), context, segment);
    if (!Arrays.equals(expected, 0, expected.length, bytes, 0, expected.length)) {
      throw new SegmentFormatException(
          "header is of segment %d of %s with %d blocks, not of segment %d of %s with %d blocks of %d bytes"
              .formatted(
                  segment(),
                  sealId,
                  blockCount,
                  segment,
                  context.sealId(),
                  geometry.blocksIn(segment),
                  geometry.blockSizeBytes()));
    }
    int last = blockCount - 1;
    if (isSealed(last) && storedLength(last) != geometry.blockLength(segment, last)) {
      throw new SegmentFormatException("block table: block %d has a wrong length".formatted(last));
    }
  }

  /**
   * Refuses a head that is not the one this receipt was given for. That is what keeps an older
   * attempt's file, in itself genuine, from standing in for the one that counts.
   */
  public void requireIs(SegmentReceipt receipt) throws TamperedSegmentException {
    if (!receipt.digest().equals(digest()) || !receipt.equals(receipt(receipt.attempt()))) {
      throw new TamperedSegmentException(
          "segment %d of %s is not the file of attempt %s"
              .formatted(segment(), sealId, receipt.attempt()));
    }
  }

  /** The bytes themselves; for this package, which does not change them. */
  byte[] bytes() {
    return bytes;
  }

  void copyTag(int block, byte[] target) {
    System.arraycopy(
        bytes, entry(block) + SegmentFormat.ENTRY_TAG_OFFSET, target, 0, SegmentFormat.TAG_LENGTH);
  }

  private int entry(int block) {
    requireBlock(block);
    return SegmentFormat.entryOffset(block);
  }

  private void requireBlock(int block) {
    if (block < 0 || block >= blockCount) {
      throw new IllegalArgumentException("no block %d in segment %d".formatted(block, segment()));
    }
  }
}
