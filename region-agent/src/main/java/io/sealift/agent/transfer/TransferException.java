package io.sealift.agent.transfer;

import io.sealift.copy.FailureCode;
import java.io.Serial;

/**
 * A transfer that broke, was refused or was told to stop. The message is one line for users,
 * without secrets.
 */
public final class TransferException extends Exception {
  @Serial private static final long serialVersionUID = 1L;
  private final FailureCode code;

  /** A failure without a deeper cause. */
  public TransferException(FailureCode code, String message) {
    super(message);
    this.code = code;
  }

  /** A failure with its cause. */
  public TransferException(FailureCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** What the failure means for the task. */
  public FailureCode code() {
    return code;
  }
}
