package io.sealift.agent.envelope;

import java.io.Serial;

/**
 * Sealed bytes that cannot be used: they are malformed or were altered. Another copy of them may
 * still be good.
 */
public abstract sealed class EnvelopeException extends Exception
    permits SegmentFormatException,
        ManifestFormatException,
        TamperedSegmentException,
        TamperedBlockException,
        TamperedManifestException {
  @Serial private static final long serialVersionUID = 1L;

  EnvelopeException(String message) {
    super(message);
  }

  EnvelopeException(String message, Throwable cause) {
    super(message, cause);
  }
}
