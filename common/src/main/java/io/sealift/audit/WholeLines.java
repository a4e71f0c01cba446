package io.sealift.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Appends to a file of lines. What an earlier writer left as half a line, because it was killed or
 * the disk was full, is ended first.
 */
final class WholeLines extends OutputStream {
  private static final byte LINE_FEED = '\n';

  private final FileChannel channel;
  private final Consumer<IOException> failed;

  /**
   * Opens the file, and makes it with these permissions where it is not there.
   *
   * @param failed is told why a write failed, before it throws
   */
  WholeLines(Path file, Set<PosixFilePermission> permissions, Consumer<IOException> failed)
      throws IOException {
    this.failed = failed;
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    boolean isTorn = Files.exists(file) && !endsWithLine(file);
    this.channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            PosixFilePermissions.asFileAttribute(permissions));
    if (isTorn) {
      write(LINE_FEED);
    }
  }

  private static boolean endsWithLine(Path file) throws IOException {
    try (FileChannel existing = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = existing.size();
      ByteBuffer last = ByteBuffer.allocate(1);
      return size == 0 || existing.read(last, size - 1) < 1 || last.get(0) == LINE_FEED;
    }
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
    try {
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    } catch (IOException e) {
      failed.accept(e);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
