package io.sealift.benchmark.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.cli.client.ClientSettings;
import io.sealift.protocol.StrictJson;
import io.sealift.signature.AccessKey;
import io.sealift.signature.Acs3Signature;
import io.sealift.signature.SignedRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Signed calls of the ECS-compatible interface. Safe for use by many threads. */
public final class RpcCalls {
  private static final byte[] NO_BODY = {};
  private static final String VERSION = "2014-05-26";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI endpoint;
  private final AccessKey key;

  /** Calls of that cluster with that access key. */
  public RpcCalls(ClientSettings settings) {
    this.endpoint = settings.endpoint();
    this.key = settings.accessKey();
  }

  /** What came back. */
  public record Reply(int status, String text) {
    /** Whether it is what was asked for. */
    public boolean isGood() {
      return status == 200;
    }

    /** The answer's fields. */
    public JsonNode json() {
      try {
        return StrictJson.mapper().readTree(text);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("answer is no JSON", e);
      }
    }
  }

  /** Sends one call; what comes back is not judged. */
  public CompletableFuture<Reply> send(String action, Map<String, String> parameters) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("host", endpoint.getAuthority());
    headers.put("x-acs-action", action);
    headers.put("x-acs-version", VERSION);
    SignedRequest request =
        new SignedRequest("POST", "/", List.copyOf(parameters.entrySet()), headers);
    headers.putAll(
        Acs3Signature.headersFor(
            request,
            NO_BODY,
            key,
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            UUID.randomUUID().toString()));
    headers.remove("host");
    HttpRequest.Builder http =
        HttpRequest.newBuilder(endpoint.resolve("/?" + query(parameters)))
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.noBody());
    headers.forEach(http::header);
    return client
        .sendAsync(http.build(), HttpResponse.BodyHandlers.ofString())
        .thenApply(response -> new Reply(response.statusCode(), response.body()));
  }

  private static String query(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(
            pair ->
                pair.getKey() + "=" + URLEncoder.encode(pair.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
