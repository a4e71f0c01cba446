package io.sealift.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Raw disk images of random data and holes, the same for the same seed. */
public final class DiskImages {
  private static final int STRETCH_BYTES = 1 << 20;
  private static final int STRETCHES_PER_HOLE = 3;

  private DiskImages() {}

  /** A disk of so many MiB, of which each third is a hole, with an odd end. */
  public static Path write(Path file, int mebibytes, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] stretch = new byte[STRETCH_BYTES];
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.setLength(((long) mebibytes << 20) - 512);
      for (int at = 0; at < mebibytes - 1; at++) {
        if (at % STRETCHES_PER_HOLE != STRETCHES_PER_HOLE - 1) {
          random.nextBytes(stretch);
          disk.seek((long) at << 20);
          disk.write(stretch);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** Fails at the first byte where a file differs from what it should be. */
  public static void assertSame(Path file, Path expected) {
    try {
      assertThat(Files.mismatch(file, expected))
          .as("first byte where %s differs", file)
          .isEqualTo(-1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
