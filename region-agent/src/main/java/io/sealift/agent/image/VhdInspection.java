package io.sealift.agent.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads a VHD's footer and, of a dynamic one, its header and block table. Differencing disks are
 * refused.
 *
 * <p>Footer, last 512 bytes, big-endian: 0 {@code conectix}, 12 version, 16 offset of the header,
 * 48 size, 60 type (2 fixed, 3 dynamic, 4 differencing), 64 checksum. Header: 0 {@code cxsparse},
 * 16 table offset, 28 table entries, 32 block size, 36 checksum, 40 parent.
 */
final class VhdInspection {
  private static final int FOOTER_BYTES = 512;
  private static final int HEADER_BYTES = 1_024;
  private static final int VERSION = 0x0001_0000;
  private static final int FIXED = 2;
  private static final int DYNAMIC = 3;
  private static final int SECTOR_BYTES = 512;
  private static final int MAX_BLOCK_BYTES = 256 << 20;
  private static final int UNUSED = -1;

  private final ImageBytes file;
  private final long sizeBytes;

  VhdInspection(ImageBytes file) throws IOException, ImageRefusedException {
    this.file = file;
    refuseIf(file.size() < FOOTER_BYTES, "the file is shorter than a footer");
    ByteBuffer footer = file.read(file.size() - FOOTER_BYTES, FOOTER_BYTES, ByteOrder.BIG_ENDIAN);
    refuseIf(!file.has(file.size() - FOOTER_BYTES, "conectix"), "it has no footer at its end");
    refuseIf(!checksumMatches(footer, 64), "the footer's checksum is wrong");
    refuseIf(footer.getInt(12) != VERSION, "its version is unknown");
    sizeBytes = footer.getLong(48);
    int type = footer.getInt(60);
    refuseIf(
        type != FIXED && type != DYNAMIC,
        "only fixed and dynamic disks are taken, no differencing ones");
    refuseIf(sizeBytes < 1, "the disk's size is wrong");
    if (type == FIXED) {
      refuseIf(file.size() - FOOTER_BYTES < sizeBytes, "the file is shorter than the disk");
    } else {
      checkDynamic(footer.getLong(16));
    }
  }

  long sizeBytes() {
    return sizeBytes;
  }

  private void checkDynamic(long headerOffset) throws IOException, ImageRefusedException {
    refuseIf(!file.has(0, "conectix"), "it has no copy of the footer at its start");
    refuseIf(
        !file.holds(headerOffset, HEADER_BYTES) || !file.has(headerOffset, "cxsparse"),
        "its header is missing");
    ByteBuffer header = file.read(headerOffset, HEADER_BYTES, ByteOrder.BIG_ENDIAN);
    refuseIf(!checksumMatches(header, 36), "the header's checksum is wrong");
    refuseIf(header.getLong(40) != 0 || header.getLong(48) != 0, "it has a parent");
    long tableOffset = header.getLong(16);
    long entries = Integer.toUnsignedLong(header.getInt(28));
    long blockBytes = Integer.toUnsignedLong(header.getInt(32));
    refuseIf(
        blockBytes < SECTOR_BYTES || blockBytes > MAX_BLOCK_BYTES || Long.bitCount(blockBytes) != 1,
        "its block size is wrong");
    refuseIf(!file.holds(tableOffset, entries * 4), "its block table lies outside the file");
    refuseIf(
        (sizeBytes + blockBytes - 1) / blockBytes > entries,
        "its block table is too small for the disk");
    checkTable(tableOffset, entries, blockBytes);
  }

  private void checkTable(long offset, long entries, long blockBytes)
      throws IOException, ImageRefusedException {
    long perRead = ImageBytes.MAX_READ / 4;
    long bitmapBytes =
        (blockBytes / SECTOR_BYTES / 8 + SECTOR_BYTES - 1) / SECTOR_BYTES * SECTOR_BYTES;
    for (long first = 0; first < entries; first += perRead) {
      int count = (int) Math.min(perRead, entries - first);
      ByteBuffer table = file.read(offset + first * 4, count * 4, ByteOrder.BIG_ENDIAN);
      for (int i = 0; i < count; i++) {
        int sector = table.getInt(i * 4);
        long at = Integer.toUnsignedLong(sector) * SECTOR_BYTES;
        refuseIf(
            sector != UNUSED && !file.holds(at, bitmapBytes + blockBytes),
            "a block lies outside the file");
      }
    }
  }

  /** The one's complement of the sum of all bytes but the checksum's own. */
  private static boolean checksumMatches(ByteBuffer bytes, int checksumOffset) {
    int sum = 0;
    for (int i = 0; i < bytes.limit(); i++) {
      if (i < checksumOffset || i >= checksumOffset + 4) {
        sum += bytes.get(i) & 0xff;
      }
    }
    return ~sum == bytes.getInt(checksumOffset);
  }

  private static void refuseIf(boolean wrong, String reason) throws ImageRefusedException {
    if (wrong) {
      throw new ImageRefusedException("vhd: " + reason);
    }
  }
}
