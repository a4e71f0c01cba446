package io.sealift.agent.envelope;

import java.io.Serial;

/** A manifest that was not written under this data key, or was altered since. */
public final class TamperedManifestException extends EnvelopeException {
  @Serial private static final long serialVersionUID = 1L;

  /** Says in one line what is wrong; never quotes sealed bytes. */
  public TamperedManifestException(String message) {
    super(message);
  }
}
