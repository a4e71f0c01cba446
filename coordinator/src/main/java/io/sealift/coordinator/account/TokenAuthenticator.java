package io.sealift.coordinator.account;

import io.sealift.coordinator.account.AuthenticationResult.Accepted;
import io.sealift.coordinator.account.AuthenticationResult.Cause;
import io.sealift.coordinator.account.AuthenticationResult.Refused;
import io.sealift.coordinator.account.Credentials.Credential;
import io.sealift.coordinator.account.Credentials.Stored;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.signature.AccessKey;
import io.sealift.signature.BearerToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes and checks tokens. Nothing is kept of them: a token is good until it expires, or until its
 * access key is disabled or removed. Safe for use by many threads.
 */
public final class TokenAuthenticator {
  /** How long a token may be good, whoever made it. */
  public static final Duration MOST_VALIDITY = Duration.ofHours(1);

  private static final String SCHEME = "Bearer ";
  private static final String WRONG = "authorization: the token is not accepted";

  private final ClusterView view;
  private final Credentials credentials;

  TokenAuthenticator(ClusterView view, Credentials credentials) {
    this.view = view;
    this.credentials = credentials;
  }

  /** Whether an {@code Authorization} header brings a token. */
  public static boolean isToken(String authorization) {
    return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  /** A token of the access key that signed; whoever is asked through a token has none. */
  public Optional<BearerToken> make(Identity identity, Instant expires) {
    Credential credential = find(identity.accessKeyId());
    return credential.identity().equals(Optional.of(identity))
        ? Optional.of(
            BearerToken.of(new AccessKey(identity.accessKeyId(), credential.secret()), expires))
        : Optional.empty();
  }

  /** The access key that a token says it stands for; empty when it is no token. */
  static String claimedKey(String authorization) {
    return token(authorization).map(BearerToken::accessKeyId).orElse("");
  }

  private static Optional<BearerToken> token(String authorization) {
    return BearerToken.parse(authorization.substring(SCHEME.length()).strip());
  }

  /** Checks the token of an {@code Authorization} header. */
  public AuthenticationResult authenticate(String authorization, Instant now) {
    Optional<BearerToken> given = token(authorization);
    if (given.isEmpty()) {
      return new Refused(Cause.MALFORMED, WRONG);
    }
    BearerToken token = given.get();
    Credential credential = find(token.accessKeyId());
    boolean matches = token.isSignedWith(credential.secret());
    if (!matches || credential.identity().isEmpty()) {
      return new Refused(Cause.WRONG_SIGNATURE, WRONG);
    }
    if (!now.isBefore(token.expires()) || token.expires().isAfter(now.plus(MOST_VALIDITY))) {
      return new Refused(
          Cause.OUT_OF_TIME, "authorization: the token has expired, or is to be good for too long");
    }
    Identity owner = credential.identity().get();
    return new Accepted(new Identity(owner.account(), owner.role(), ""), Optional.empty());
  }

  private Credential find(String accessKeyId) {
    Stored stored = view.read(state -> credentials.find(state, accessKeyId));
    return credentials.open(stored);
  }
}
