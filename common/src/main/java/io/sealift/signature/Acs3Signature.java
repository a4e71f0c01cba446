package io.sealift.signature;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The signature {@code ACS3-HMAC-SHA256} of Alibaba Cloud's V3 request signing, for RPC and REST
 * requests alike. Pure functions.
 */
public final class Acs3Signature {
  /** The scheme of the {@code Authorization} header. */
  public static final String ALGORITHM = "ACS3-HMAC-SHA256";

  private Acs3Signature() {}

  /**
   * The request's canonical form over the named headers; {@code x-acs-content-sha256} must be among
   * its headers.
   */
  public static String canonicalRequest(SignedRequest request, List<String> signedHeaders) {
    TreeSet<String> names = new TreeSet<>(signedHeaders);
    String headers =
        names.stream()
            .map(name -> name + ":" + request.headers().getOrDefault(name, "").strip() + "\n")
            .collect(Collectors.joining());
    return String.join(
        "\n",
        request.method(),
        request.path(),
        canonicalQuery(request.query()),
        headers,
        String.join(";", names),
        request.headers().getOrDefault("x-acs-content-sha256", ""));
  }

  /** The signature of a canonical request, lower-case hexadecimal. */
  public static String sign(String secret, String canonicalRequest) {
    return Hashes.hmacSha256Hex(secret, stringToSign(canonicalRequest));
  }

  /** What is signed of a canonical request: the scheme and the request's hash. */
  public static String stringToSign(String canonicalRequest) {
    return ALGORITHM + "\n" + Hashes.sha256Hex(canonicalRequest.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether the given signature is the request's, compared in constant time. */
  public static boolean matches(String secret, String canonicalRequest, String given) {
    return Hashes.equal(sign(secret, canonicalRequest), given);
  }

  /** SHA-256 of a body as the header {@code x-acs-content-sha256} carries it. */
  public static String contentSha256(byte[] body) {
    return Hashes.sha256Hex(body);
  }

  /**
   * The headers to add to a request whose {@code host} header is set, the {@code Authorization}
   * header among them.
   */
  public static Map<String, String> headersFor(
      SignedRequest request, byte[] body, AccessKey key, String date, String nonce) {
    TreeMap<String, String> added = new TreeMap<>();
    added.put("x-acs-date", date);
    added.put("x-acs-signature-nonce", nonce);
    added.put("x-acs-content-sha256", contentSha256(body));
    TreeMap<String, String> all = new TreeMap<>(request.headers());
    all.putAll(added);
    SignedRequest complete =
        new SignedRequest(request.method(), request.path(), request.query(), all);
    List<String> signed =
        all.keySet().stream()
            .filter(n -> n.equals("host") || n.equals("content-type") || n.startsWith("x-acs-"))
            .toList();
    String signature = sign(key.secret(), canonicalRequest(complete, signed));
    added.put(
        "authorization",
        "%s Credential=%s,SignedHeaders=%s,Signature=%s"
            .formatted(ALGORITHM, key.id(), String.join(";", signed), signature));
    return added;
  }

  private static String canonicalQuery(List<Map.Entry<String, String>> query) {
    // By name first: "ResourceId.1" comes before "ResourceId.10", though '0' is less than '='.
    return query.stream()
        .sorted(Map.Entry.<String, String>comparingByKey().thenComparing(Map.Entry::getValue))
        .map(entry -> percentEncode(entry.getKey()) + "=" + percentEncode(entry.getValue()))
        .collect(Collectors.joining("&"));
  }

  /**
   * RFC 3986: everything but letters, digits, {@code - . _ ~} as upper-case percent escapes of
   * UTF-8.
   */
  static String percentEncode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  /** Reads an {@code Authorization} header of this scheme; its fields may stand in any order. */
  public static Authorization parse(String header) {
    if (!header.startsWith(ALGORITHM + " ")) {
      throw new IllegalArgumentException("authorization scheme must be " + ALGORITHM);
    }
    TreeMap<String, String> fields = new TreeMap<>();
    for (String field : header.substring(ALGORITHM.length() + 1).split(",", -1)) {
      int equals = field.indexOf('=');
      if (equals < 1
          || fields.put(field.substring(0, equals).strip(), field.substring(equals + 1).strip())
              != null) {
        throw new IllegalArgumentException("authorization header is malformed");
      }
    }
    String credential = fields.get("Credential");
    String signedHeaders = fields.get("SignedHeaders");
    String signature = fields.get("Signature");
    if (credential == null || signedHeaders == null || signature == null || fields.size() != 3) {
      throw new IllegalArgumentException(
          "authorization header needs Credential, SignedHeaders and Signature");
    }
    return new Authorization(
        credential, List.of(signedHeaders.toLowerCase(Locale.ROOT).split(";", -1)), signature);
  }

  /** What an {@code Authorization} header says. */
  public record Authorization(String accessKeyId, List<String> signedHeaders, String signature) {
    public Authorization {
      signedHeaders = List.copyOf(signedHeaders);
    }
  }
}
