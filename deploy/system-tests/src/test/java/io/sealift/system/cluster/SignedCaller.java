package io.sealift.system.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.protocol.StrictJson;
import io.sealift.signature.AccessKey;
import io.sealift.signature.Acs3Signature;
import io.sealift.signature.SignedRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** Calls of both interfaces, signed with one key, whose answers are shown whole. */
record SignedCaller(URI endpoint, AccessKey key) {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** An answer with the id that it has in its head. */
  record Answer(int status, String requestId, JsonNode json) {}

  /** A call of the REST interface. */
  Answer rest(String method, String path, String body) throws IOException, InterruptedException {
    return rest(method, path, body, Map.of());
  }

  /** The same with headers that are not signed. */
  Answer rest(String method, String path, String body, Map<String, String> unsigned)
      throws IOException, InterruptedException {
    Map<String, String> headers = new TreeMap<>();
    if (!body.isEmpty()) {
      headers.put("content-type", "application/json");
    }
    return send(method, path, List.of(), body.getBytes(UTF_8), headers, unsigned);
  }

  /** A call of an RPC interface; the parameters are names and values in turn. */
  Answer rpc(String version, String action, String... parameters)
      throws IOException, InterruptedException {
    List<Map.Entry<String, String>> query = new ArrayList<>();
    for (int i = 0; i < parameters.length; i += 2) {
      query.add(Map.entry(parameters[i], parameters[i + 1]));
    }
    Map<String, String> headers = new TreeMap<>();
    headers.put("x-acs-action", action);
    headers.put("x-acs-version", version);
    return send("POST", "/", query, new byte[0], headers, Map.of());
  }

  private Answer send(
      String method,
      String path,
      List<Map.Entry<String, String>> query,
      byte[] body,
      Map<String, String> headers,
      Map<String, String> unsigned)
      throws IOException, InterruptedException {
    headers.put("host", endpoint.getAuthority());
    SignedRequest request = new SignedRequest(method, path, query, headers);
    headers.putAll(signature(request, body, key));
    headers.putAll(unsigned);
    String text =
        query.stream()
            .map(pair -> encoded(pair.getKey()) + "=" + encoded(pair.getValue()))
            .collect(Collectors.joining("&"));
    HttpRequest.Builder http =
        HttpRequest.newBuilder(endpoint.resolve(text.isEmpty() ? path : path + "?" + text))
            .method(
                method,
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(
        (name, value) -> {
          if (!name.equals("host")) {
            http.header(name, value);
          }
        });
    HttpResponse<String> response =
        HTTP.send(http.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    String requestId =
        response
            .headers()
            .firstValue("sealift-request-id")
            .or(() -> response.headers().firstValue("x-acs-request-id"))
            .orElse("");
    return new Answer(
        response.statusCode(), requestId, StrictJson.mapper().readTree(response.body()));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  /** The headers that sign a request now, with a nonce of its own. */
  static Map<String, String> signature(SignedRequest request, byte[] body, AccessKey key) {
    return Acs3Signature.headersFor(
        request,
        body,
        key,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        UUID.randomUUID().toString());
  }
}
