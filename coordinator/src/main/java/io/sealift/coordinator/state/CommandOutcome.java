package io.sealift.coordinator.state;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of a command, kept for ten minutes: whoever sent it waits for this, and a command
 * that is read again is known by it.
 *
 * @param subject the id of what was made or changed, if it was accepted
 * @param refusal why not, if it was refused
 */
public record CommandOutcome(
    String commandId, Optional<String> subject, Optional<Refusal> refusal, Instant at)
    implements Entity {
  /** What every key starts with. */
  public static final String KIND = "outcome/";

  @Override
  public String key() {
    return key(commandId);
  }

  /** The key of one command's outcome. */
  public static String key(String commandId) {
    return KIND + commandId;
  }

  /**
   * Why a command was refused.
   *
   * @param message one line that names the field and the reason
   * @param serviceError what the ECS and KMS interfaces document for it, if it was asked there
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Refusal(Code code, String message, Optional<ServiceError> serviceError) {
    /** A refusal that no interface documents. */
    public Refusal(Code code, String message) {
      this(code, message, Optional.empty());
    }
  }

  /** A documented error: its HTTP status and its code, misspellings included. */
  public record ServiceError(int status, String code) {}

  /** Kinds of refusal. */
  public enum Code {
    /** A field is malformed or out of range. */
    INVALID,
    /** The named thing does not exist, or belongs to somebody else. */
    NOT_FOUND,
    /** The thing's state does not allow it. */
    CONFLICT,
    /** A limit or a rule forbids it. */
    FORBIDDEN,
    /** The request token was used with other parameters. */
    TOKEN_REUSED
  }
}
