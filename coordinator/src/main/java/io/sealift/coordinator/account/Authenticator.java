package io.sealift.coordinator.account;

import io.sealift.coordinator.account.AuthenticationResult.Accepted;
import io.sealift.coordinator.account.AuthenticationResult.Cause;
import io.sealift.coordinator.account.AuthenticationResult.Refused;
import io.sealift.coordinator.account.AuthenticationResult.Signed;
import io.sealift.coordinator.account.AuthenticationResult.Throttled;
import io.sealift.coordinator.account.Credentials.Credential;
import io.sealift.coordinator.account.Credentials.Standing;
import io.sealift.coordinator.account.Credentials.Stored;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.signature.Acs3Signature;
import io.sealift.signature.Acs3Signature.Authorization;
import io.sealift.signature.RpcSignature;
import io.sealift.signature.SignedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * Checks the {@code ACS3-HMAC-SHA256} signature of HTTP requests by their heads alone, so that
 * nothing of an unsigned body is read; {@link #bodyMatches} ties the body to the head. Checks the
 * older {@code HMAC-SHA1} signature of parameters, too. Safe for use by many threads.
 *
 * <p>A nonce counts once, here by the cache, and among all coordinators by {@link #admit}.
 */
public final class Authenticator {
  /** Why a request that was seen before is refused. */
  public static final String NONCE_USED = "x-acs-signature-nonce: used before";

  /** How far a request's date may be from this server's clock. */
  public static final Duration WINDOW = Duration.ofMinutes(15);

  private static final Set<String> MUST_BE_SIGNED =
      Set.of("host", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256");
  private static final String WRONG = "authorization: the signature is not accepted";
  private static final Pattern NONCE = Pattern.compile("[\\x21-\\x7e]{1,128}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final int MAX_SIGNED_HEADERS = 32;

  private final ClusterView view;
  private final Credentials credentials;
  private final TokenAuthenticator tokens;
  private final SessionAuthenticator sessions;
  private final NonceCache nonces;
  private final NonceLog log;
  private final RefusalLimit refusals;

  /** Whether a request that comes again would do more than show its sender something again. */
  public enum Effect {
    NONE,
    SOME
  }

  /**
   * An authenticator of the view's accounts.
   *
   * @param nonces hears the claims of {@code log}
   */
  public Authenticator(
      ClusterView view,
      SecretSealer sealer,
      NonceCache nonces,
      NonceLog log,
      RefusalLimit refusals) {
    this.refusals = refusals;
    this.view = view;
    this.credentials = new Credentials(sealer);
    this.tokens = new TokenAuthenticator(view, credentials);
    this.sessions = new SessionAuthenticator(view, credentials, nonces, log);
    this.nonces = nonces;
    this.log = log;
  }

  /** Checks a request's head. A header that came more than once must not be among its headers. */
  public AuthenticationResult authenticate(SignedRequest head, Instant now) {
    Authorization authorization;
    try {
      authorization = Acs3Signature.parse(head.headers().getOrDefault("authorization", ""));
    } catch (IllegalArgumentException e) {
      return new Refused(
          Cause.MALFORMED,
          "authorization: must be %s with Credential, SignedHeaders and Signature"
              .formatted(Acs3Signature.ALGORITHM));
    }
    Optional<Refused> malformed = malformed(head, authorization.signedHeaders());
    if (malformed.isPresent()) {
      return malformed.get();
    }
    Stored stored = view.read(state -> credentials.find(state, authorization.accessKeyId()));
    Credential credential = credentials.open(stored);
    String canonical = Acs3Signature.canonicalRequest(head, authorization.signedHeaders());
    boolean matches =
        Acs3Signature.matches(credential.secret(), canonical, authorization.signature());
    Signed signed =
        new Signed(
            authorization.accessKeyId(),
            header(head, "x-acs-signature-nonce"),
            dateOf(head).orElseThrow());
    return judge(credential, matches, signed, now);
  }

  /**
   * Checks a signature that stands among a request's parameters.
   *
   * @param stringsToSign what the signature may be of
   */
  public AuthenticationResult authenticate(
      Signed signed, Set<String> stringsToSign, String signature, Instant now) {
    if (!NONCE.matcher(signed.nonce()).matches()) {
      return new Refused(
          Cause.MALFORMED, "SignatureNonce: must be 1 to 128 visible ASCII characters");
    }
    Stored stored = view.read(state -> credentials.find(state, signed.accessKeyId()));
    Credential credential = credentials.open(stored);
    boolean matches = RpcSignature.matches(credential.secret(), stringsToSign, signature);
    return judge(credential, matches, signed, now);
  }

  private AuthenticationResult judge(
      Credential credential, boolean matches, Signed signed, Instant now) {
    if (credential.standing() == Standing.UNKNOWN) {
      return new Refused(Cause.UNKNOWN_KEY, WRONG);
    }
    if (!matches) {
      return new Refused(Cause.WRONG_SIGNATURE, WRONG);
    }
    if (credential.identity().isEmpty()) {
      return new Refused(Cause.DISABLED_KEY, WRONG);
    }
    return inTimeAndOnce(signed, credential.identity().get(), now);
  }

  /**
   * Whether no other coordinator has taken the request. For one without effect the others are told,
   * and nobody is waited for; for one with an effect the first claim in the log decides.
   */
  public CompletionStage<Boolean> admit(Accepted accepted, Effect effect) {
    if (accepted.signed().isEmpty()) {
      return CompletableFuture.completedFuture(true);
    }
    Signed signed = accepted.signed().get();
    Instant expires = signed.date().plus(WINDOW);
    if (effect == Effect.NONE) {
      log.tell(signed.accessKeyId(), signed.nonce(), expires);
      return CompletableFuture.completedFuture(true);
    }
    return log.claim(signed.accessKeyId(), signed.nonce(), expires);
  }

  /** Whose key signed, as an {@code Authorization} header claims; empty when it names none. */
  public static String claimedKey(String authorization) {
    if (TokenAuthenticator.isToken(authorization)) {
      return TokenAuthenticator.claimedKey(authorization);
    }
    try {
      return Acs3Signature.parse(authorization).accessKeyId();
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** Counts what was refused. */
  public RefusalLimit refusals() {
    return refusals;
  }

  /** Makes and checks the tokens that stand for access keys. */
  public TokenAuthenticator tokens() {
    return tokens;
  }

  /** Begins, checks and ends the sessions of browsers. */
  public SessionAuthenticator sessions() {
    return sessions;
  }

  /** Whether the body is the one whose hash the head signs. */
  public boolean bodyMatches(SignedRequest head, byte[] body) {
    return Acs3Signature.contentSha256(body)
        .equals(head.headers().getOrDefault("x-acs-content-sha256", ""));
  }

  private static Optional<Refused> malformed(SignedRequest head, List<String> signed) {
    TreeSet<String> names = new TreeSet<>(signed);
    if (signed.size() > MAX_SIGNED_HEADERS || !List.copyOf(names).equals(signed)) {
      return refused("SignedHeaders: must be at most 32 names in ascending order");
    }
    for (String name : new TreeSet<>(MUST_BE_SIGNED)) {
      if (!names.contains(name)) {
        return refused("SignedHeaders: must contain " + name);
      }
    }
    if (!head.headers().keySet().containsAll(names)) {
      return refused("SignedHeaders: every one must be in the request, once");
    }
    if (dateOf(head).isEmpty()) {
      return refused("x-acs-date: " + SignatureDate.FORM);
    }
    if (!NONCE.matcher(header(head, "x-acs-signature-nonce")).matches()) {
      return refused("x-acs-signature-nonce: must be 1 to 128 visible ASCII characters");
    }
    if (!SHA256.matcher(header(head, "x-acs-content-sha256")).matches()) {
      return refused("x-acs-content-sha256: must be 64 lower-case hexadecimal digits");
    }
    return Optional.empty();
  }

  private AuthenticationResult inTimeAndOnce(Signed signed, Identity identity, Instant now) {
    if (Duration.between(signed.date(), now).abs().compareTo(WINDOW) > 0) {
      return outOfTime();
    }
    Instant expires = signed.date().plus(WINDOW);
    return switch (nonces.use(signed.accessKeyId(), signed.nonce(), expires, now)) {
      case FRESH -> new Accepted(identity, Optional.of(signed));
      case USED -> new Refused(Cause.REPLAYED, NONCE_USED);
      case FORGOTTEN -> outOfTime();
      case FULL -> new Throttled("x-acs-signature-nonce: too many requests of this access key");
    };
  }

  private static Refused outOfTime() {
    return new Refused(
        Cause.OUT_OF_TIME, "x-acs-date: more than 15 minutes from this server's clock");
  }

  private static Optional<Instant> dateOf(SignedRequest head) {
    return SignatureDate.parse(header(head, "x-acs-date"));
  }

  private static String header(SignedRequest head, String name) {
    return head.headers().getOrDefault(name, "");
  }

  private static Optional<Refused> refused(String reason) {
    return Optional.of(new Refused(Cause.MALFORMED, reason));
  }
}
