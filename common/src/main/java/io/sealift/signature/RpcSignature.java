package io.sealift.signature;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The signature {@code HMAC-SHA1}, version 1.0, of Alibaba Cloud's RPC requests: it stands among
 * the parameters, and covers all the others. Pure functions.
 *
 * <p>Clients disagree about parameters without a value: most sign them, some leave them out. Both
 * forms are accepted; no value is ever left unsigned.
 */
public final class RpcSignature {
  /** The parameter that carries the signature. */
  public static final String PARAMETER = "Signature";

  private RpcSignature() {}

  /** What is signed when parameters without a value are signed, too. */
  public static String stringToSign(String method, List<Map.Entry<String, String>> parameters) {
    return stringToSign(method, parameters.stream());
  }

  /** What is signed when parameters without a value are left out. */
  public static String stringToSignWithoutEmpty(
      String method, List<Map.Entry<String, String>> parameters) {
    return stringToSign(method, parameters.stream().filter(pair -> !pair.getValue().isEmpty()));
  }

  private static String stringToSign(String method, Stream<Map.Entry<String, String>> parameters) {
    String canonical =
        parameters
            .filter(pair -> !pair.getKey().equals(PARAMETER))
            .sorted(Map.Entry.<String, String>comparingByKey().thenComparing(Map.Entry::getValue))
            .map(pair -> encode(pair.getKey()) + "=" + encode(pair.getValue()))
            .collect(Collectors.joining("&"));
    return method + "&%2F&" + encode(canonical);
  }

  private static String encode(String text) {
    return Acs3Signature.percentEncode(text);
  }

  /** The signature in base64. */
  public static String sign(String secret, String stringToSign) {
    return Hashes.hmacSha1Base64(secret + "&", stringToSign);
  }

  /** Whether the signature is that of one of these strings, compared in constant time. */
  public static boolean matches(String secret, Set<String> stringsToSign, String given) {
    boolean matches = false;
    for (String text : stringsToSign) {
      matches |= Hashes.equal(sign(secret, text), given);
    }
    return matches;
  }
}
