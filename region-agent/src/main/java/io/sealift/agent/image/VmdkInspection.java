package io.sealift.agent.image;

import io.sealift.copy.SnapshotGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads a VMDK's sparse header, embedded descriptor and grain tables. Only one file that is its own
 * single extent is taken.
 *
 * <p>Header, little-endian: 0 {@code KDMV}, 4 version, 8 flags, 12 capacity, 20 grain size, 28
 * descriptor offset, 36 descriptor size, 44 entries per grain table, 56 grain directory offset (all
 * in sectors), 77 compression. A file written as a stream has all ones for the directory's offset
 * and a second header, the footer, 1,024 bytes before its end.
 */
final class VmdkInspection {
  private static final int SECTOR_BYTES = 512;
  private static final int FOOTER_FROM_END = 1_024;
  private static final int FLAG_COMPRESSED = 1 << 16;
  private static final int ENTRIES_PER_TABLE = 512;
  private static final long DIRECTORY_IN_FOOTER = -1L;
  private static final long MAX_CAPACITY = SnapshotGeometry.MAX_SIZE_BYTES / SECTOR_BYTES;
  private static final long MIN_GRAIN = 8;
  private static final long MAX_GRAIN = 1 << 12;
  private static final long MAX_DESCRIPTOR_SECTORS = 2_048;

  private final ImageBytes file;
  private final long capacity;
  private final long grain;

  VmdkInspection(ImageBytes file) throws IOException, ImageRefusedException {
    this.file = file;
    refuseIf(
        !file.has(0, "KDMV"),
        "a descriptor file, or of a version too old, names other files and is not taken");
    refuseIf(file.size() < SECTOR_BYTES, "the header is cut off");
    ByteBuffer header = file.read(0, SECTOR_BYTES, ByteOrder.LITTLE_ENDIAN);
    capacity = header.getLong(12);
    grain = header.getLong(20);
    checkHeader(header);
    ByteBuffer directoryHeader = header;
    if (header.getLong(56) == DIRECTORY_IN_FOOTER) {
      directoryHeader = footer(header);
    }
    long descriptorOffset = header.getLong(28);
    long descriptorSectors = header.getLong(36);
    refuseIf(descriptorOffset != 1, "its descriptor is not where it should be");
    refuseIf(
        descriptorSectors < 1 || descriptorSectors > MAX_DESCRIPTOR_SECTORS,
        "its descriptor's size is wrong");
    VmdkDescriptor.check(
        file.read(SECTOR_BYTES, (int) descriptorSectors * SECTOR_BYTES, ByteOrder.LITTLE_ENDIAN),
        capacity);
    checkGrains(directoryHeader.getLong(56));
  }

  long sizeBytes() {
    return capacity * SECTOR_BYTES;
  }

  private void checkHeader(ByteBuffer header) throws ImageRefusedException {
    refuseIf(header.getInt(4) < 1 || header.getInt(4) > 3, "its version is unknown");
    refuseIf(capacity < 1 || capacity > MAX_CAPACITY, "the disk's size must be at most 32 TiB");
    refuseIf(
        grain < MIN_GRAIN || grain > MAX_GRAIN || Long.bitCount(grain) != 1,
        "its grain size is wrong");
    refuseIf(header.getInt(44) != ENTRIES_PER_TABLE, "its grain tables are not of 512 entries");
    int compression = header.getShort(77);
    boolean compressed = (header.getInt(8) & FLAG_COMPRESSED) != 0;
    refuseIf(
        compression < 0 || compression > 1 || (compression == 1) != compressed,
        "its compression is unknown");
  }

  /**
   * The footer counts for readers that know it; so it must not say another thing than the header.
   */
  private ByteBuffer footer(ByteBuffer header) throws IOException, ImageRefusedException {
    ByteBuffer footer =
        file.read(file.size() - FOOTER_FROM_END, SECTOR_BYTES, ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < SECTOR_BYTES; i++) {
      boolean directoryOffset = i >= 56 && i < 64;
      refuseIf(
          !directoryOffset && footer.get(i) != header.get(i), "its footer differs from its header");
    }
    return footer;
  }

  private void checkGrains(long directorySector) throws IOException, ImageRefusedException {
    long bytesPerTable = ENTRIES_PER_TABLE * grain;
    long tables = (capacity + bytesPerTable - 1) / bytesPerTable;
    refuseIf(
        directorySector < 1
            || directorySector > file.size() / SECTOR_BYTES
            || !file.holds(directorySector * SECTOR_BYTES, tables * 4),
        "its grain directory lies outside the file");
    long perRead = ImageBytes.MAX_READ / 4;
    for (long first = 0; first < tables; first += perRead) {
      int count = (int) Math.min(perRead, tables - first);
      ByteBuffer directory =
          file.read(directorySector * SECTOR_BYTES + first * 4, count * 4, ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < count; i++) {
        long table = Integer.toUnsignedLong(directory.getInt(i * 4));
        if (table != 0) {
          checkTable(table * SECTOR_BYTES);
        }
      }
    }
  }

  private void checkTable(long offset) throws IOException, ImageRefusedException {
    ByteBuffer table = file.read(offset, ENTRIES_PER_TABLE * 4, ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < ENTRIES_PER_TABLE; i++) {
      long sector = Integer.toUnsignedLong(table.getInt(i * 4));
      refuseIf(
          sector > 1 && !file.holds(sector * SECTOR_BYTES, 1), "a grain lies outside the file");
    }
  }

  private static void refuseIf(boolean wrong, String reason) throws ImageRefusedException {
    if (wrong) {
      throw new ImageRefusedException("vmdk: " + reason);
    }
  }
}
