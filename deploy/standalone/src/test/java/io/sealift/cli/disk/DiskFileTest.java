package io.sealift.cli.disk;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sealift.copy.SnapshotGeometry;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which blocks of a disk hold data, and what it costs to find out. */
class DiskFileTest {
  private static final long TIB = 1L << 40;
  private static final int BLOCK = 512 << 10;
  @TempDir Path directory;

  @Test
  @EnabledOnOs(OS.LINUX)
  void ofAHugeSparseDiskOnlyTheDataIsLookedAt() throws Exception {
    Path file = directory.resolve("disk.raw");
    SnapshotGeometry geometry = new SnapshotGeometry(2 * TIB, BLOCK, 64L << 20);
    long[] data = {0, 3 * BLOCK + 17, TIB + 5L * BLOCK - 1, TIB + 5L * BLOCK, 2 * TIB - 1};
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.setLength(geometry.sizeBytes());
      for (long position : data) {
        disk.seek(position);
        disk.write(1);
      }
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<Long> found = new ArrayList<>();
    try (DiskFile disk = DiskFile.open(file)) {
      disk.dataBlocks(geometry, 1);
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int segment = 0; segment < geometry.segmentCount(); segment++) {
        long first = geometry.firstBlock(segment);
        disk.dataBlocks(geometry, segment).stream().forEach(block -> found.add(first + block));
      }
      // Of 32,768 segments three hold data; two buffers of a block for each of the others would be
      // 32 GiB.
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(64L << 20);
    }
    assertThat(found)
        .containsExactly(0L, 3L, TIB / BLOCK + 4, TIB / BLOCK + 5, 2 * TIB / BLOCK - 1);
  }

  @Test
  void aBlockOfWrittenZerosIsNoData() throws Exception {
    Path file = directory.resolve("disk.raw");
    SnapshotGeometry geometry = new SnapshotGeometry(3 * 8192 + 100, 8192, 4 * 8192);
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.write(new byte[(int) geometry.sizeBytes()]);
      disk.seek(2 * 8192 - 1);
      disk.write(1);
      disk.seek(geometry.sizeBytes() - 1);
      disk.write(1);
    }
    try (DiskFile disk = DiskFile.open(file)) {
      assertThat(disk.dataBlocks(geometry, 0).stream()).containsExactly(1, 3);
    }
  }
}
