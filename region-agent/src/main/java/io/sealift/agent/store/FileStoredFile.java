package io.sealift.agent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A segment file in a directory. */
final class FileStoredFile implements StoredFile {
  private static final Logger LOGGER = LoggerFactory.getLogger(FileStoredFile.class);
  private final Path path;
  private final FileChannel channel;
  private final long lengthBytes;

  FileStoredFile(Path path) throws IOException {
    this.path = path;
    this.channel = FileChannel.open(path, StandardOpenOption.READ);
    this.lengthBytes = channel.size();
  }

  @Override
  public long lengthBytes() {
    return lengthBytes;
  }

  @Override
  public void read(ByteBuffer target, long position) throws StoreException {
    long at = position;
    try {
      while (target.hasRemaining()) {
        int count = channel.read(target, at);
        if (count < 0) {
          throw new IOException("the file ends at byte " + at);
        }
        at += count;
      }
    } catch (IOException e) {
      throw StoreException.of("read segment file " + path.getFileName(), e);
    }
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      LOGGER
          .atDebug()
          .addKeyValue("file", path.getFileName())
          .setCause(e)
          .log("closing a read file failed");
    }
  }
}
