package io.sealift.signature;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands for an access key for a while, where a signature cannot be made: {@code sealift1.<access
 * key id>.<expiry, epoch seconds>.<signature>}. Signed is {@code SEALIFT-TOKEN-V1 \n access key id
 * \n expiry} with HMAC-SHA256 under the access key's secret. Whoever has it may use it, so it
 * belongs in no log.
 *
 * @param signature lower-case hexadecimal
 */
public record BearerToken(String accessKeyId, Instant expires, String signature) {
  private static final Pattern FORM =
      Pattern.compile("sealift1\\.([\\x21-\\x7e]{1,128})\\.([0-9]{1,11})\\.([0-9a-f]{64})");

  /** A token of that key. */
  public static BearerToken of(AccessKey key, Instant expires) {
    return new BearerToken(key.id(), expires, sign(key.secret(), key.id(), expires));
  }

  /** Reads a token; empty when it is none. */
  public static Optional<BearerToken> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(
            new BearerToken(
                form.group(1), Instant.ofEpochSecond(Long.parseLong(form.group(2))), form.group(3)))
        : Optional.empty();
  }

  /** The token as it travels. */
  public String text() {
    return "sealift1.%s.%d.%s".formatted(accessKeyId, expires.getEpochSecond(), signature);
  }

  /** Whether the secret's owner made it, compared in constant time. */
  public boolean isSignedWith(String secret) {
    return Hashes.equal(sign(secret, accessKeyId, expires), signature);
  }

  private static String sign(String secret, String accessKeyId, Instant expires) {
    return Hashes.hmacSha256Hex(
        secret,
        String.join(
            "\n", "SEALIFT-TOKEN-V1", accessKeyId, String.valueOf(expires.getEpochSecond())));
  }

  @Override
  public String toString() {
    return "BearerToken[" + accessKeyId + ", " + expires + "]";
  }
}
