package io.sealift.agent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An attempt's file in a directory. */
final class FileAttemptFile implements AttemptFile {
  private static final Logger LOGGER = LoggerFactory.getLogger(FileAttemptFile.class);

  private enum State {
    WRITING,
    COMPLETE,
    CLOSED
  }

  private final Path path;
  private final FileChannel channel;
  private State state = State.WRITING;

  FileAttemptFile(Path path) throws IOException {
    this.path = path;
    this.channel =
        FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  @Override
  public void write(ByteBuffer bytes, long position) throws StoreException {
    long at = position;
    try {
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    } catch (IOException e) {
      throw StoreException.of("write segment file " + path.getFileName(), e);
    }
  }

  @Override
  public void complete() throws StoreException {
    // A failed fsync is never tried again: the kernel may have dropped the pages and would then
    // report success.
    try {
      channel.force(true);
      channel.close();
      Directories.force(path.resolveSibling(""));
    } catch (IOException e) {
      throw StoreException.of("make segment file " + path.getFileName() + " durable", e);
    }
    state = State.COMPLETE;
  }

  @Override
  public void close() {
    if (state != State.WRITING) {
      return;
    }
    state = State.CLOSED;
    try {
      channel.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // The sweeper deletes it later: no manifest names it.
      LOGGER
          .atWarn()
          .addKeyValue("file", path.getFileName())
          .setCause(e)
          .log("attempt file left behind");
    }
  }
}
