package io.sealift.signature;

/**
 * The signature of a record on {@code sealift.copy-requests}, in three record headers of UTF-8
 * text. Signed is {@code SEALIFT-RECORD-V1 \n topic \n access key id \n date \n
 * hex(SHA-256(value))} with HMAC-SHA256 under the access key's secret; a record that is sent twice
 * counts once by its request token.
 */
public final class RecordSignature {
  /** Header: whose key signed. */
  public static final String ACCESS_KEY_ID = "sealift-access-key-id";

  /** Header: when, as {@code yyyy-MM-ddTHH:mm:ssZ}. */
  public static final String DATE = "sealift-date";

  /** Header: the signature, lower-case hexadecimal. */
  public static final String SIGNATURE = "sealift-signature";

  private RecordSignature() {}

  /** The signature of a record value. */
  public static String sign(
      String secret, String topic, String accessKeyId, String date, byte[] value) {
    return Hashes.hmacSha256Hex(
        secret,
        String.join("\n", "SEALIFT-RECORD-V1", topic, accessKeyId, date, Hashes.sha256Hex(value)));
  }

  /** Whether two signatures are the same, compared in constant time. */
  public static boolean equal(String expected, String given) {
    return Hashes.equal(expected, given);
  }
}
