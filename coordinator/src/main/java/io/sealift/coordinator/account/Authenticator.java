package io.sealift.coordinator.account;

import io.sealift.coordinator.account.AuthenticationResult.Accepted;
import io.sealift.coordinator.account.AuthenticationResult.Cause;
import io.sealift.coordinator.account.AuthenticationResult.Refused;
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
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Checks the {@code ACS3-HMAC-SHA256} signature of HTTP requests by their heads alone, so that
 * nothing of an unsigned body is read; {@link #bodyMatches} ties the body to the head. Checks the
 * older {@code HMAC-SHA1} signature of parameters, too. Safe for use by many threads.
 *
 * <p>A nonce counts once for each process. So that a restart does not open the window again,
 * requests that were signed before the process started are refused.
 */
public final class Authenticator {
  private static final Duration WINDOW = Duration.ofMinutes(15);
  private static final Set<String> MUST_BE_SIGNED =
      Set.of("host", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256");
  private static final String WRONG = "authorization: the signature is not accepted";
  private static final Pattern NONCE = Pattern.compile("[\\x21-\\x7e]{1,128}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final int MAX_SIGNED_HEADERS = 32;
  private static final int MAX_NONCES_PER_KEY = 100_000;
  private static final int MAX_NONCES = 300_000;

  private final ClusterView view;
  private final Credentials credentials;
  private final Instant startedAt;
  private final NonceCache nonces = new NonceCache(MAX_NONCES_PER_KEY, MAX_NONCES);

  /** An authenticator of the view's accounts; {@code startedAt} is when this process started. */
  public Authenticator(ClusterView view, SecretSealer sealer, Instant startedAt) {
    this.view = view;
    this.credentials = new Credentials(sealer);
    this.startedAt = startedAt.truncatedTo(ChronoUnit.SECONDS);
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
    return admit(signed, credential.identity().get(), now);
  }

  /** Who signed when, and the number that is used once. */
  public record Signed(String accessKeyId, String nonce, Instant date) {}

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

  private AuthenticationResult admit(Signed signed, Identity identity, Instant now) {
    if (Duration.between(signed.date(), now).abs().compareTo(WINDOW) > 0) {
      return new Refused(
          Cause.OUT_OF_TIME, "x-acs-date: more than 15 minutes from this server's clock");
    }
    if (signed.date().isBefore(startedAt)) {
      return new Refused(Cause.OUT_OF_TIME, "x-acs-date: before this server's start, sign again");
    }
    Instant expires = signed.date().plus(WINDOW);
    return switch (nonces.use(signed.accessKeyId(), signed.nonce(), expires, now)) {
      case FRESH -> new Accepted(identity);
      case USED -> new Refused(Cause.REPLAYED, "x-acs-signature-nonce: used before");
      case FULL -> new Throttled("x-acs-signature-nonce: too many requests of this access key");
    };
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
