package io.sealift.agent.attempt;

import java.io.Serial;

/** A result could not be reported; the task must be given to somebody again. */
public final class ReportFailedException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** A report that did not get through. */
  public ReportFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
