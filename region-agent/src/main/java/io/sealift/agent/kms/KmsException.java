package io.sealift.agent.kms;

import io.sealift.copy.FailureCode;
import java.io.Serial;
import java.util.EnumSet;
import java.util.Set;

/**
 * The key service refuses, or does not answer. The code tells users why; the message never holds
 * key material.
 */
public final class KmsException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private static final Set<FailureCode> CODES =
      EnumSet.of(
          FailureCode.KEY_NOT_FOUND,
          FailureCode.KEY_DISABLED,
          FailureCode.KEY_PENDING_DELETION,
          FailureCode.KEY_FOREIGN,
          FailureCode.KEY_SERVICE_UNAVAILABLE);

  private final FailureCode code;

  /** A refusal; {@code code} is one of the {@code KEY_} codes. */
  public KmsException(FailureCode code, String message) {
    super(message);
    this.code = requireKeyCode(code);
  }

  /** The same, with what went wrong underneath. */
  public KmsException(FailureCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = requireKeyCode(code);
  }

  /** Why. */
  public FailureCode code() {
    return code;
  }

  private static FailureCode requireKeyCode(FailureCode code) {
    if (!CODES.contains(code)) {
      throw new IllegalArgumentException("not a failure of the key service: " + code);
    }
    return code;
  }
}
