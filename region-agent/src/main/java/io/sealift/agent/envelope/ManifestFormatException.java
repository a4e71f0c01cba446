package io.sealift.agent.envelope;

import java.io.Serial;

/** Bytes that are no manifest of a known version. */
public final class ManifestFormatException extends EnvelopeException {
  @Serial private static final long serialVersionUID = 1L;

  /** Says in one line what is wrong; never quotes the manifest. */
  public ManifestFormatException(String message) {
    super(message);
  }

  /** The same, with the parser's complaint as cause. */
  public ManifestFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
