package io.sealift.agent.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * Bounded reads of an untrusted file: nothing is read that the file does not have, and never much
 * at once.
 */
final class ImageBytes {
  /** The most that is read at once. */
  static final int MAX_READ = 1 << 20;

  private final FileChannel channel;
  private final long size;

  ImageBytes(FileChannel channel, long size) {
    this.channel = channel;
    this.size = size;
  }

  long size() {
    return size;
  }

  /** Whether {@code length} bytes lie in the file at the offset; both may be any number. */
  boolean holds(long offset, long length) {
    return offset >= 0 && length >= 0 && length <= size && offset <= size - length;
  }

  /** Reads exactly {@code length} bytes. */
  ByteBuffer read(long offset, int length, ByteOrder order)
      throws IOException, ImageRefusedException {
    if (length > MAX_READ || !holds(offset, length)) {
      throw new ImageRefusedException("the file ends before its own tables do");
    }
    ByteBuffer bytes = ByteBuffer.allocate(length).order(order);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, offset + bytes.position()) < 0) {
        throw new ImageRefusedException("the file became shorter while it was inspected");
      }
    }
    return bytes.flip();
  }

  /** Whether the file has these ASCII bytes at the offset. */
  boolean has(long offset, String ascii) throws IOException, ImageRefusedException {
    if (!holds(offset, ascii.length())) {
      return false;
    }
    ByteBuffer bytes = read(offset, ascii.length(), ByteOrder.BIG_ENDIAN);
    for (int i = 0; i < ascii.length(); i++) {
      if ((bytes.get(i) & 0xff) != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
