package io.sealift.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.protocol.StrictJson;
import io.sealift.signature.Acs3Signature;
import io.sealift.signature.SignedRequest;
import io.sealift.tls.TrustedAuthorities;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
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
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Signed calls of the coordinator's REST API. Calls that may be made twice without harm are tried
 * again while the coordinator is away, up to the client's patience; the others are made once. Safe
 * for use by many threads.
 */
public final class RestClient {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LAST_PAUSE_MILLIS = 1_000;
  private static final int UNAUTHORIZED = 401;
  private static final int SERVICE_UNAVAILABLE = 503;
  private static final int FIRST_ERROR = 300;

  private final ClientSettings settings;
  private final HttpClient http;
  private final Duration patience;
  private final Outage outage;

  /** A client that waits this long in all for a coordinator that is away. */
  public RestClient(ClientSettings settings, Duration patience) {
    this(settings, patience, note -> {});
  }

  /**
   * The same, for people who wait with it.
   *
   * @param notes told once when the coordinator is away, and once when it is back
   */
  public RestClient(ClientSettings settings, Duration patience, Consumer<String> notes) {
    this(settings, http(settings), patience, new Outage(notes));
  }

  private static HttpClient http(ClientSettings settings) {
    HttpClient.Builder http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT);
    try {
      if (settings.authorities().isPresent()) {
        http.sslContext(TrustedAuthorities.context(settings.authorities().get()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return http.build();
  }

  private RestClient(ClientSettings settings, HttpClient http, Duration patience, Outage outage) {
    this.settings = settings;
    this.http = http;
    this.patience = patience;
    this.outage = outage;
  }

  /**
   * The same client with another patience: for what is under way already, and should survive a
   * restart.
   */
  public RestClient withPatience(Duration longer) {
    return new RestClient(settings, http, longer, outage);
  }

  /** Reads. */
  public JsonNode get(String path, Map<String, String> query)
      throws IOException, InterruptedException {
    return repeat("GET", path, query, new byte[0]);
  }

  /** Deletes; of two tries the second may find nothing. */
  public JsonNode delete(String path, Map<String, String> query)
      throws IOException, InterruptedException {
    return once("DELETE", path, query, new byte[0]);
  }

  /** Asks for a change that must not be asked for twice. */
  public JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
    return once("POST", path, Map.of(), StrictJson.mapper().writeValueAsBytes(body));
  }

  /**
   * Asks for a change that counts once however often it is asked for, as one with a request token.
   */
  public JsonNode postRepeatable(String path, JsonNode body)
      throws IOException, InterruptedException {
    return repeat("POST", path, Map.of(), StrictJson.mapper().writeValueAsBytes(body));
  }

  private JsonNode repeat(String method, String path, Map<String, String> query, byte[] body)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    long pause = FIRST_PAUSE_MILLIS;
    for (int attempt = 1; ; attempt++) {
      try {
        JsonNode answer = once(method, path, query, body);
        outage.ended(settings.endpoint());
        return answer;
      } catch (IOException e) {
        boolean away = !(e instanceof RestFailure refusal) || passing(refusal, attempt);
        if (!away || System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause) > deadline) {
          throw e;
        }
        if (!(e instanceof RestFailure)) {
          outage.began(String.valueOf(e.getMessage()));
        }
        TimeUnit.MILLISECONDS.sleep(pause);
        pause = Math.min(2 * pause, LAST_PAUSE_MILLIS);
      }
    }
  }

  // The JDK's client sends a GET again, nonce and all, when its connection breaks: one refused
  // signature may be that.
  private static boolean passing(RestFailure refusal, int attempt) {
    return refusal.status() == SERVICE_UNAVAILABLE
        || (refusal.status() == UNAUTHORIZED && attempt == 1);
  }

  private JsonNode once(String method, String path, Map<String, String> query, byte[] body)
      throws IOException, InterruptedException {
    List<Map.Entry<String, String>> parameters = List.copyOf(query.entrySet());
    URI uri = URI.create(settings.endpoint().resolve(path) + queryText(parameters));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(CALL_TIMEOUT)
            .method(
                method,
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    Map<String, String> headers = new TreeMap<>();
    if (body.length > 0) {
      headers.put("content-type", "application/json");
      request.header("content-type", "application/json");
    }
    headers.put("host", hostHeader(uri));
    String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    Acs3Signature.headersFor(
            new SignedRequest(method, uri.getRawPath(), parameters, headers),
            body,
            settings.accessKey(),
            date,
            UUID.randomUUID().toString())
        .forEach(request::header);
    HttpResponse<byte[]> response;
    try {
      response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new IOException("cannot reach %s: %s".formatted(settings.endpoint(), reason(e)), e);
    }
    return read(response);
  }

  /** The client of the JDK says nothing when a connection is refused. */
  private static String reason(IOException e) {
    if (e.getMessage() != null) {
      return e.getMessage();
    }
    return e instanceof ConnectException
        ? "no connection; is the cluster up?"
        : e.getClass().getSimpleName();
  }

  private static JsonNode read(HttpResponse<byte[]> response) throws IOException {
    if (response.statusCode() < FIRST_ERROR) {
      return response.body().length == 0
          ? StrictJson.mapper().createObjectNode()
          : StrictJson.mapper().readTree(response.body());
    }
    try {
      JsonNode error = StrictJson.mapper().readTree(response.body());
      if (error.isObject() && error.hasNonNull("code")) {
        throw new RestFailure(
            response.statusCode(),
            error.get("code").asText(),
            error.path("message").asText("no reason given"));
      }
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      // Not one of our answers: the status alone has to do.
    }
    throw new RestFailure(
        response.statusCode(),
        "Http" + response.statusCode(),
        "the server answered with status " + response.statusCode());
  }

  private static String queryText(List<Map.Entry<String, String>> parameters) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> parameter : parameters) {
      text.append(text.isEmpty() ? '?' : '&')
          .append(escape(parameter.getKey()))
          .append('=')
          .append(escape(parameter.getValue()));
    }
    return text.toString();
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The host header exactly as the JDK's client sends it, because the signature covers it. */
  private static String hostHeader(URI uri) {
    int standard = "https".equals(uri.getScheme()) ? 443 : 80;
    return uri.getPort() < 0 || uri.getPort() == standard
        ? uri.getHost()
        : uri.getHost() + ":" + uri.getPort();
  }
}
