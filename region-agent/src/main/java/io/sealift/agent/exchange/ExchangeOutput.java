package io.sealift.agent.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;

/**
 * A file of the exchange directory that is being written. Closed before it is complete, it leaves
 * nothing. Confined to one thread.
 */
public final class ExchangeOutput implements AutoCloseable {
  private static final long FORCE_BYTES = 256L << 20;
  private final SecureDirectoryStream<Path> folder;
  private final Path part;
  private final Path name;
  private final FileChannel channel;
  private long unforcedBytes;
  private boolean complete;

  ExchangeOutput(SecureDirectoryStream<Path> folder, Path part, Path name, FileChannel channel) {
    this.folder = folder;
    this.part = part;
    this.name = name;
    this.channel = channel;
  }

  /** Writes all the bytes at a place; what is never written stays a hole of zeros. */
  public void write(ByteBuffer bytes, long position) throws IOException {
    long at = position;
    unforcedBytes += bytes.remaining();
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
    // Now and then, so that the last time does not take long: the writer would be thought dead.
    if (unforcedBytes >= FORCE_BYTES) {
      channel.force(false);
      unforcedBytes = 0;
    }
  }

  /** Makes the file so long, and durable, and gives it its name; an older one gives way. */
  public void complete(long lengthBytes) throws IOException {
    if (channel.size() < lengthBytes) {
      write(ByteBuffer.allocate(1), lengthBytes - 1);
    }
    channel.force(true);
    channel.close();
    folder.move(part, folder, name);
    complete = true;
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
      if (!complete) {
        folder.deleteFile(part);
      }
    } finally {
      folder.close();
    }
  }
}
