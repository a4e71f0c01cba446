package io.sealift.system.cluster;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Random;

/**
 * A raw disk of a few segments with data at the start of each and a hole after it. The same seed
 * gives the same bytes; every block that holds data bears the canary.
 *
 * @param segments of 64 MiB
 * @param blocksPerSegment how many blocks of 512 KiB hold data
 */
public record TestDisk(long seed, int segments, int blocksPerSegment) {
  static final int BLOCK_BYTES = 512 << 10;
  static final long SEGMENT_BYTES = 64L << 20;
  static final int CANARY_BYTES = 32;

  /** What a look at the cluster's files must not find. */
  byte[] canary() {
    byte[] canary = new byte[CANARY_BYTES];
    new Random(~seed).nextBytes(canary);
    return canary;
  }

  /** How many bytes are not in holes. */
  long dataBytes() {
    return (long) segments * blocksPerSegment * BLOCK_BYTES;
  }

  public Path write(Path file) throws IOException {
    Random random = new Random(seed);
    byte[] block = new byte[BLOCK_BYTES];
    byte[] canary = canary();
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      // The last segment is short, as most disks' are.
      disk.setLength(segments * SEGMENT_BYTES - (SEGMENT_BYTES / 2 - 512));
      for (int segment = 0; segment < segments; segment++) {
        disk.seek(segment * SEGMENT_BYTES);
        for (int i = 0; i < blocksPerSegment; i++) {
          random.nextBytes(block);
          System.arraycopy(
              canary, 0, block, random.nextInt(BLOCK_BYTES - CANARY_BYTES), CANARY_BYTES);
          disk.write(block);
        }
      }
    }
    return file;
  }
}
