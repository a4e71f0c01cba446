package io.sealift.agent.transfer;

import java.io.Serial;

/** A request that is answered with a refusal: an HTTP status and one line of plain text. */
public final class RefusedException extends Exception {
  @Serial private static final long serialVersionUID = 1L;
  private final int status;

  /** A refusal in words that the caller may read. */
  public RefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The HTTP status of the answer. */
  public int status() {
    return status;
  }

  /** The answer's body. */
  public String line() {
    return getMessage() + "\n";
  }
}
