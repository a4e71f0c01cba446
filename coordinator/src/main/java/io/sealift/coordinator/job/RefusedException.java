package io.sealift.coordinator.job;

import io.sealift.coordinator.catalog.ServiceException;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CommandOutcome.ServiceError;
import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A command that changes nothing, with the reason in one line that names the field. */
public final class RefusedException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final CommandOutcome.Code code;
  private final @Nullable ServiceError serviceError;

  /** Refuses with a kind and a reason. */
  public RefusedException(CommandOutcome.Code code, String message) {
    super(message);
    this.code = code;
    this.serviceError = null;
  }

  /** Refuses with a kind, a reason and what an interface documents for it. */
  RefusedException(CommandOutcome.Code code, String message, ServiceError serviceError) {
    super(message);
    this.code = code;
    this.serviceError = serviceError;
  }

  /** Refuses with what an interface documents. */
  static RefusedException documented(ServiceException e) {
    CommandOutcome.Code code =
        switch (e.error().status()) {
          case 403 -> CommandOutcome.Code.FORBIDDEN;
          case 404 -> CommandOutcome.Code.NOT_FOUND;
          case 409 -> CommandOutcome.Code.CONFLICT;
          default -> CommandOutcome.Code.INVALID;
        };
    return new RefusedException(code, e.reason(), e.error());
  }

  static RefusedException invalid(String message) {
    return new RefusedException(CommandOutcome.Code.INVALID, message);
  }

  static RefusedException notFound(String message) {
    return new RefusedException(CommandOutcome.Code.NOT_FOUND, message);
  }

  static RefusedException conflict(String message) {
    return new RefusedException(CommandOutcome.Code.CONFLICT, message);
  }

  static RefusedException forbidden(String message) {
    return new RefusedException(CommandOutcome.Code.FORBIDDEN, message);
  }

  /** What kind of refusal. */
  public CommandOutcome.Code code() {
    return code;
  }

  /** The same, for the journal. */
  public CommandOutcome.Refusal refusal() {
    return new CommandOutcome.Refusal(
        code, String.valueOf(getMessage()), Optional.ofNullable(serviceError));
  }
}
