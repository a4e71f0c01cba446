package io.sealift.agent.envelope;

import java.io.Serial;

/**
 * A block whose ciphertext is not the one that was sealed in its place. None of its bytes were
 * released.
 */
public final class TamperedBlockException extends EnvelopeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int segment;
  private final int block;

  /** Names the block within its segment. */
  public TamperedBlockException(int segment, int block) {
    super("cannot open block %d of segment %d: tag mismatch".formatted(block, segment));
    this.segment = segment;
    this.block = block;
  }

  /** The number of the segment. */
  public int segment() {
    return segment;
  }

  /** The block's index within the segment. */
  public int block() {
    return block;
  }
}
