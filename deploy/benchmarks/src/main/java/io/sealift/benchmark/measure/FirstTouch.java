package io.sealift.benchmark.measure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Touches memory before a case is measured. The host of a virtual machine takes freed memory back
 * after a second or two and gives it anew, page by page, when it is next written: a write of 17 GiB
 * right after a delete went at 1.3 GB/s, and 20 seconds later at 0.45 GB/s. Without this, a case is
 * fast or slow by what ran before it.
 */
public final class FirstTouch {
  private static final int PIECE = 1 << 20;

  /** What a case uses beside the copy itself. */
  private static final long BESIDE = 256L << 20;

  private final Path file;
  private final long bytes;

  /** For copies of so many bytes into that folder, which is in memory. */
  public FirstTouch(Path directory, long bytes) {
    this.file = directory.resolve("touched");
    this.bytes = bytes + BESIDE;
  }

  /** Writes a file and deletes it, so that its pages are what the next writer gets. */
  void touch() throws IOException {
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long at = 0; at < bytes; ) {
        at += channel.write(piece.clear(), at);
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
