package io.sealift.benchmark.image;

import io.sealift.benchmark.peer.Programs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Makes the images that are copied; the same seed makes the same bytes. */
public final class ImageMaker {
  private static final int CHUNK = 1 << 20;
  private static final int DATA_EVERY = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path directory;

  /** A maker that puts its images there. */
  public ImageMaker(Path directory) {
    this.directory = directory;
  }

  /** Random bytes from end to end: nothing to skip, nothing to compress. */
  public TestImage random(long sizeBytes) throws IOException {
    Path file = directory.resolve("random.raw");
    fill(file, sizeBytes, 1);
    return new TestImage("random", file, sizeBytes, sizeBytes);
  }

  /** One MiB of data, then nine of nothing, and so on. */
  public TestImage mostlyZero(long sizeBytes) throws IOException {
    Path file = directory.resolve("zeros.raw");
    return new TestImage("90 % zeros", file, sizeBytes, fill(file, sizeBytes, DATA_EVERY));
  }

  /** An ext4 file system with files in it, three quarters full. */
  public TestImage fileSystem(long sizeBytes) throws IOException, InterruptedException {
    Path tree = Files.createDirectories(directory.resolve("tree"));
    long each = sizeBytes / 4;
    for (int part = 0; part < 3; part++) {
      fill(tree.resolve("part-" + part), each, part == 2 ? 2 : 1);
    }
    Path file = directory.resolve("ext4.raw");
    Files.deleteIfExists(file);
    try (FileChannel channel = create(file)) {
      channel.write(ByteBuffer.wrap(new byte[1]), sizeBytes - 1);
    }
    Programs.run(
        directory,
        List.of("mkfs.ext4", "-q", "-F", "-d", tree.toString(), file.toString()),
        PATIENCE);
    for (int part = 0; part < 3; part++) {
      Files.delete(tree.resolve("part-" + part));
    }
    Files.delete(tree);
    return new TestImage("ext4", file, sizeBytes, each * 5 / 2);
  }

  /** So many MiB of data, each where another part of the disk begins; nothing between them. */
  public TestImage scattered(long sizeBytes, int extents) throws IOException {
    Path file = directory.resolve("scattered.raw");
    Random random = new Random(extents);
    byte[] chunk = new byte[CHUNK];
    try (FileChannel channel = create(file)) {
      for (int extent = 0; extent < extents; extent++) {
        random.nextBytes(chunk);
        writeFully(channel, ByteBuffer.wrap(chunk), sizeBytes / extents * extent);
      }
      channel.write(ByteBuffer.wrap(new byte[1]), sizeBytes - 1);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    return new TestImage("scattered", file, sizeBytes, (long) extents * CHUNK);
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes, long position)
      throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes, position + bytes.position());
    }
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE));
  }

  private static long fill(Path file, long sizeBytes, int dataEvery) throws IOException {
    Random random = new Random(sizeBytes + dataEvery);
    byte[] chunk = new byte[CHUNK];
    long written = 0;
    try (FileChannel channel = create(file)) {
      for (long at = 0; at < sizeBytes; at += CHUNK) {
        if (at / CHUNK % dataEvery == 0) {
          random.nextBytes(chunk);
          int length = (int) Math.min(CHUNK, sizeBytes - at);
          writeFully(channel, ByteBuffer.wrap(chunk, 0, length), at);
          written += length;
        }
      }
      if (channel.size() < sizeBytes) {
        channel.write(ByteBuffer.wrap(new byte[1]), sizeBytes - 1);
      }
    }
    return written;
  }
}
