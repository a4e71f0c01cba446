package io.sealift.coordinator.account;

/**
 * What became of the check of a signature. Reasons are one line for the caller and name the field.
 */
public sealed interface AuthenticationResult {
  /** The signature is this account's. */
  record Accepted(Identity identity) implements AuthenticationResult {}

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
    /** Signed too long ago, in the future, or before this server's start. */
    OUT_OF_TIME,
    /** The nonce was used before. */
    REPLAYED
  }
}
