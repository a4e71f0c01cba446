package io.sealift.agent.attempt;

import io.sealift.copy.FailureCode;
import java.io.Serial;

/**
 * An attempt that cannot succeed as it stands. The message is one line for users, without secrets.
 */
public final class AttemptException extends Exception {
  @Serial private static final long serialVersionUID = 1L;
  private final FailureCode code;

  /** A failure without a deeper cause. */
  public AttemptException(FailureCode code, String message) {
    super(message);
    this.code = code;
  }

  /** A failure with its cause. */
  public AttemptException(FailureCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** What the failure means for the task. */
  public FailureCode code() {
    return code;
  }
}
