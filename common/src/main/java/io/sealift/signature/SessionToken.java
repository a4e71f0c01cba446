package io.sealift.signature;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a browser holds while somebody is signed in: {@code sealift-session1.<access key
 * id>.<session id>.<beginning>.<expiry>.<signature>}, times in epoch seconds. Signed is {@code
 * SEALIFT-SESSION-V1} and these four fields, joined by line feeds, with HMAC-SHA256 under the
 * access key's secret, as a {@link BearerToken} is; neither passes for the other. Whoever has it
 * may use it, so it belongs in no log.
 *
 * @param sessionId stays through renewals, and is what ends when somebody signs out
 * @param begun when the secret was shown
 * @param signature lower-case hexadecimal
 */
public record SessionToken(
    String accessKeyId, String sessionId, Instant begun, Instant expires, String signature) {
  // Only what a cookie's value may bear.
  private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9._~+/=@-]{1,128}");
  private static final Pattern FORM =
      Pattern.compile(
          "sealift-session1\\.(%s)\\.([a-z0-9]{8,64})\\.([0-9]{1,11})\\.([0-9]{1,11})\\.([0-9a-f]{64})"
              .formatted(KEY_ID.pattern()));

  /** A token of that key. */
  public static SessionToken of(AccessKey key, String sessionId, Instant begun, Instant expires) {
    return new SessionToken(
        key.id(),
        sessionId,
        begun,
        expires,
        sign(key.secret(), key.id(), sessionId, begun, expires));
  }

  /** Whether a key of that id can have sessions. */
  public static boolean canName(String accessKeyId) {
    return KEY_ID.matcher(accessKeyId).matches();
  }

  /** Reads a token; empty when it is none. */
  public static Optional<SessionToken> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(
            new SessionToken(
                form.group(1),
                form.group(2),
                Instant.ofEpochSecond(Long.parseLong(form.group(3))),
                Instant.ofEpochSecond(Long.parseLong(form.group(4))),
                form.group(5)))
        : Optional.empty();
  }

  /** The same session under the same key, for longer. */
  public SessionToken until(Instant later, String secret) {
    return of(new AccessKey(accessKeyId, secret), sessionId, begun, later);
  }

  /** The token as it travels. */
  public String text() {
    return "sealift-session1.%s.%s.%d.%d.%s"
        .formatted(
            accessKeyId, sessionId, begun.getEpochSecond(), expires.getEpochSecond(), signature);
  }

  /** Whether the secret's owner made it, compared in constant time. */
  public boolean isSignedWith(String secret) {
    return Hashes.equal(sign(secret, accessKeyId, sessionId, begun, expires), signature);
  }

  private static String sign(
      String secret, String accessKeyId, String sessionId, Instant begun, Instant expires) {
    return Hashes.hmacSha256Hex(
        secret,
        String.join(
            "\n",
            "SEALIFT-SESSION-V1",
            accessKeyId,
            sessionId,
            String.valueOf(begun.getEpochSecond()),
            String.valueOf(expires.getEpochSecond())));
  }

  @Override
  public String toString() {
    return "SessionToken[" + accessKeyId + ", " + expires + "]";
  }
}
