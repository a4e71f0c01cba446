package io.sealift.agent.server;

import io.sealift.agent.transfer.RefusedException;
import java.util.BitSet;
import java.util.HexFormat;

/**
 * Which blocks of a segment travel: hexadecimal, bit 7 of the first byte is block 0. There are as
 * many bytes as the blocks need, and the bits behind the last block are 0.
 */
final class BlockBitmap {
  /** The header that carries the bitmap. */
  static final String HEADER = "Sealift-Blocks";

  private BlockBitmap() {}

  static BitSet parse(String header, int blockCount) throws RefusedException {
    int expected = bytesFor(blockCount);
    if (header.length() != 2 * expected) {
      throw new RefusedException(
          400, "header %s must have %d hexadecimal digits".formatted(HEADER, 2 * expected));
    }
    byte[] bytes;
    try {
      bytes = HexFormat.of().parseHex(header);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(400, "header %s is not hexadecimal".formatted(HEADER));
    }
    BitSet blocks = new BitSet(blockCount);
    for (int block = 0; block < 8 * expected; block++) {
      if ((bytes[block / 8] >> (7 - block % 8) & 1) == 1) {
        blocks.set(block);
      }
    }
    if (blocks.isEmpty() || blocks.length() > blockCount) {
      throw new RefusedException(
          400, "header %s must name blocks of the segment".formatted(HEADER));
    }
    return blocks;
  }

  static String format(BitSet blocks, int blockCount) {
    byte[] bytes = new byte[bytesFor(blockCount)];
    blocks.stream().forEach(block -> bytes[block / 8] |= (byte) (1 << (7 - block % 8)));
    return HexFormat.of().formatHex(bytes);
  }

  private static int bytesFor(int blockCount) {
    return (blockCount + 7) / 8;
  }
}
