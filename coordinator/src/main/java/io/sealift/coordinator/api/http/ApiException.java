package io.sealift.coordinator.api.http;

import java.io.Serial;

/** A request is refused: with a status, a code for programs and one line for people. */
public final class ApiException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  /** A refusal; {@code message} names the field and the reason. */
  public ApiException(int status, String code, String message) {
    // Not a defect but an answer: nobody reads its stack.
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  /** A field is malformed or out of range. */
  public static ApiException invalid(String message) {
    return new ApiException(400, "INVALID", message);
  }

  /** The thing does not exist, or belongs to somebody else. */
  public static ApiException notFound(String field, Object id) {
    return new ApiException(404, "NOT_FOUND", "%s: there is no %s".formatted(field, id));
  }

  /** The thing's state does not allow it. */
  public static ApiException conflict(String message) {
    return new ApiException(409, "CONFLICT", message);
  }

  /** Nobody can do it now; the same request may be sent again. */
  public static ApiException unavailable(String message) {
    return new ApiException(503, "UNAVAILABLE", message);
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
