package io.sealift.coordinator.account;

import java.time.Instant;
import java.util.Optional;

/**
 * What became of the check of a signature. Reasons are one line for the caller and name the field.
 */
public sealed interface AuthenticationResult {
  /** Who signed when, and the number that is used once. */
  record Signed(String accessKeyId, String nonce, Instant date) {}

  /**
   * The signature is this account's, and this coordinator has not seen the request before. {@link
   * Authenticator#admit} tells whether others have.
   *
   * @param signed empty of a token, which may be used any number of times
   */
  record Accepted(Identity identity, Optional<Signed> signed) implements AuthenticationResult {}

  /**
   * The request is not authentic, too old or was seen before. The reasons of an unknown key, a
   * disabled key and a wrong signature are the same; their causes differ.
   */
  record Refused(Cause cause, String reason) implements AuthenticationResult {}

  /** Authentic, but the account sends more requests than can be told from replays. */
  record Throttled(String reason) implements AuthenticationResult {}

  /** Why a request is refused. */
  enum Cause {
    /** The signature's own fields are missing or not of their form. */
    MALFORMED,
    /** There is no such access key. */
    UNKNOWN_KEY,
    /** The signature is right, but the access key is disabled. */
    DISABLED_KEY,
    /** The signature is not the request's. */
    WRONG_SIGNATURE,
    /** Signed too long ago, or in the future. */
    OUT_OF_TIME,
    /** The nonce was used before. */
    REPLAYED
  }
}
