package io.sealift.coordinator.engine;

import java.io.Serial;

/** The journal has lost records that it had: nobody may go on from what is left. */
public final class JournalTruncatedException extends JournalLostException {
  @Serial private static final long serialVersionUID = 1L;

  /** Says what is missing, and what to do about it. */
  public JournalTruncatedException(String reason) {
    super(reason, null);
  }
}
