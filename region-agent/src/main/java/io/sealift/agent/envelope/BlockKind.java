package io.sealift.agent.envelope;

/**
 * What a segment file holds of a block. The id is what stands in the block table, and never
 * changes.
 */
public enum BlockKind {
  /** All bytes are zero; nothing is stored. */
  ZERO(0),
  /** The ciphertext is stored. */
  SEALED(1);

  private final byte id;

  BlockKind(int id) {
    this.id = (byte) id;
  }

  byte id() {
    return id;
  }

  static BlockKind ofId(byte id) throws SegmentFormatException {
    return switch (id) {
      case 0 -> ZERO;
      case 1 -> SEALED;
      default -> throw new SegmentFormatException("block table: unknown block kind " + id);
    };
  }
}
