package io.sealift.coordinator.engine;

import java.io.Serial;

/**
 * This coordinator cannot append any more: it was deposed, or Kafka failed it. It may try to own
 * the engine again.
 */
public final class JournalLostException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** Says what happened. */
  public JournalLostException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
