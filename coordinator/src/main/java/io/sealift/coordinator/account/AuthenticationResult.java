package io.sealift.coordinator.account;

/**
 * What became of the check of a signature. Reasons are one line for the caller and name the field.
 */
public sealed interface AuthenticationResult {
  /** The signature is this account's. */
  record Accepted(Identity identity) implements AuthenticationResult {}

  /**
   * The request is not authentic, too old or was seen before. An unknown key, a disabled key and a
   * wrong signature give the same reason.
   */
  record Refused(String reason) implements AuthenticationResult {}

  /** Authentic, but the account sends more requests than can be told from replays. */
  record Throttled(String reason) implements AuthenticationResult {}
}
