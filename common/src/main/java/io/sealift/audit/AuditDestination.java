package io.sealift.audit;

import java.io.IOException;

/** Where records go. Safe for use by many threads. */
@FunctionalInterface
public interface AuditDestination extends AutoCloseable {
  /**
   * Appends one record, a line without its end.
   *
   * @throws IOException when it was not written, or not whole; the next one begins a line of its
   *     own all the same
   */
  void append(String line) throws IOException;

  /** Ends what is open; most have nothing to end. */
  @Override
  default void close() {}
}
