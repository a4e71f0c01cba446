package io.sealift.cli.client;

import java.io.IOException;

/** A coordinator's refusal, with the stable code and the line for people that it sent. */
public final class RestFailure extends IOException {
  private static final long serialVersionUID = 1L;

  private static final int FIRST_SERVER_ERROR = 500;

  private final int status;
  private final String code;

  RestFailure(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** Whether the request was decided against, rather than not dealt with. */
  public boolean refused() {
    return status < FIRST_SERVER_ERROR;
  }

  /** The machine-readable reason. */
  public String code() {
    return code;
  }
}
