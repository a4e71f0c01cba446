package io.sealift.cli.disk;

import io.sealift.copy.SnapshotGeometry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A raw disk image that is read for an import. Holes are not read at all, other zero blocks once;
 * of what holds data only the beginning is read twice. Safe for use by many threads.
 */
public final class DiskFile implements AutoCloseable {
  private static final int PROBE_BYTES = 4 << 10;

  private final Path path;
  private final FileChannel channel;
  private final Identity identity;
  private final DataExtents extents;

  private DiskFile(Path path, FileChannel channel, Identity identity) {
    this.path = path;
    this.channel = channel;
    this.identity = identity;
    this.extents = DataExtents.of(path);
  }

  /** Opens a regular file; links are not followed. */
  public static DiskFile open(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    try {
      return new DiskFile(path, channel, Identity.of(path));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** What tells a file from its changed self. */
  public record Identity(long sizeBytes, String modified, String fileKey) {
    /** The identity of the file as it is now. */
    public static Identity of(Path path) throws IOException {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!attributes.isRegularFile()) {
        throw new IOException("%s is not a regular file".formatted(path));
      }
      return new Identity(
          attributes.size(),
          attributes.lastModifiedTime().toString(),
          String.valueOf(attributes.fileKey()));
    }
  }

  /** The disk's size. */
  public long sizeBytes() {
    return identity.sizeBytes();
  }

  /** The identity of the file as it was opened. */
  public Identity identity() {
    return identity;
  }

  /** Refuses a file that is not what was opened. */
  void requireUnchanged() throws IOException {
    if (!Identity.of(path).equals(identity)) {
      throw new SourceChangedException("%s changed during the import".formatted(path));
    }
  }

  /**
   * Which blocks of the segment hold anything but zeros. Takes time and memory for what the file
   * system holds of it only.
   */
  BitSet dataBlocks(SnapshotGeometry geometry, int segment) throws IOException {
    BitSet data = new BitSet();
    long start = geometry.segmentOffset(segment);
    long end = start + geometry.segmentLength(segment);
    long next = extents.nextData(start);
    if (next >= end) {
      return data;
    }
    byte[] buffer = new byte[geometry.blockSizeBytes()];
    byte[] zeros = new byte[geometry.blockSizeBytes()];
    while (next < end) {
      int block = (int) ((next - start) / geometry.blockSizeBytes());
      long position = start + (long) block * geometry.blockSizeBytes();
      int length = geometry.blockLength(segment, block);
      if (!isZero(position, length, buffer, zeros)) {
        data.set(block);
      }
      next = position + length < end ? extents.nextData(position + length) : end;
    }
    return data;
  }

  private boolean isZero(long position, int length, byte[] buffer, byte[] zeros)
      throws IOException {
    int probed = Math.min(PROBE_BYTES, length);
    read(position, buffer, 0, probed);
    if (!Arrays.equals(buffer, 0, probed, zeros, 0, probed)) {
      return false;
    }
    read(position + probed, buffer, probed, length - probed);
    return Arrays.equals(buffer, probed, length, zeros, probed, length);
  }

  /** The named blocks' bytes in order, read as they are asked for. */
  Iterable<byte[]> content(SnapshotGeometry geometry, int segment, BitSet blocks) {
    return () ->
        new Iterator<>() {
          private int next = blocks.nextSetBit(0);

          @Override
          public boolean hasNext() {
            return next >= 0;
          }

          @Override
          public byte[] next() {
            if (next < 0) {
              throw new NoSuchElementException();
            }
            byte[] bytes = new byte[geometry.blockLength(segment, next)];
            long position =
                geometry.segmentOffset(segment) + (long) next * geometry.blockSizeBytes();
            try {
              read(position, bytes, 0, bytes.length);
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
            next = blocks.nextSetBit(next + 1);
            return bytes;
          }
        };
  }

  private void read(long position, byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer target = ByteBuffer.wrap(bytes, offset, length);
    while (target.hasRemaining()) {
      if (channel.read(target, position + length - target.remaining()) < 0) {
        throw new SourceChangedException("%s became shorter during the import".formatted(path));
      }
    }
  }

  @Override
  public void close() throws IOException {
    extents.close();
    channel.close();
  }
}
