package io.sealift.coordinator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.api.ApiFixture.Reply;
import io.sealift.signature.AccessKey;
import io.sealift.signature.Acs3Signature;
import io.sealift.signature.RpcSignature;
import io.sealift.signature.SignedRequest;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A client of the RPC interfaces that signs in both ways. */
record RpcClient(ApiFixture api) {
  private static final byte[] NO_BODY = {};
  private static final AtomicInteger NONCES = new AtomicInteger();

  /** The parameters of a request in the older protocol, but for its signature. */
  Map<String, String> old(AccessKey key, String action, String... more) {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("Action", action);
    parameters.put("Version", "2014-05-26");
    parameters.put("Format", "JSON");
    parameters.put("AccessKeyId", key.id());
    parameters.put("SignatureMethod", "HMAC-SHA1");
    parameters.put("SignatureVersion", "1.0");
    parameters.put("SignatureNonce", "rpc-nonce-" + NONCES.incrementAndGet());
    parameters.put("Timestamp", api.now.toString());
    for (int i = 0; i < more.length; i += 2) {
      parameters.put(more[i], more[i + 1]);
    }
    return parameters;
  }

  static Map<String, String> signed(AccessKey key, String method, Map<String, String> parameters) {
    Map<String, String> all = new LinkedHashMap<>(parameters);
    all.put(
        "Signature",
        RpcSignature.sign(
            key.secret(),
            RpcSignature.stringToSign(method, new ArrayList<>(parameters.entrySet()))));
    return all;
  }

  static String encoded(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(
            pair ->
                URLEncoder.encode(pair.getKey(), UTF_8)
                    + "="
                    + URLEncoder.encode(pair.getValue(), UTF_8))
        .collect(Collectors.joining("&"));
  }

  Reply get(Map<String, String> parameters) throws Exception {
    return api.sendRaw("GET", "/?" + encoded(parameters), NO_BODY, Map.of());
  }

  Reply getSigned(String action, String... more) throws Exception {
    return get(signed(ApiFixture.ALICE_KEY, "GET", old(ApiFixture.ALICE_KEY, action, more)));
  }

  /** A signed request to the service of stacks. */
  Reply ros(String action, String... more) throws Exception {
    Map<String, String> parameters = old(ApiFixture.ALICE_KEY, action, more);
    parameters.put("Version", "2019-09-10");
    return get(signed(ApiFixture.ALICE_KEY, "GET", parameters));
  }

  static String code(Reply reply) {
    return reply.json().path("Code").asText();
  }

  static void assertRefused(Reply reply, int status, String code) {
    assertThat(code(reply)).as(reply.text()).isEqualTo(code);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.json().path("RequestId").asText()).matches("[0-9A-F-]{36}");
    assertThat(reply.json().path("HostId").asText()).isNotEmpty();
    assertThat(reply.json().path("Message").asText()).isNotEmpty();
    assertThat(reply.json().path("Recommend").asText()).contains(code);
    assertThat(reply.text()).doesNotContain("Exception", "\tat ");
  }

  Map<String, String> headers(AccessKey key, String action, String version, String query) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("host", "127.0.0.1:" + api.port);
    headers.put("x-acs-action", action);
    headers.put("x-acs-version", version);
    List<Map.Entry<String, String>> pairs =
        query.isEmpty()
            ? List.of()
            : List.of(query.split("&")).stream()
                .map(pair -> pair.split("=", 2))
                .map(pair -> Map.entry(pair[0], pair[1]))
                .toList();
    SignedRequest request = new SignedRequest("POST", "/", pairs, headers);
    headers.putAll(
        Acs3Signature.headersFor(
            request, NO_BODY, key, api.now.toString(), "rpc-nonce-" + NONCES.incrementAndGet()));
    return headers;
  }

  Reply postSigned(AccessKey key, String action, String query) throws Exception {
    return api.sendRaw("POST", "/?" + query, NO_BODY, headers(key, action, "2014-05-26", query));
  }
}
