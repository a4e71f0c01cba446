package io.sealift.agent.image;

import io.sealift.copy.SnapshotGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads a qcow2 file's header, header extensions and cluster tables. Refused are backing files,
 * external data files, encryption, unknown or dirty state, and tables that the file cannot hold.
 *
 * <p>Header, big-endian: 4 version, 8 backing file offset, 20 cluster bits, 24 size, 32 encryption,
 * 36 L1 entries, 40 L1 offset, 48 refcount table offset, 56 its clusters, 60 snapshots, 64 their
 * offset; version 3: 72 incompatible features, 96 refcount order, 100 header length, 104
 * compression.
 */
final class Qcow2Inspection {
  private static final int V2_HEADER_BYTES = 72;
  private static final int V3_HEADER_BYTES = 104;
  private static final int MIN_CLUSTER_BITS = 9;
  private static final int MAX_CLUSTER_BITS = 21;
  private static final int MIN_EXTENDED_CLUSTER_BITS = 14;
  private static final long MAX_L1_BYTES = 32L << 20;
  private static final long MAX_REFCOUNT_TABLE_BYTES = 8L << 20;
  private static final int MAX_REFCOUNT_ORDER = 6;
  private static final int MAX_INTERNAL_SNAPSHOTS = 1_024;
  private static final long DIRTY = 1;
  private static final long CORRUPT = 2;
  private static final long EXTERNAL_DATA = 4;
  private static final long COMPRESSION_TYPE = 8;
  private static final long EXTENDED_L2 = 16;
  private static final int EXTENSION_END = 0;
  private static final int EXTENSION_BACKING_FORMAT = 0xe2792aca;
  private static final int EXTENSION_ENCRYPTION = 0x0537be77;
  private static final int EXTENSION_EXTERNAL_DATA = 0x44415441;
  private static final long OFFSET_MASK = 0x00ff_ffff_ffff_fe00L;
  private static final long COMPRESSED = 1L << 62;

  private final ImageBytes file;
  private final long sizeBytes;
  private final int clusterBits;
  private final int l1Entries;
  private final long l1Offset;
  private final int l2EntryBytes;

  Qcow2Inspection(ImageBytes file) throws IOException, ImageRefusedException {
    this.file = file;
    ByteBuffer head = file.read(0, (int) Math.min(file.size(), 112), ByteOrder.BIG_ENDIAN);
    refuseIf(head.limit() < V2_HEADER_BYTES, "the header is cut off");
    int version = head.getInt(4);
    refuseIf(version != 2 && version != 3, "qcow2 version must be 2 or 3");
    refuseIf(head.getLong(8) != 0 || head.getInt(16) != 0, "it has a backing file");
    clusterBits = head.getInt(20);
    refuseIf(
        clusterBits < MIN_CLUSTER_BITS || clusterBits > MAX_CLUSTER_BITS,
        "cluster size must be 512 bytes to 2 MiB");
    sizeBytes = head.getLong(24);
    refuseIf(
        sizeBytes < 1 || sizeBytes > SnapshotGeometry.MAX_SIZE_BYTES,
        "the disk's size must be 1 byte to 32 TiB");
    refuseIf(head.getInt(32) != 0, "it is encrypted");
    refuseIf(
        Integer.compareUnsigned(head.getInt(60), MAX_INTERNAL_SNAPSHOTS) > 0,
        "it has too many internal snapshots");
    refuseIf(
        head.getInt(60) != 0 && !file.holds(head.getLong(64), 1),
        "its snapshot table lies outside the file");
    long features = 0;
    int headerBytes = V2_HEADER_BYTES;
    if (version == 3) {
      refuseIf(head.limit() < V3_HEADER_BYTES, "the header is cut off");
      features = head.getLong(72);
      headerBytes = head.getInt(100);
      checkVersion3(head, features, headerBytes);
    }
    checkExtensions(headerBytes);
    l2EntryBytes = (features & EXTENDED_L2) != 0 ? 16 : 8;
    refuseIf(
        l2EntryBytes == 16 && clusterBits < MIN_EXTENDED_CLUSTER_BITS,
        "extended L2 entries need larger clusters");
    l1Entries = head.getInt(36);
    l1Offset = head.getLong(40);
    checkTables(head.getLong(48), head.getInt(56));
    checkClusters();
  }

  long sizeBytes() {
    return sizeBytes;
  }

  private long clusterBytes() {
    return 1L << clusterBits;
  }

  private void checkVersion3(ByteBuffer head, long features, int headerBytes)
      throws ImageRefusedException {
    refuseIf((features & EXTERNAL_DATA) != 0, "it has an external data file");
    refuseIf((features & (DIRTY | CORRUPT)) != 0, "it is marked dirty or corrupt: repair it first");
    refuseIf(
        (features & ~(COMPRESSION_TYPE | EXTENDED_L2)) != 0,
        "it has unknown incompatible features");
    refuseIf(
        Integer.compareUnsigned(head.getInt(96), MAX_REFCOUNT_ORDER) > 0,
        "refcount order must be 0 to 6");
    refuseIf(
        headerBytes < V3_HEADER_BYTES || headerBytes % 8 != 0 || headerBytes > clusterBytes(),
        "the header's length is wrong");
    int compression =
        headerBytes > V3_HEADER_BYTES && head.limit() > V3_HEADER_BYTES
            ? head.get(V3_HEADER_BYTES)
            : 0;
    refuseIf(compression < 0 || compression > 1, "its compression is unknown");
    refuseIf(
        (compression != 0) != ((features & COMPRESSION_TYPE) != 0),
        "its compression is marked wrongly");
  }

  private void checkExtensions(int headerBytes) throws IOException, ImageRefusedException {
    long position = headerBytes;
    while (position + 8 <= clusterBytes()) {
      ByteBuffer extension = file.read(position, 8, ByteOrder.BIG_ENDIAN);
      int type = extension.getInt(0);
      long length = Integer.toUnsignedLong(extension.getInt(4));
      if (type == EXTENSION_END) {
        return;
      }
      refuseIf(type == EXTENSION_BACKING_FORMAT, "it has a backing file's format");
      refuseIf(type == EXTENSION_ENCRYPTION, "it is encrypted");
      refuseIf(type == EXTENSION_EXTERNAL_DATA, "it has an external data file");
      position += 8 + (length + 7) / 8 * 8;
      refuseIf(position > clusterBytes(), "a header extension is larger than the header's cluster");
    }
  }

  private void checkTables(long refcountOffset, int refcountClusters) throws ImageRefusedException {
    long l1Bytes = Integer.toUnsignedLong(l1Entries) * 8;
    refuseIf(l1Bytes > MAX_L1_BYTES, "its L1 table is too large");
    long bytesPerL1Entry = clusterBytes() / l2EntryBytes * clusterBytes();
    refuseIf(
        (sizeBytes + bytesPerL1Entry - 1) / bytesPerL1Entry > l1Entries,
        "its L1 table is too small for the disk");
    refuseIf(
        !aligned(l1Offset) || !file.holds(l1Offset, l1Bytes), "its L1 table lies outside the file");
    long refcountBytes = Integer.toUnsignedLong(refcountClusters) * clusterBytes();
    refuseIf(
        refcountBytes < 1 || refcountBytes > MAX_REFCOUNT_TABLE_BYTES,
        "its refcount table is too large");
    refuseIf(
        !aligned(refcountOffset) || !file.holds(refcountOffset, 1),
        "its refcount table lies outside the file");
  }

  /** Follows every table once, so that a cut-off file is refused and not read as zeros. */
  private void checkClusters() throws IOException, ImageRefusedException {
    Set<Long> seen = new HashSet<>();
    int perRead = ImageBytes.MAX_READ / 8;
    for (int first = 0; first < l1Entries; first += perRead) {
      int count = Math.min(perRead, l1Entries - first);
      ByteBuffer entries = file.read(l1Offset + first * 8L, count * 8, ByteOrder.BIG_ENDIAN);
      for (int i = 0; i < count; i++) {
        long table = entries.getLong(i * 8) & OFFSET_MASK;
        if (table != 0) {
          refuseIf(
              !aligned(table) || !file.holds(table, clusterBytes()),
              "an L2 table lies outside the file");
          refuseIf(!seen.add(table), "two L1 entries share one L2 table");
          checkL2(table);
        }
      }
    }
  }

  private void checkL2(long table) throws IOException, ImageRefusedException {
    int step = (int) Math.min(clusterBytes(), ImageBytes.MAX_READ);
    for (long at = 0; at < clusterBytes(); at += step) {
      ByteBuffer entries = file.read(table + at, step, ByteOrder.BIG_ENDIAN);
      for (int i = 0; i < step; i += l2EntryBytes) {
        checkCluster(entries.getLong(i));
      }
    }
  }

  private void checkCluster(long entry) throws ImageRefusedException {
    if ((entry & COMPRESSED) != 0) {
      long offset = entry & ((1L << (62 - (clusterBits - 8))) - 1);
      refuseIf(
          offset < clusterBytes() || offset >= file.size(),
          "a compressed cluster lies outside the file");
      return;
    }
    long offset = entry & OFFSET_MASK;
    refuseIf(
        offset != 0 && (!aligned(offset) || offset >= file.size()),
        "a cluster lies outside the file");
  }

  /** Cluster 0 is the header, so nothing else may lie there. */
  private boolean aligned(long offset) {
    return offset >= clusterBytes() && (offset & (clusterBytes() - 1)) == 0;
  }

  private static void refuseIf(boolean wrong, String reason) throws ImageRefusedException {
    if (wrong) {
      throw new ImageRefusedException("qcow2: " + reason);
    }
  }
}
