package io.sealift.coordinator.api.http;

import io.sealift.coordinator.account.AuthenticationResult;
import io.sealift.coordinator.account.AuthenticationResult.Accepted;
import io.sealift.coordinator.account.AuthenticationResult.Refused;
import io.sealift.coordinator.account.AuthenticationResult.Throttled;
import io.sealift.coordinator.account.Authenticator;
import io.sealift.coordinator.account.Authenticator.Effect;
import io.sealift.coordinator.account.Identity;
import io.sealift.coordinator.account.SessionAuthenticator;
import io.sealift.coordinator.account.TokenAuthenticator;
import io.sealift.coordinator.api.http.Reception.Access;
import io.sealift.coordinator.audit.RequestAudit;
import io.sealift.copy.IdSource;
import io.sealift.signature.AccessKey;
import io.sealift.signature.SessionToken;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Says who asks, by signature, token or session, and turns away who may not. Refusals are counted
 * by address and told to the audit log. Safe for use by many threads.
 */
final class Doorkeeper {
  private static final String LOOK = "GET";
  private static final AccessKey NO_KEY = new AccessKey("", "none");

  /** Who asks, and the session in which, if it is in one. */
  record Visitor(Optional<Accepted> accepted, Optional<SessionToken> session) {
    static final Visitor UNKNOWN = new Visitor(Optional.empty(), Optional.empty());

    Identity identity() {
      return accepted.map(Accepted::identity).orElse(Identity.NOBODY);
    }
  }

  /** The body with which somebody signs in. */
  private record SignInBody(String accessKeyId, String accessKeySecret) {
    @Override
    public String toString() {
      return "SignInBody[" + accessKeyId + "]";
    }
  }

  private final Authenticator authenticator;
  private final SessionCookie cookie;
  private final InstantSource clock;
  private final IdSource ids;

  Doorkeeper(Authenticator authenticator, SessionCookie cookie, InstantSource clock, IdSource ids) {
    this.authenticator = authenticator;
    this.cookie = cookie;
    this.clock = clock;
    this.ids = ids;
  }

  /** Checks a request's head. */
  Visitor authenticate(RequestHead head, Access access, String address, RequestAudit audit) {
    if (access == Access.OPEN) {
      return Visitor.UNKNOWN;
    }
    if (access == Access.SIGN_IN) {
      requireSamePage(head, audit);
      return Visitor.UNKNOWN;
    }
    Visitor visitor =
        bySession(head) ? ofSession(head, address, audit) : ofHeader(head, address, audit);
    if (access == Access.SIGNED && !isLook(head) && !visitor.identity().mayChange()) {
      audit.deny();
      throw new ApiException(403, "FORBIDDEN", "account: may look, but not change anything");
    }
    return visitor;
  }

  /** Whether a session's cookie, and nothing better, says who asks. */
  private boolean bySession(RequestHead head) {
    return authorization(head).isEmpty() && cookie.isIn(cookies(head));
  }

  private Visitor ofHeader(RequestHead head, String address, RequestAudit audit) {
    audit.claims(Authenticator.claimedKey(authorization(head)));
    AuthenticationResult result =
        TokenAuthenticator.isToken(authorization(head))
            ? authenticator.tokens().authenticate(authorization(head), clock.instant())
            : authenticator.authenticate(head.signed(), clock.instant());
    return new Visitor(Optional.of(accepted(result, address, audit)), Optional.empty());
  }

  private Visitor ofSession(RequestHead head, String address, RequestAudit audit) {
    SessionToken token =
        cookie
            .read(cookies(head))
            .orElseGet(() -> SessionAuthenticator.claim(NO_KEY, "", Instant.EPOCH));
    audit.claims(token.accessKeyId());
    AuthenticationResult result = authenticator.sessions().authenticate(token, clock.instant());
    Accepted accepted = accepted(result, address, audit);
    if (!isLook(head)) {
      requireSamePage(head, audit);
    }
    return new Visitor(Optional.of(accepted), Optional.of(token));
  }

  private static void requireSamePage(RequestHead head, RequestAudit audit) {
    try {
      SamePage.require(head.signed());
    } catch (ApiException e) {
      audit.deny();
      throw e;
    }
  }

  /** Checks the access key that somebody signs in with. */
  Visitor signIn(byte[] body, String address, RequestAudit audit) {
    SignInBody given = JsonBody.read(body, SignInBody.class);
    audit.claims(given.accessKeyId());
    if (given.accessKeySecret().isEmpty()) {
      throw ApiException.invalid("accessKeySecret: must not be empty");
    }
    SessionToken token =
        SessionAuthenticator.claim(
            new AccessKey(given.accessKeyId(), given.accessKeySecret()),
            ids.next(),
            clock.instant());
    Accepted accepted = accepted(authenticator.sessions().signIn(token), address, audit);
    if (!SessionToken.canName(token.accessKeyId())) {
      throw ApiException.invalid("accessKeyId: cannot stand in a cookie");
    }
    return new Visitor(Optional.of(accepted), Optional.of(token));
  }

  private Accepted accepted(AuthenticationResult result, String address, RequestAudit audit) {
    if (!(result instanceof Accepted)) {
      audit.deny();
    }
    if (result instanceof Refused refused) {
      if (!authenticator.refusals().count(address, clock.instant())) {
        throw new ApiException(
            429, "TOO_MANY_REQUESTS", "authorization: too many requests were not authentic");
      }
      throw new ApiException(401, "UNAUTHENTICATED", refused.reason());
    }
    if (result instanceof Throttled throttled) {
      throw new ApiException(429, "TOO_MANY_REQUESTS", throttled.reason());
    }
    Accepted accepted = (Accepted) result;
    audit.by(accepted.identity().account().value(), accepted.identity().role().name());
    return accepted;
  }

  /** The same visitor, once no other coordinator has taken the request. */
  CompletionStage<Visitor> admitted(Visitor visitor, RequestHead head, RequestAudit audit) {
    if (visitor.accepted().isEmpty()) {
      return CompletableFuture.completedFuture(visitor);
    }
    return authenticator
        .admit(visitor.accepted().get(), isLook(head) ? Effect.NONE : Effect.SOME)
        .thenApply(
            isFirst -> {
              if (!isFirst) {
                audit.deny();
                throw new ApiException(401, "UNAUTHENTICATED", Authenticator.NONCE_USED);
              }
              return visitor;
            });
  }

  /** Refuses a body that is not the signed one; tokens and sessions sign none. */
  void requireSignedBody(RequestHead head, Visitor visitor, byte[] body, RequestAudit audit) {
    boolean isSigned = visitor.accepted().flatMap(Accepted::signed).isPresent();
    if (isSigned && !authenticator.bodyMatches(head.signed(), body)) {
      audit.deny();
      throw new ApiException(
          401, "UNAUTHENTICATED", "x-acs-content-sha256: is not the body's SHA-256");
    }
  }

  /** What a browser is to keep instead of the cookie it has, if it is time for that. */
  Optional<String> renewedCookie(Visitor visitor) {
    Instant now = clock.instant();
    return visitor
        .session()
        .flatMap(token -> authenticator.sessions().renewed(token, now))
        .map(token -> cookie.set(token, now));
  }

  /** Whether a visitor's session, if it is in one, goes on. */
  boolean isStillIn(Visitor visitor) {
    return visitor
        .session()
        .map(token -> authenticator.sessions().authenticate(token, clock.instant()))
        .map(Accepted.class::isInstance)
        .orElse(true);
  }

  private static String authorization(RequestHead head) {
    return head.signed().headers().getOrDefault("authorization", "");
  }

  private static String cookies(RequestHead head) {
    return head.signed().headers().getOrDefault("cookie", "");
  }

  /** Whether a request only looks. */
  static boolean isLook(RequestHead head) {
    return head.signed().method().equals(LOOK);
  }
}
