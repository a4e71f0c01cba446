package io.sealift.ticket;

import java.io.Serial;

/**
 * A ticket that permits nothing here: forged, expired, of an unknown key, or for something else.
 */
public final class TicketRefusedException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** Says in one line why; never quotes the ticket. */
  public TicketRefusedException(String reason) {
    super(reason);
  }
}
