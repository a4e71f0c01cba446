package io.sealift.agent.grant;

import java.io.Serial;

/** A sealed grant that does not open: it is for another agent or ticket, or was altered. */
public final class GrantRefusedException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** Says which grant; the cause stays inside, so that nobody learns what did not match. */
  public GrantRefusedException(String message) {
    super(message);
  }
}
