package io.sealift.agent.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A segment file opened for reading. Safe for use by many threads. */
public interface StoredFile extends AutoCloseable {
  /** The file's length in bytes. */
  long lengthBytes();

  /** Fills the buffer's remaining bytes from the position; a file that ends before fails. */
  void read(ByteBuffer target, long position) throws StoreException;

  /** Where the file lies, for sending it without a copy in user space. */
  Path path();

  @Override
  void close();
}
