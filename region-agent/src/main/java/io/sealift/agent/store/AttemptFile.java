package io.sealift.agent.store;

import java.nio.ByteBuffer;

/**
 * The segment file that one attempt writes. It counts only after {@link #complete}; closed before
 * that, it is deleted. Confined to the attempt's thread.
 */
public interface AttemptFile extends AutoCloseable {
  /** Writes all the buffer's remaining bytes at the position. */
  void write(ByteBuffer bytes, long position) throws StoreException;

  /**
   * Makes the file and its name durable. Nothing is written afterwards. A failure is final: the
   * file is not to be trusted.
   */
  void complete() throws StoreException;

  /** Deletes the file unless it is complete. */
  @Override
  void close();
}
