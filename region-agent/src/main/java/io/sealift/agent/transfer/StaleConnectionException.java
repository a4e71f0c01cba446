package io.sealift.agent.transfer;

import java.io.Serial;

/** A connection that the other side had closed before it answered a single byte. */
final class StaleConnectionException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  StaleConnectionException(String message) {
    super(message);
  }

  StaleConnectionException(Throwable cause) {
    super(cause);
  }
}
