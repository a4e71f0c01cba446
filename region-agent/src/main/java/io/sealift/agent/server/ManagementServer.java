package io.sealift.agent.server;

import io.sealift.agent.transfer.ConnectionGuard;
import io.sealift.agent.transfer.HttpLimits;
import io.sealift.telemetry.Telemetry;
import io.sealift.tls.TlsCertificate;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The management port: metrics and health. */
public final class ManagementServer {
  private final Vertx vertx;
  private final Telemetry telemetry;
  private final BooleanSupplier ready;
  private final ConnectionGuard guard;
  private final HttpServer server;

  /**
   * A server that does not listen yet.
   *
   * @param ready tells whether the agent takes tasks
   * @param certificate with which it serves over TLS
   */
  public ManagementServer(
      Vertx vertx,
      Telemetry telemetry,
      BooleanSupplier ready,
      Optional<TlsCertificate> certificate) {
    this.vertx = vertx;
    this.telemetry = telemetry;
    this.ready = ready;
    this.guard = new ConnectionGuard(vertx);
    this.server =
        vertx
            .createHttpServer(options(certificate))
            .connectionHandler(guard)
            .requestHandler(this::handle);
  }

  private static HttpServerOptions options(Optional<TlsCertificate> certificate) {
    HttpServerOptions options = HttpLimits.serverOptions();
    certificate.ifPresent(shown -> overTls(options, shown));
    return options;
  }

  private static HttpServerOptions overTls(HttpServerOptions options, TlsCertificate shown) {
    options
        .setSsl(true)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
        .setKeyCertOptions(KeyCertOptions.wrap(shown.keyManagers()));
    return options;
  }

  /** Shows another certificate from the next connection on. */
  public Future<Boolean> show(TlsCertificate certificate) {
    return server.updateSSLOptions(overTls(new HttpServerOptions(), certificate).getSslOptions());
  }

  /** Starts to listen; gives the port. */
  public Future<Integer> listen(String host, int port) {
    return server.listen(port, host).map(HttpServer::actualPort);
  }

  /** Closes the port. */
  public Future<Void> close() {
    return server.close();
  }

  private void handle(HttpServerRequest request) {
    guard.requested(request);
    if (!request.method().equals(HttpMethod.GET)) {
      answer(request, 405, "only GET is served here\n");
      return;
    }
    switch (String.valueOf(request.path())) {
      case "/metrics" -> metrics(request);
      case "/health/live" -> answer(request, 200, "live\n");
      case "/health/ready" -> {
        boolean isReady = ready.getAsBoolean();
        answer(request, isReady ? 200 : 503, isReady ? "ready\n" : "not ready\n");
      }
      default -> answer(request, 404, "no such resource\n");
    }
  }

  private void metrics(HttpServerRequest request) {
    vertx
        .executeBlocking(telemetry::scrape, false)
        .onSuccess(text -> answer(request, 200, text))
        .onFailure(problem -> answer(request, 500, "metrics cannot be read\n"));
  }

  private static void answer(HttpServerRequest request, int status, String body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
        .end(body);
  }
}
