package io.sealift.agent.envelope;

import io.sealift.copy.SealId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a segment file, version 1, the same on disk and on the wire. All numbers are
 * big-endian and unsigned.
 *
 * <pre>
 *    offset  length  field
 *         0       4  magic "SLSG"
 *         4       1  format version, 1
 *         5       1  suite, 1 = AES-256-GCM with HKDF-SHA256
 *         6       2  flags, 0
 *         8       4  block size in bytes
 *        12       4  segment number
 *        16       4  block count n, 1 to 4096
 *        20       4  reserved, 0
 *        24      40  seal id, ASCII, padded with zeros         (end of the header)
 *        64      32  salt
 *        96      32  key commitment
 *       128    24 n  block table, one entry per block:
 *                      0   1  kind, 0 = zero block, 1 = sealed block
 *                      1   3  stored length in bytes
 *                      4  16  GCM tag
 *                     20   4  CRC32C of the ciphertext
 *  128+24 n      16  table tag
 *  144+24 n          zeros up to a multiple of 4096            (end of the head)
 *                    ciphertext of the sealed blocks, in order, without gaps
 * </pre>
 *
 * <p>Only a disk's last block may be shorter than the block size, and the block size is a multiple
 * of 4096, so every block starts on a 4 KiB boundary. {@code docs/formats.md} has the derivations
 * and the authenticated data.
 */
final class SegmentFormat {
  static final int MAGIC = 0x534C5347;
  static final byte VERSION = 1;
  static final byte SUITE_AES_256_GCM_HKDF_SHA256 = 1;

  static final int HEADER_LENGTH = 64;
  static final int SEAL_ID_OFFSET = 24;
  static final int SEAL_ID_LENGTH = 40;
  static final int SALT_OFFSET = HEADER_LENGTH;
  static final int SALT_LENGTH = 32;
  static final int COMMITMENT_OFFSET = SALT_OFFSET + SALT_LENGTH;
  static final int COMMITMENT_LENGTH = 32;
  static final int TABLE_OFFSET = COMMITMENT_OFFSET + COMMITMENT_LENGTH;
  static final int ENTRY_LENGTH = 24;
  static final int ENTRY_TAG_OFFSET = 4;
  static final int ENTRY_CRC_OFFSET = 20;
  static final int TAG_LENGTH = 16;
  static final int ALIGNMENT = 4096;

  private SegmentFormat() {}

  /** Where the table of so many blocks ends and its tag starts. */
  static int tableEnd(int blockCount) {
    return TABLE_OFFSET + blockCount * ENTRY_LENGTH;
  }

  /** The bytes before the first block: all that {@link SegmentHead} covers, padded. */
  static int headLength(int blockCount) {
    int end = tableEnd(blockCount) + TAG_LENGTH;
    return (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  static int entryOffset(int block) {
    return TABLE_OFFSET + block * ENTRY_LENGTH;
  }

  /**
   * Writes the 64 bytes that are known before the first block is sealed; they are in every block's
   * authenticated data.
   */
  static void putHeader(ByteBuffer out, SealContext context, int segment) {
    out.putInt(MAGIC).put(VERSION).put(SUITE_AES_256_GCM_HKDF_SHA256).putShort((short) 0);
    out.putInt(context.geometry().blockSizeBytes());
    out.putInt(segment);
    out.putInt(context.geometry().blocksIn(segment));
    out.putInt(0);
    putSealId(out, context.sealId());
  }

  static void putSealId(ByteBuffer out, SealId sealId) {
    byte[] text = sealId.value().getBytes(StandardCharsets.US_ASCII);
    out.put(Arrays.copyOf(text, SEAL_ID_LENGTH));
  }
}
