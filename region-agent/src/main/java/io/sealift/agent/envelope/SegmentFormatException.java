package io.sealift.agent.envelope;

import java.io.Serial;

/** Bytes that are no segment head of a known version, or not the head of the wanted segment. */
public final class SegmentFormatException extends EnvelopeException {
  @Serial private static final long serialVersionUID = 1L;

  /** Says in one line what is wrong; never quotes sealed bytes. */
  public SegmentFormatException(String message) {
    super(message);
  }
}
