package io.sealift.coordinator.engine;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * This coordinator cannot append any more: it was deposed, or Kafka failed it. It may try to own
 * the engine again.
 */
public sealed class JournalLostException extends Exception permits JournalTruncatedException {
  @Serial private static final long serialVersionUID = 1L;

  /** Says what happened. */
  public JournalLostException(String reason, @Nullable Throwable cause) {
    super(reason, cause);
  }
}
