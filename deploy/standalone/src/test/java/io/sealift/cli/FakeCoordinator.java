package io.sealift.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.protocol.StrictJson;
import io.sealift.signature.AccessKey;
import io.sealift.signature.Acs3Signature;
import io.sealift.signature.SignedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator that speaks the REST contract over real HTTP, checks signatures, and knows imports
 * by their request token.
 */
final class FakeCoordinator implements AutoCloseable {
  static final AccessKey KEY = new AccessKey("AKtest", "secret-of-test");

  /** What is answered to {@code METHOD path}, as status and JSON. */
  record Reply(int status, String json) {}

  /** One request as it came. */
  record Seen(String method, String pathAndQuery, String body) {}

  final List<Seen> seen = new CopyOnWriteArrayList<>();
  final Map<String, Reply> replies = new ConcurrentHashMap<>();
  final Map<String, JsonNode> imports = new ConcurrentHashMap<>();
  final Set<String> completed = ConcurrentHashMap.newKeySet();
  final Set<String> cancelled = ConcurrentHashMap.newKeySet();
  final AtomicInteger refuseComplete = new AtomicInteger();
  int blockSizeBytes = 64 << 10;
  long segmentSizeBytes = 256 << 10;
  private final @Nullable FakeAgent agent;
  private final Set<String> nonces = ConcurrentHashMap.newKeySet();
  private HttpServer server;

  /** One without agents. */
  FakeCoordinator() {
    this.agent = null;
    this.server = listen(0);
  }

  FakeCoordinator(FakeAgent agent) {
    this.agent = agent;
    this.server = listen(0);
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  Map<String, String> environment() {
    return Map.of(
        "SEALIFT_ENDPOINT",
        endpoint(),
        "SEALIFT_ACCESS_KEY_ID",
        KEY.id(),
        "SEALIFT_ACCESS_KEY_SECRET",
        KEY.secret());
  }

  /** Goes away; {@link #comeBack} listens on the same port again. */
  void goAway() {
    server.stop(0);
  }

  void comeBack() {
    server = listen(server.getAddress().getPort());
  }

  private HttpServer listen(int port) {
    try {
      HttpServer listening =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      listening.createContext("/", this::answer);
      listening.start();
      return listening;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String method = exchange.getRequestMethod();
      seen.add(
          new Seen(
              method,
              exchange.getRequestURI().toString(),
              new String(body, StandardCharsets.UTF_8)));
      Reply reply =
          signed(exchange, body) ? reply(exchange, body) : error(401, "SignatureDoesNotMatch");
      byte[] bytes = reply.json().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(reply.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Reply reply(HttpExchange exchange, byte[] body) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Reply prepared = replies.get(exchange.getRequestMethod() + " " + path);
    if (prepared != null) {
      return prepared;
    }
    String[] steps = path.split("/", -1);
    if (path.equals("/v1/imports")) {
      JsonNode request = StrictJson.mapper().readTree(body);
      String token = request.path("requestToken").asText();
      imports.putIfAbsent("j-" + token.replaceAll("[^a-z0-9]", ""), request);
      String id = token.replaceAll("[^a-z0-9]", "");
      return new Reply(202, "{\"jobId\":\"j-%s\",\"imageId\":\"m-%s\"}".formatted(id, id));
    }
    if (path.startsWith("/v1/imports/") && path.endsWith("/upload")) {
      return new Reply(200, offer(steps[3], "sealedSegments"));
    }
    if (path.startsWith("/v1/imports/") && path.endsWith("/complete")) {
      if (refuseComplete.getAndDecrement() > 0) {
        return error(409, "NotSealed");
      }
      completed.add(steps[3]);
      return new Reply(200, "{}");
    }
    if (path.startsWith("/v1/jobs/") && imports.containsKey(steps[3])) {
      boolean done = completed.contains(steps[3]);
      if (cancelled.contains(steps[3])) {
        return new Reply(200, "{\"state\":\"CANCELLED\",\"targets\":[{\"state\":\"CANCELLED\"}]}");
      }
      return new Reply(
          200,
          "{\"jobId\":\"%s\",\"state\":\"%s\",\"targets\":[{\"region\":\"a\",\"state\":\"%s\"}]}"
              .formatted(
                  steps[3], done ? "SUCCEEDED" : "RUNNING", done ? "AVAILABLE" : "CREATING"));
    }
    if (path.startsWith("/v1/images/") && path.endsWith("/download")) {
      return new Reply(200, offer("j" + steps[3].substring(1), "dataSegments"));
    }
    if (path.startsWith("/v1/images/") && imports.containsKey("j" + steps[3].substring(1))) {
      JsonNode disks = requireNonNull(imports.get("j" + steps[3].substring(1))).path("disks");
      return new Reply(
          200, "{\"imageId\":\"%s\",\"region\":\"a\",\"disks\":%s}".formatted(steps[3], disks));
    }
    return error(404, "NotFound");
  }

  private String offer(String jobId, String field) {
    FakeAgent agent = requireNonNull(this.agent);
    ObjectNode offer = StrictJson.mapper().createObjectNode();
    offer.put("endpoint", agent.endpoint()).put("certificateSha256", agent.certificateSha256);
    ArrayNode disks = offer.putArray("disks");
    int number = 0;
    for (JsonNode disk :
        imports.getOrDefault(jobId, StrictJson.mapper().createObjectNode()).path("disks")) {
      String snapshotId = snapshotId(jobId, number++);
      SnapshotGeometry geometry =
          new SnapshotGeometry(disk.path("sizeBytes").asLong(), blockSizeBytes, segmentSizeBytes);
      agent.know(snapshotId, geometry);
      ObjectNode entry =
          disks.addObject().put("snapshotId", snapshotId).put("ticket", "ticket-of-" + snapshotId);
      entry.set("geometry", StrictJson.mapper().valueToTree(geometry));
      ArrayNode segments = entry.putArray(field);
      agent.segments(snapshotId).stream().forEach(segments::add);
    }
    return offer.toString();
  }

  static String snapshotId(String jobId, int disk) {
    String part = jobId.substring(2);
    return "s-" + part.substring(0, Math.min(20, part.length())) + disk;
  }

  static Reply error(int status, String code) {
    return new Reply(
        status,
        "{\"code\":\"%s\",\"message\":\"field: reason\",\"requestId\":\"r\"}".formatted(code));
  }

  private boolean signed(HttpExchange exchange, byte[] body) {
    Map<String, String> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    Acs3Signature.Authorization given =
        Acs3Signature.parse(headers.getOrDefault("authorization", ""));
    SignedRequest request =
        new SignedRequest(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getRawPath(),
            query(exchange.getRequestURI().getRawQuery()),
            headers);
    return given.accessKeyId().equals(KEY.id())
        && nonces.add(headers.getOrDefault("x-acs-signature-nonce", ""))
        && Acs3Signature.contentSha256(body).equals(headers.get("x-acs-content-sha256"))
        && given.signedHeaders().containsAll(List.of("host", "x-acs-date", "x-acs-content-sha256"))
        && Acs3Signature.matches(
            KEY.secret(),
            Acs3Signature.canonicalRequest(request, given.signedHeaders()),
            given.signature());
  }

  private static List<Map.Entry<String, String>> query(String raw) {
    List<Map.Entry<String, String>> parameters = new ArrayList<>();
    if (raw != null) {
      for (String part : raw.split("&", -1)) {
        int equals = part.indexOf('=');
        parameters.add(
            Map.entry(
                URLDecoder.decode(part.substring(0, equals), StandardCharsets.UTF_8),
                URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8)));
      }
    }
    return parameters;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
