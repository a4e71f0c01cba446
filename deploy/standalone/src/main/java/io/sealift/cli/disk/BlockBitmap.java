package io.sealift.cli.disk;

import java.io.IOException;
import java.util.BitSet;
import java.util.HexFormat;

/**
 * The header {@code Sealift-Blocks}: which blocks of a segment travel, hexadecimal, bit 7 of the
 * first byte = block 0.
 *
 * <p>Example: blocks 0 and 9 of 10 are {@code 8040}.
 */
final class BlockBitmap {
  /** The header's name. */
  static final String HEADER = "Sealift-Blocks";

  private BlockBitmap() {}

  static String format(BitSet blocks, int blockCount) {
    byte[] bytes = new byte[(blockCount + 7) / 8];
    blocks.stream().forEach(block -> bytes[block / 8] |= (byte) (0x80 >>> (block % 8)));
    return HexFormat.of().formatHex(bytes);
  }

  static BitSet parse(String text, int blockCount) throws IOException {
    byte[] bytes;
    try {
      bytes = HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException e) {
      throw new IOException("the agent's block bitmap is not hexadecimal", e);
    }
    BitSet blocks = new BitSet(blockCount);
    for (int block = 0; block < bytes.length * 8; block++) {
      if ((bytes[block / 8] & (0x80 >>> (block % 8))) != 0) {
        blocks.set(block);
      }
    }
    if (bytes.length != (blockCount + 7) / 8 || blocks.length() > blockCount) {
      throw new IOException("the agent's block bitmap does not fit its segment");
    }
    return blocks;
  }
}
