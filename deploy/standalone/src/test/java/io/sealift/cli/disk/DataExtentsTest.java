package io.sealift.cli.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.copy.SnapshotGeometry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DataExtentsTest {
  private static final long SIZE = 8L << 40;
  private static final long DATA_AT = 5L << 40;

  @TempDir Path directory;

  /** 8 TiB, of which one byte is written. */
  private Path sparse() throws IOException {
    Path file = directory.resolve("sparse.raw");
    try (RandomAccessFile writer = new RandomAccessFile(file.toFile(), "rw")) {
      writer.setLength(SIZE);
      writer.seek(DATA_AT);
      writer.write(7);
    }
    return file;
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aHoleIsPassedOver() throws IOException {
    try (DataExtents extents = DataExtents.of(sparse())) {
      assertThat(extents.nextData(0)).isEqualTo(DATA_AT);
      assertThat(extents.nextData(DATA_AT + (1 << 20))).isEqualTo(Long.MAX_VALUE);
      assertThat(extents.nextData(SIZE)).isEqualTo(Long.MAX_VALUE);
    }
  }

  /** Were the holes read, this would take the better part of an hour. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void ofASparseDiskOnlyTheBlockWithDataIsSent() throws IOException {
    SnapshotGeometry geometry = SnapshotGeometry.ofSize(SIZE);
    int sent = 0;
    try (DiskFile disk = DiskFile.open(sparse())) {
      for (int segment = 0; segment < geometry.segmentCount(); segment++) {
        sent += disk.dataBlocks(geometry, segment).cardinality();
      }
    }

    assertThat(sent).isEqualTo(1);
  }

  @Test
  void whatIsNotThereIsAllData() {
    try (DataExtents extents = DataExtents.of(directory.resolve("missing.raw"))) {
      assertThat(extents.nextData(42)).isEqualTo(42);
    }
  }
}
