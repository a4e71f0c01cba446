package io.sealift.coordinator.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealift.coordinator.account.AccessKeyMint;
import io.sealift.coordinator.account.Authenticator;
import io.sealift.coordinator.account.NonceCache;
import io.sealift.coordinator.account.RefusalLimit;
import io.sealift.coordinator.account.SecretSealer;
import io.sealift.coordinator.api.rest.DryRun;
import io.sealift.coordinator.audit.RecordedAudits;
import io.sealift.coordinator.catalog.CatalogPolicy;
import io.sealift.coordinator.progress.LiveAgents;
import io.sealift.coordinator.progress.ProgressAggregator;
import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.CommandOutcome.Code;
import io.sealift.coordinator.state.CommandOutcome.Refusal;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.coordinator.view.OperationWatch;
import io.sealift.copy.AccountId;
import io.sealift.copy.RandomIdSource;
import io.sealift.protocol.StrictJson;
import io.sealift.signature.AccessKey;
import io.sealift.signature.Acs3Signature;
import io.sealift.signature.SignedRequest;
import io.sealift.telemetry.Telemetry;
import io.sealift.ticket.TicketSigner;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A real server on a real socket, and clients of it. */
final class ApiFixture implements AutoCloseable {
  static final AccessKey ALICE_KEY = new AccessKey("ak-alice", "alices-secret");
  static final AccessKey BOB_KEY = new AccessKey("ak-bob", "bobs-secret");
  static final AccessKey VIEWER_KEY = new AccessKey("ak-viewer", "viewers-secret");
  static final AccessKey ADMIN_KEY = new AccessKey("ak-admin", "admins-secret");
  static final AccessKey DISABLED_KEY = new AccessKey("ak-disabled", "disabled-secret");

  record Reply(int status, Map<String, List<String>> headers, String text) {
    JsonNode json() {
      try {
        return StrictJson.mapper().readTree(text);
      } catch (IOException e) {
        throw new AssertionError("not JSON: " + text, e);
      }
    }

    String code() {
      return json().path("code").asText();
    }

    String message() {
      return json().path("message").asText();
    }
  }

  final ClusterView view = new ClusterView();
  final TestCluster cluster = new TestCluster(view);
  final FakeEngine engine = new FakeEngine();
  final LiveAgents agents = new LiveAgents();
  final ProgressAggregator progress = new ProgressAggregator();
  final TicketSigner tickets = new TicketSigner("test");
  final SecretSealer sealer;
  final NonceCache nonces = new NonceCache();
  final FakeNonceLog nonceLog = new FakeNonceLog();
  volatile Instant now = TestCluster.NOW;
  final RecordedAudits audits = new RecordedAudits(() -> now);
  volatile Optional<String> whyNotReady = Optional.empty();
  final AtomicInteger readinessAsked = new AtomicInteger();
  volatile DryRun dryRun =
      (state, account, request) ->
          new DryRun.Verdict.Refused(new Refusal(Code.INVALID, "not planned"));
  final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  final int port;

  private final AtomicInteger nonceNumbers = new AtomicInteger();
  private final Vertx vertx = Vertx.vertx();
  private final Telemetry telemetry = new Telemetry();
  private final ApiServer server;

  ApiFixture(Path directory) throws IOException, InterruptedException {
    this(directory, ApiSettings.listeningOn("127.0.0.1", 0));
  }

  /** A server whose deadlines are far away: it closes a connection as a refusal, or not at all. */
  static ApiFixture patient(Path directory) throws IOException, InterruptedException {
    Duration never = Duration.ofMinutes(10);
    return new ApiFixture(directory, new ApiSettings("127.0.0.1", 0, 100, 1, never, never));
  }

  ApiFixture(Path directory, ApiSettings settings) throws IOException, InterruptedException {
    this(directory, settings, new RefusalLimit(Integer.MAX_VALUE, new SimpleMeterRegistry()));
  }

  ApiFixture(Path directory, ApiSettings settings, RefusalLimit refusals)
      throws IOException, InterruptedException {
    sealer = SecretSealer.open(directory.resolve("sealing.key"));
    accounts();
    server =
        new ApiServer(
            vertx,
            settings,
            new ApiServices(
                engine,
                view,
                agents,
                progress,
                new Authenticator(view, sealer, nonces, nonceLog, refusals),
                new AccessKeyMint(sealer, new RandomIdSource()),
                tickets,
                (state, account, request) -> dryRun.check(state, account, request),
                CatalogPolicy.defaults(Set.of(TestCluster.EAST, TestCluster.WEST)),
                new OperationWatch(view),
                telemetry,
                audits.audits(),
                () -> {
                  readinessAsked.incrementAndGet();
                  return whyNotReady;
                },
                new RandomIdSource(),
                () -> now));
    port = server.start();
  }

  private void accounts() {
    account(TestCluster.ALICE, Account.Role.OPERATOR, ALICE_KEY);
    account(TestCluster.BOB, Account.Role.OPERATOR, BOB_KEY);
    account(new AccountId("viewer"), Account.Role.VIEWER, VIEWER_KEY);
    account(new AccountId("admin"), Account.Role.ADMINISTRATOR, ADMIN_KEY);
    cluster.account(new AccountId("disabled"), Account.Role.OPERATOR, stored(DISABLED_KEY, false));
  }

  void account(AccountId id, Account.Role role, AccessKey key) {
    cluster.account(id, role, stored(key, true));
  }

  private Account.StoredAccessKey stored(AccessKey key, boolean enabled) {
    return new Account.StoredAccessKey(key.id(), sealer.seal(key.id(), key.secret()), enabled);
  }

  Reply get(String target) throws IOException, InterruptedException {
    return get(ALICE_KEY, target);
  }

  Reply get(AccessKey key, String target) throws IOException, InterruptedException {
    return send(key, "GET", target, "");
  }

  Reply post(String target, String body) throws IOException, InterruptedException {
    return send(ALICE_KEY, "POST", target, body);
  }

  Reply delete(String target) throws IOException, InterruptedException {
    return send(ALICE_KEY, "DELETE", target, "");
  }

  Reply send(AccessKey key, String method, String target, String body)
      throws IOException, InterruptedException {
    return send(key, method, target, body.getBytes(UTF_8), UnaryOperator.identity());
  }

  /** Signs, lets the test change the headers, sends. */
  Reply send(
      AccessKey key,
      String method,
      String target,
      byte[] body,
      UnaryOperator<Map<String, String>> change)
      throws IOException, InterruptedException {
    Map<String, String> headers = change.apply(signed(key, method, target, body));
    return sendRaw(method, target, body, headers);
  }

  /** The headers of a signed request, without host. */
  Map<String, String> signed(AccessKey key, String method, String target, byte[] body) {
    URI uri = URI.create(target);
    Map<String, String> headers = new TreeMap<>();
    headers.put("host", "127.0.0.1:" + port);
    if (body.length > 0) {
      headers.put("content-type", "application/json");
    }
    List<Map.Entry<String, String>> query =
        uri.getQuery() == null
            ? List.of()
            : List.of(uri.getQuery().split("&")).stream()
                .map(pair -> pair.split("=", 2))
                .map(pair -> Map.entry(pair[0], pair.length == 1 ? "" : pair[1]))
                .toList();
    SignedRequest request = new SignedRequest(method, uri.getRawPath(), query, headers);
    String date = now.truncatedTo(ChronoUnit.SECONDS).toString();
    headers.putAll(
        Acs3Signature.headersFor(
            request, body, key, date, "nonce-" + nonceNumbers.incrementAndGet()));
    return headers;
  }

  Reply sendRaw(String method, String target, byte[] body, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(
        (name, value) -> {
          if (!name.equals("host")) {
            request.header(name, value);
          }
        });
    HttpResponse<String> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    Reply reply = new Reply(response.statusCode(), response.headers().map(), response.body());
    requireDocumented(method, target, body, reply);
    return reply;
  }

  /** Every answer is as the OpenAPI document says, and so was the body of what was accepted. */
  private static void requireDocumented(String method, String target, byte[] body, Reply reply)
      throws IOException {
    Set<String> problems = new TreeSet<>(OpenApiDocument.problems(method, target, reply));
    if (target.startsWith("/v1/") && reply.status() < 300 && body.length > 0) {
      problems.addAll(
          OpenApiDocument.bodyProblems(method, target, StrictJson.mapper().readTree(body)));
    }
    if (!problems.isEmpty()) {
      throw new AssertionError(
          "%s %s is not as documented: %s%n%s".formatted(method, target, problems, reply.text()));
    }
  }

  /** The methods of each path that is served. */
  Map<String, List<String>> methods() {
    return server.methods();
  }

  /**
   * Sends bytes as they are, and gives all that comes back until the server closes, which it may do
   * while there is still something to send.
   */
  String exchange(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(15_000);
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      try {
        socket.getOutputStream().write(request.getBytes(UTF_8));
        socket.getInputStream().transferTo(answer);
      } catch (SocketException e) {
        // It closed while there was something to send; an answer before that can still be read.
        readUntilReset(socket, answer);
      }
      return answer.toString(UTF_8);
    }
  }

  private static void readUntilReset(Socket socket, ByteArrayOutputStream answer)
      throws IOException {
    try {
      socket.getInputStream().transferTo(answer);
    } catch (SocketException e) {
      answer.flush();
    }
  }

  @Override
  public void close() {
    server.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
    telemetry.close();
  }
}
