package io.sealift.coordinator.api.rpc;

import java.io.Serial;

/** A request is refused with a documented code. */
public final class RpcException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  /** A refusal; {@code code} is spelled as documented, misspellings included. */
  public RpcException(int status, String code, String message) {
    // Not a defect but an answer: nobody reads its stack.
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  /** A parameter that must be given is not. */
  public static RpcException missing(String parameter) {
    return new RpcException(
        400,
        "MissingParameter",
        "The input parameter \"%s\" that is mandatory for processing this request is not supplied."
            .formatted(parameter));
  }

  /** A parameter's value is not of its form. */
  public static RpcException invalid(String parameter) {
    return new RpcException(
        400,
        "InvalidParameter",
        "The specified parameter \"%s\" is not valid.".formatted(parameter));
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** What a program can act on. */
  public String code() {
    return code;
  }

  /** One line for people. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
