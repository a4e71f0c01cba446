package io.sealift.protocol;

import java.io.Serial;

/**
 * A message that is not what its topic carries: malformed, of an unknown type or version, or out of
 * range.
 */
public final class MessageFormatException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** Says in one line what is wrong; never quotes the whole message. */
  public MessageFormatException(String reason) {
    super(reason);
  }

  /** The same, with the parser's complaint as cause. */
  public MessageFormatException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
