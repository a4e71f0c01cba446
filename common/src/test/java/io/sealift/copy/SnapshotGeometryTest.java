package io.sealift.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotGeometryTest {
  @Test
  void theExampleOfTheTypeCommentHolds() {
    SnapshotGeometry geometry = new SnapshotGeometry(100L << 20, 1 << 20, 64L << 20);

    assertThat(geometry.segmentCount()).isEqualTo(2);
    assertThat(geometry.blocksIn(0)).isEqualTo(64);
    assertThat(geometry.blocksIn(1)).isEqualTo(36);
  }

  @Test
  void aDiskOfOneByteIsOneShortBlock() {
    SnapshotGeometry geometry = SnapshotGeometry.ofSize(1);

    assertThat(geometry.segmentCount()).isEqualTo(1);
    assertThat(geometry.blockCount()).isEqualTo(1);
    assertThat(geometry.blockLength(0, 0)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 4096, 1L << 40, (2L << 40) - 1, 2L << 40, (2L << 40) + 1, 32L << 40})
  void theDefaultCutNeverHasMoreThan32768Segments(long sizeBytes) {
    assertThat(SnapshotGeometry.ofSize(sizeBytes).segmentCount()).isBetween(1, 32_768);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 4096, 4096",
    "-1, 4096, 4096",
    "35184372088833, 524288, 67108864",
    "9223372036854775807, 524288, 67108864",
    "4096, 0, 4096",
    "4096, 511, 4096",
    "4096, 2048, 4096",
    "4096, 12288, 12288",
    "4096, 8388608, 8388608",
    "4096, -4096, 4096",
    "4096, 4096, 0",
    "4096, 4096, 2048",
    "4096, 4096, 6144",
    "4096, 4096, 16781312",
    "4096, 4096, -4096",
  })
  void aCutThatIsOutOfRangeIsRefused(long sizeBytes, int blockSizeBytes, long segmentSizeBytes) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SnapshotGeometry(sizeBytes, blockSizeBytes, segmentSizeBytes));
  }

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void segmentsAndBlocksCoverTheDiskWithoutGapOrOverlap(long seed) {
    Random random = new Random(seed);
    int blockSizeBytes = 4096 << random.nextInt(11);
    long segmentSizeBytes =
        (long) blockSizeBytes * (1 + random.nextInt(SnapshotGeometry.MAX_BLOCKS_PER_SEGMENT));
    long sizeBytes =
        Math.max(1, segmentSizeBytes * random.nextInt(4) + random.nextLong(segmentSizeBytes) - 1);
    SnapshotGeometry geometry = new SnapshotGeometry(sizeBytes, blockSizeBytes, segmentSizeBytes);

    long offset = 0;
    long blocks = 0;
    for (int segment = 0; segment < geometry.segmentCount(); segment++) {
      assertThat(geometry.segmentOffset(segment)).isEqualTo(offset);
      assertThat(geometry.firstBlock(segment)).isEqualTo(blocks);
      for (int block = 0; block < geometry.blocksIn(segment); block++) {
        assertThat(geometry.blockLength(segment, block)).isBetween(1, blockSizeBytes);
        offset += geometry.blockLength(segment, block);
        blocks++;
      }
    }
    assertThat(offset).isEqualTo(sizeBytes);
    assertThat(blocks).isEqualTo(geometry.blockCount());
  }

  @Test
  void whatLiesBeyondTheDiskIsRefused() {
    SnapshotGeometry geometry = new SnapshotGeometry(10_000, 4096, 8192);

    assertThatIllegalArgumentException().isThrownBy(() -> geometry.segmentOffset(2));
    assertThatIllegalArgumentException().isThrownBy(() -> geometry.segmentLength(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> geometry.blockLength(1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> geometry.blockLength(0, -1));
  }
}
