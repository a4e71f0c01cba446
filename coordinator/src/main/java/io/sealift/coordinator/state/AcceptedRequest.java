package io.sealift.coordinator.state;

import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.RequestToken;
import java.time.Instant;

/**
 * A request token that made a job, kept for a week.
 *
 * @param fingerprint SHA-256 of the request's parameters: the same token with others is refused
 */
public record AcceptedRequest(
    AccountId account, RequestToken token, CopyJobId jobId, String fingerprint, Instant at)
    implements Entity {
  /** What every key starts with. */
  public static final String KIND = "request/";

  @Override
  public String key() {
    return key(account, token);
  }

  /** The key of one account's token. */
  public static String key(AccountId account, RequestToken token) {
    return KIND + account + "/" + token;
  }
}
