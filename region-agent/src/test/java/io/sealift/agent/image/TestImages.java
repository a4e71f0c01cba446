package io.sealift.agent.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Real disk images of each format, and ways to damage them. */
final class TestImages {
  static final int DISK_BYTES = 8 << 20;

  private final Path directory;

  TestImages(Path directory) {
    this.directory = directory;
  }

  static void assertRefused(Path image, ImageFormat format, String reason) {
    assertThatThrownBy(() -> new ImageInspector().inspect(image, format))
        .isInstanceOf(ImageRefusedException.class)
        .hasMessageContaining(reason);
  }

  Path rawDisk() throws IOException {
    Path raw = directory.resolve("disk.raw");
    byte[] bytes = new byte[DISK_BYTES];
    SplittableRandom random = new SplittableRandom(7);
    for (int from = 0; from < DISK_BYTES; from += 2 << 20) {
      byte[] part = new byte[300_000];
      random.nextBytes(part);
      System.arraycopy(part, 0, bytes, from, part.length);
    }
    Files.write(raw, bytes);
    return raw;
  }

  Path converted(Path raw, ImageFormat format, @Nullable String options)
      throws IOException, InterruptedException {
    Path image = directory.resolve("image." + format.label());
    if (options == null) {
      qemuImg("convert", "-f", "raw", "-O", format.driver(), raw.toString(), image.toString());
    } else {
      qemuImg(
          "convert",
          "-f",
          "raw",
          "-O",
          format.driver(),
          "-o",
          options,
          raw.toString(),
          image.toString());
    }
    return image;
  }

  static void qemuImg(String... arguments) throws IOException, InterruptedException {
    assumeTrue(QemuImg.available(), "qemu-img is not installed");
    String[] command = new String[arguments.length + 1];
    command[0] = "qemu-img";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Path log = Files.createTempFile("qemu-img", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor()).as(Files.readString(log)).isZero();
    Files.delete(log);
  }

  static long swap(long value, int bytes) {
    return bytes == 4 ? Integer.reverseBytes((int) value) & 0xffffffffL : Long.reverseBytes(value);
  }

  static void patch(Path image, long offset, int bytes, long value) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.seek(offset);
      for (int i = bytes - 1; i >= 0; i--) {
        file.write((int) (value >>> (8 * i)));
      }
    }
  }

  /** Changes a VHD's footer and makes its checksum right again. */
  static void patchFooter(Path image, int offset, int bytes, long value) throws IOException {
    long start = Files.size(image) - 512;
    patch(image, start + offset, bytes, value);
    patch(image, start + 64, 4, 0);
    byte[] footer = new byte[512];
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
      file.seek(start);
      file.readFully(footer);
    }
    int sum = 0;
    for (byte b : footer) {
      sum += b & 0xff;
    }
    patch(image, start + 64, 4, ~sum & 0xffffffffL);
  }

  static void replaceInDescriptor(Path image, String from, String to) throws IOException {
    byte[] bytes = Files.readAllBytes(image);
    String text = new String(bytes, 512, 10_240, StandardCharsets.ISO_8859_1);
    assertThat(text).contains(from);
    String changed = text.replace(from, to);
    byte[] descriptor = changed.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(descriptor, 0, bytes, 512, Math.min(descriptor.length, 10_240));
    Files.write(image, bytes);
  }

  static void truncate(Path image, long size) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(size);
    }
  }
}
