package io.sealift.agent.snapshot;

import io.sealift.copy.FailureCode;
import java.io.Serial;

/** A snapshot that is not there or cannot be trusted. */
public final class SnapshotException extends Exception {
  @Serial private static final long serialVersionUID = 1L;
  private final FailureCode code;

  /** {@code SOURCE_GONE} or {@code SOURCE_CORRUPT}, in one line for users. */
  public SnapshotException(FailureCode code, String message) {
    super(message);
    this.code = code;
  }

  /** The same with its cause. */
  public SnapshotException(FailureCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** What the failure means for the task. */
  public FailureCode code() {
    return code;
  }
}
