package io.sealift.agent.envelope;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;

/**
 * Opens the blocks of one segment file. The head is proven authentic before anything else: first
 * the key commitment, in constant time, then the table tag. Blocks may be opened in any order and
 * more than once. Confined to one thread.
 */
public final class SegmentOpener implements AutoCloseable {
  private final SegmentHead head;
  private final SegmentKey key;
  private final byte[] tag = new byte[SegmentFormat.TAG_LENGTH];

  /**
   * Checks the head.
   *
   * @throws SegmentFormatException when the head is of another content or geometry
   * @throws TamperedSegmentException when it was sealed under another data key, or altered since
   */
  public SegmentOpener(DataKey dataKey, SealContext context, SegmentHead head)
      throws SegmentFormatException, TamperedSegmentException {
    this(dataKey, context, head, AeadEngine.best());
  }

  SegmentOpener(DataKey dataKey, SealContext context, SegmentHead head, AeadEngine engine)
      throws SegmentFormatException, TamperedSegmentException {
    if (head.segment() >= context.geometry().segmentCount()) {
      throw new SegmentFormatException("segment number: out of range: " + head.segment());
    }
    head.requireFits(context, head.segment());
    this.head = head;
    this.key = new SegmentKey(dataKey, context, head.segment(), head.salt(), engine);
    try {
      requireGenuine();
    } catch (TamperedSegmentException e) {
      key.close();
      throw e;
    }
  }

  /**
   * Opens one sealed block into {@code plain} and answers its length. The ranges must not overlap.
   *
   * @throws TamperedBlockException when the ciphertext is not the block's; the output range then
   *     holds zeros
   */
  public int open(int block, byte[] ciphertext, int offset, byte[] plain, int plainOffset)
      throws TamperedBlockException {
    if (!head.isSealed(block)) {
      throw new IllegalArgumentException(
          "block %d of segment %d is a zero block".formatted(block, head.segment()));
    }
    int length = head.storedLength(block);
    Objects.checkFromIndexSize(offset, length, ciphertext.length);
    Objects.checkFromIndexSize(plainOffset, length, plain.length);
    head.copyTag(block, tag);
    if (!key.forBlock(block, length).open(ciphertext, offset, length, tag, plain, plainOffset)) {
      throw new TamperedBlockException(head.segment(), block);
    }
    return length;
  }

  @Override
  public void close() {
    key.close();
  }

  private void requireGenuine() throws TamperedSegmentException {
    byte[] bytes = head.bytes();
    byte[] commitment =
        Arrays.copyOfRange(bytes, SegmentFormat.COMMITMENT_OFFSET, SegmentFormat.TABLE_OFFSET);
    if (!MessageDigest.isEqual(key.commitment(), commitment)) {
      throw new TamperedSegmentException(
          "cannot open segment %d: not sealed under this data key".formatted(head.segment()));
    }
    if (!key.tableIsGenuine(bytes, SegmentFormat.tableEnd(head.blockCount()))) {
      throw new TamperedSegmentException(
          "cannot open segment %d: head was altered".formatted(head.segment()));
    }
  }
}
