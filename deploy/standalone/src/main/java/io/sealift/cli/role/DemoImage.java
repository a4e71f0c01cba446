package io.sealift.cli.role;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * A raw disk image like a real one, the same at every call: random data, text, and holes of all
 * sizes.
 */
final class DemoImage {
  private static final int STRETCH_BYTES = 1 << 20;
  private static final long SEED = 20_260_101;
  private static final int KINDS = 10;
  private static final int RANDOM_KINDS = 4;
  private static final int TEXT_KINDS = 6;

  private DemoImage() {}

  /**
   * Writes the image: of ten stretches of 1 MiB about four are random, two are text, and four are
   * holes.
   */
  static void write(Path file, long sizeBytes) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    byte[] text =
        "All work and no play makes a dull disk. \n"
            .repeat(30_000)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] stretch = new byte[STRETCH_BYTES];
    try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
      image.setLength(sizeBytes);
      int kind = 0;
      int left = 0;
      for (long at = 0; at < sizeBytes; at += STRETCH_BYTES) {
        if (left == 0) {
          kind = at == 0 ? 0 : random.nextInt(KINDS);
          left = 1 + random.nextInt(48);
        }
        left--;
        int length = (int) Math.min(STRETCH_BYTES, sizeBytes - at);
        if (kind < RANDOM_KINDS) {
          random.nextBytes(stretch);
          image.seek(at);
          image.write(stretch, 0, length);
        } else if (kind < TEXT_KINDS) {
          image.seek(at);
          image.write(text, 0, length);
        }
      }
    }
  }
}
