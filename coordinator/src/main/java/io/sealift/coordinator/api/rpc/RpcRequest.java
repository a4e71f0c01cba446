package io.sealift.coordinator.api.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sealift.coordinator.account.Authenticator;
import io.sealift.coordinator.api.rpc.RpcAnswer.Format;
import io.sealift.signature.SignedRequest;
import io.vertx.core.buffer.Buffer;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came, its parameters decoded once: the same pairs are signed and used.
 *
 * @param head what the header signature covers, with the query's parameters
 * @param form the parameters of the body
 */
record RpcRequest(SignedRequest head, List<Map.Entry<String, String>> form, Buffer body) {
  private static final int MAX_PARAMETERS = 500;

  /** The request with the pairs of its query and of its form. */
  static RpcRequest of(
      String method, @Nullable String query, Map<String, String> headers, Buffer body) {
    List<Map.Entry<String, String>> pairs = parse(query == null ? "" : query);
    List<Map.Entry<String, String>> form = parse(text(body.getBytes()));
    if (pairs.size() + form.size() > MAX_PARAMETERS) {
      throw new RpcException(400, "InvalidParameter", "The request has more than 500 parameters.");
    }
    return new RpcRequest(new SignedRequest(method, "/", pairs, headers), form, body);
  }

  private static String text(byte[] body) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new RpcException(400, "InvalidParameter", "The body is not UTF-8.");
    }
  }

  private static List<Map.Entry<String, String>> parse(String raw) {
    List<Map.Entry<String, String>> pairs = new ArrayList<>();
    for (String pair : raw.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        pairs.add(Map.entry(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1))));
      }
    }
    return pairs;
  }

  private static String decode(String text) {
    try {
      String decoded = URLDecoder.decode(text, UTF_8);
      if (decoded.indexOf('\uFFFD') >= 0) {
        throw new RpcException(400, "InvalidParameter", "The parameters are not UTF-8.");
      }
      return decoded;
    } catch (IllegalArgumentException e) {
      throw new RpcException(400, "InvalidParameter", "The parameters are not percent-encoded.");
    }
  }

  /** The parameters of query and form together. */
  List<Map.Entry<String, String>> pairs() {
    List<Map.Entry<String, String>> all = new ArrayList<>(head.query());
    all.addAll(form);
    return all;
  }

  /** A header; empty when it was not sent, or more than once. */
  String header(String name) {
    return head.headers().getOrDefault(name, "");
  }

  /** A parameter, before anything is checked. */
  Optional<String> parameter(String name) {
    return pairs().stream()
        .filter(pair -> pair.getKey().equals(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Whether the signature stands in the headers. */
  boolean isHeaderSigned() {
    return !header("authorization").isEmpty();
  }

  /** What is asked for: in the headers or among the parameters, as the signature is. */
  String action() {
    return isHeaderSigned() ? header("x-acs-action") : parameter("Action").orElse("");
  }

  /** The access key that the request says has signed it; empty where it says nothing. */
  String claimedKey() {
    return isHeaderSigned()
        ? Authenticator.claimedKey(header("authorization"))
        : parameter("AccessKeyId").orElse("");
  }

  /** Of which version. */
  String version() {
    return isHeaderSigned() ? header("x-acs-version") : parameter("Version").orElse("");
  }

  /** The interface that errors are told of. */
  Product product() {
    return Product.ofVersion(version()).orElse(Product.ECS);
  }

  /** JSON in the newer protocol; in the older one what is asked for, which is XML by default. */
  Format format() {
    Optional<String> wanted = parameter("Format").map(text -> text.toUpperCase(Locale.ROOT));
    return wanted.map(text -> text.equals("XML")).orElse(!isHeaderSigned())
        ? Format.XML
        : Format.JSON;
  }
}
