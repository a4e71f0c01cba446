package io.sealift.agent.envelope;

import java.io.Serial;

/** A segment head that was not written under this data key, or was altered since. */
public final class TamperedSegmentException extends EnvelopeException {
  @Serial private static final long serialVersionUID = 1L;

  /** Says in one line what is wrong; never quotes sealed bytes. */
  public TamperedSegmentException(String message) {
    super(message);
  }
}
