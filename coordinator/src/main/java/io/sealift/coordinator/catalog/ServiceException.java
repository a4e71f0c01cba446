package io.sealift.coordinator.catalog;

import io.sealift.coordinator.state.CommandOutcome.ServiceError;
import java.io.Serial;

/** A request that a rule forbids, with the documented error. */
public final class ServiceException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  /** Refuses with a documented status, code and message. */
  public ServiceException(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** The documented error. */
  public ServiceError error() {
    return new ServiceError(status, code);
  }

  /** One line for people. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
