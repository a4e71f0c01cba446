package io.sealift.system.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Asks as the Go client does that Terraform's and Packer's plugins are built on: every parameter in
 * the query of a POST without a body, parameters without a value left out but for an empty {@code
 * SignatureType}, the region with every request, and the older signature. Regions have addresses
 * that follow from their names, and the coordinator is the proxy that leads there.
 *
 * @param region of the requests that name none
 */
record GoSdkClient(HttpClient http, String keyId, String secret, String region) {
  /** What came back. */
  record Reply(int status, JsonNode body) {
    String code() {
      return body.path("Code").asText();
    }
  }

  static GoSdkClient of(EcsClients clients, String region) {
    ProxySelector coordinator =
        ProxySelector.of(
            new InetSocketAddress(clients.endpoint().getHost(), clients.endpoint().getPort()));
    HttpClient http =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).proxy(coordinator).build();
    return new GoSdkClient(http, clients.accessKeyId(), clients.secret(), region);
  }

  /** An answer that is none of a refusal. */
  JsonNode call(String action, String... parameters)
      throws IOException, InterruptedException, GeneralSecurityException {
    Reply reply = ask(action, parameters);
    assertThat(reply.status()).as("%s: %s", action, reply.body()).isEqualTo(200);
    return reply.body();
  }

  Reply ask(String action, String... parameters)
      throws IOException, InterruptedException, GeneralSecurityException {
    Map<String, String> query = new TreeMap<>();
    query.put("RegionId", region);
    for (int i = 0; i < parameters.length; i += 2) {
      if (!parameters[i + 1].isEmpty()) {
        query.put(parameters[i], parameters[i + 1]);
      }
    }
    query.put("Action", action);
    query.put("Version", "2014-05-26");
    query.put("Format", "JSON");
    query.put("Timestamp", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    query.put("AccessKeyId", keyId);
    query.put("SignatureMethod", "HMAC-SHA1");
    query.put("SignatureType", "");
    query.put("SignatureVersion", "1.0");
    query.put("SignatureNonce", UUID.randomUUID().toString());
    query.put("Signature", signature(query));
    HttpRequest request =
        HttpRequest.newBuilder(address(query))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("x-acs-action", action)
            .header("x-acs-version", "2014-05-26")
            .header("x-acs-credentials-provider", "static_ak")
            .header("x-sdk-client", "golang/1.0.0")
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
    return new Reply(response.statusCode(), StrictJson.mapper().readTree(response.body()));
  }

  private static URI address(Map<String, String> query) {
    return URI.create(
        "http://ecs.%s.aliyuncs.com/?%s"
            .formatted(query.getOrDefault("RegionId", ""), formed(query)));
  }

  private String signature(Map<String, String> query) throws GeneralSecurityException {
    String canonical = formed(query).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec((secret + "&").getBytes(UTF_8), "HmacSHA1"));
    byte[] signed = mac.doFinal(("POST&%2F&" + escaped(canonical)).getBytes(UTF_8));
    return Base64.getEncoder().encodeToString(signed);
  }

  private static String formed(Map<String, String> query) {
    return query.entrySet().stream()
        .map(pair -> escaped(pair.getKey()) + "=" + escaped(pair.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, UTF_8).replace("*", "%2A").replace("%7E", "~");
  }
}
