package io.sealift.coordinator.account;

import io.sealift.coordinator.account.AuthenticationResult.Accepted;
import io.sealift.coordinator.account.AuthenticationResult.Cause;
import io.sealift.coordinator.account.AuthenticationResult.Refused;
import io.sealift.coordinator.account.Credentials.Credential;
import io.sealift.coordinator.account.Credentials.Standing;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.signature.AccessKey;
import io.sealift.signature.SessionToken;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Begins, checks, renews and ends the sessions of browsers. A session is all in its token, so every
 * coordinator knows it; that one has ended stands among the nonces, which all coordinators hear of,
 * for as long as any of its tokens would be good. It ends, too, when its access key is disabled or
 * removed. Safe for use by many threads.
 */
public final class SessionAuthenticator {
  /** How long a token is good. */
  public static final Duration VALIDITY = Duration.ofMinutes(30);

  /** How long a session may be renewed. */
  public static final Duration LONGEST = Duration.ofHours(12);

  private static final Duration RENEWED_WHEN_LEFT = Duration.ofMinutes(25);
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);
  // No request's nonce has a space.
  private static final String END = "session ";
  private static final String WRONG = "accessKeyId: the access key is not accepted";
  private static final String ENDED = "cookie: the session is not accepted, or has ended";

  private final ClusterView view;
  private final Credentials credentials;
  private final NonceCache nonces;
  private final NonceLog log;

  SessionAuthenticator(ClusterView view, Credentials credentials, NonceCache nonces, NonceLog log) {
    this.view = view;
    this.credentials = credentials;
    this.nonces = nonces;
    this.log = log;
  }

  /** What a session begins with; good only if {@link #signIn} accepts it. */
  public static SessionToken claim(AccessKey given, String sessionId, Instant now) {
    Instant begun = now.truncatedTo(ChronoUnit.SECONDS);
    return SessionToken.of(given, sessionId, begun, begun.plus(VALIDITY));
  }

  /**
   * Checks the secret that a new session's token was signed with, by the signature: it takes as
   * long whatever is wrong.
   */
  public AuthenticationResult signIn(SessionToken claimed) {
    Credential credential = find(claimed.accessKeyId());
    boolean matches = claimed.isSignedWith(credential.secret());
    if (credential.standing() == Standing.UNKNOWN) {
      return new Refused(Cause.UNKNOWN_KEY, WRONG);
    }
    if (!matches) {
      return new Refused(Cause.WRONG_SIGNATURE, WRONG);
    }
    return credential
        .identity()
        .<AuthenticationResult>map(SessionAuthenticator::accepted)
        .orElseGet(() -> new Refused(Cause.DISABLED_KEY, WRONG));
  }

  /** Checks a token that a browser brings. */
  public AuthenticationResult authenticate(SessionToken token, Instant now) {
    Credential credential = find(token.accessKeyId());
    boolean matches = token.isSignedWith(credential.secret());
    if (!matches || credential.identity().isEmpty()) {
      return new Refused(Cause.WRONG_SIGNATURE, ENDED);
    }
    boolean isInTime =
        now.isBefore(token.expires())
            && !token.expires().isAfter(now.plus(VALIDITY).plus(CLOCKS_DIFFER))
            && !token.expires().isAfter(token.begun().plus(LONGEST));
    if (!isInTime || nonces.knows(token.accessKeyId(), END + token.sessionId())) {
      return new Refused(Cause.OUT_OF_TIME, ENDED);
    }
    return accepted(credential.identity().get());
  }

  // The key did not sign: whoever has a session makes no token that would outlive it.
  private static Accepted accepted(Identity owner) {
    return new Accepted(new Identity(owner.account(), owner.role(), ""), Optional.empty());
  }

  /** A token that is good for longer, if it is time for one; of a token that was accepted. */
  public Optional<SessionToken> renewed(SessionToken token, Instant now) {
    Instant most = token.begun().plus(LONGEST);
    Instant usual = now.truncatedTo(ChronoUnit.SECONDS).plus(VALIDITY);
    Instant later = usual.isBefore(most) ? usual : most;
    boolean isDue = token.expires().isBefore(now.plus(RENEWED_WHEN_LEFT));
    return isDue && later.isAfter(token.expires())
        ? Optional.of(token.until(later, find(token.accessKeyId()).secret()))
        : Optional.empty();
  }

  /** Ends a session everywhere. */
  public CompletionStage<Boolean> end(SessionToken token, Instant now) {
    Instant forgotten = now.plus(VALIDITY).plus(CLOCKS_DIFFER);
    nonces.use(token.accessKeyId(), END + token.sessionId(), forgotten, now);
    return log.claim(token.accessKeyId(), END + token.sessionId(), forgotten);
  }

  private Credential find(String accessKeyId) {
    return credentials.open(view.read(state -> credentials.find(state, accessKeyId)));
  }
}
