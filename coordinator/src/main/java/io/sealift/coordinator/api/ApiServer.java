package io.sealift.coordinator.api;

import io.sealift.coordinator.api.console.ConsoleServer;
import io.sealift.coordinator.api.ecs.AgentFiles;
import io.sealift.coordinator.api.ecs.EcsServices;
import io.sealift.coordinator.api.framing.StrictRequestDecoder;
import io.sealift.coordinator.api.http.AgentCalls;
import io.sealift.coordinator.api.http.ConnectionGuard;
import io.sealift.coordinator.api.http.Routes;
import io.sealift.coordinator.api.http.SessionCookie;
import io.sealift.coordinator.api.kms.AgentKeyUses;
import io.sealift.coordinator.api.kms.KmsServices;
import io.sealift.coordinator.api.rest.AccountsResource;
import io.sealift.coordinator.api.rest.Commands;
import io.sealift.coordinator.api.rest.HealthResource;
import io.sealift.coordinator.api.rest.ImagesResource;
import io.sealift.coordinator.api.rest.ImportsResource;
import io.sealift.coordinator.api.rest.JobsResource;
import io.sealift.coordinator.api.rest.KeysResource;
import io.sealift.coordinator.api.rest.OpenApiResource;
import io.sealift.coordinator.api.rest.OperationsResource;
import io.sealift.coordinator.api.rest.RebuildResource;
import io.sealift.coordinator.api.rest.RegionsResource;
import io.sealift.coordinator.api.rest.ResourceGroupsResource;
import io.sealift.coordinator.api.rest.SessionsResource;
import io.sealift.coordinator.api.rest.SnapshotsResource;
import io.sealift.coordinator.api.rest.TokensResource;
import io.sealift.coordinator.api.rest.TransferOffers;
import io.sealift.coordinator.api.rpc.RpcActions;
import io.sealift.coordinator.api.rpc.RpcCommands;
import io.sealift.coordinator.api.rpc.RpcServer;
import io.sealift.coordinator.view.CatalogReader;
import io.sealift.coordinator.view.ClusterGauges;
import io.sealift.coordinator.view.JobReader;
import io.sealift.coordinator.view.RegionReader;
import io.sealift.tls.TlsCertificate;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of docs/rest-api.md: HTTP/1.1, over TLS where it has a certificate; signed
 * requests, no compression, no uploads. {@link #start} and {@link #close} block, and are not for
 * event loops.
 */
public final class ApiServer implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(ApiServer.class);
  private static final int WORKERS = 8;
  // Clients of the RPC interfaces put every parameter into the query.
  private static final int MAX_REQUEST_LINE_BYTES = 32 << 10;
  private static final String RPC_PATH = "/";
  private static final String STRICT_TRANSPORT = "Strict-Transport-Security";
  private static final String ONE_YEAR = "max-age=31536000";
  // Official SDKs of some languages know no TLS 1.3 yet.
  private static final Set<String> TLS_VERSIONS = Set.of("TLSv1.2", "TLSv1.3");
  private static final int MAX_HEADERS_BYTES = 8192;
  private static final Duration QUEUE_PICTURE_AGE = Duration.ofMillis(500);
  private static final long START_SECONDS = 30;
  private static final long STOP_SECONDS = 5;

  private final ApiSettings settings;
  private final ThreadPoolExecutor workers;
  private final HttpServer server;
  private final Map<String, List<String>> methods;

  /** A server that does not listen yet. */
  public ApiServer(Vertx vertx, ApiSettings settings, ApiServices services) {
    this.settings = settings;
    this.workers = workers(settings);
    ConnectionGuard guard =
        new ConnectionGuard(
            vertx, settings.maxConnections(), settings.headDeadline(), settings.idleTimeout());
    SessionCookie cookie =
        settings.certificate().isPresent() ? SessionCookie.OVER_TLS : SessionCookie.IN_THE_CLEAR;
    Routes routes =
        new Routes(
            vertx,
            services.authenticator(),
            guard,
            new Routes.Surroundings(
                workers,
                services.clock(),
                services.ids(),
                settings.maxEventStreams(),
                services.audits(),
                cookie));
    addResources(routes, services);
    new SessionsResource(services.authenticator().sessions(), cookie, services.clock())
        .addTo(routes);
    this.methods = routes.methods();
    HttpServerOptions options = options(settings);
    this.server =
        vertx
            .createHttpServer(options)
            .connectionHandler(
                connection -> {
                  StrictRequestDecoder.decode(connection, options.getHttp1Config());
                  guard.opened(connection);
                })
            .requestHandler(
                byPath(rpc(guard, services), new ConsoleServer(guard), routes.handler()));
  }

  private static Handler<HttpServerRequest> byPath(
      Handler<HttpServerRequest> rpc, ConsoleServer console, Handler<HttpServerRequest> others) {
    return request -> {
      if (request.isSSL()) {
        request.response().putHeader(STRICT_TRANSPORT, ONE_YEAR);
      }
      if (ConsoleServer.serves(String.valueOf(request.path()))) {
        console.handle(request);
      } else {
        (RPC_PATH.equals(request.path()) ? rpc : others).handle(request);
      }
    };
  }

  private RpcServer rpc(ConnectionGuard guard, ApiServices services) {
    RpcCommands commands = new RpcCommands(services.commands(), workers);
    AgentCalls calls = new AgentCalls(services.agents(), services.tickets(), services.clock());
    RpcActions actions =
        ApiActions.of(
            new EcsServices(
                services.view(),
                commands,
                services.progress(),
                services.agents(),
                services.catalogPolicy(),
                services.ids(),
                new AgentFiles(calls)),
            new KmsServices(
                services.view(),
                commands,
                services.operations(),
                new AgentKeyUses(calls),
                services.catalogPolicy().regions()));
    return new RpcServer(
        services.authenticator(),
        settings.oldSignature(),
        actions,
        guard,
        new RpcServer.Surroundings(workers, services.clock(), services.audits()));
  }

  private void addResources(Routes routes, ApiServices services) {
    CatalogReader catalog = new CatalogReader(services.progress());
    JobReader jobs = new JobReader(services.progress(), QUEUE_PICTURE_AGE);
    RegionReader regions = new RegionReader(services.agents());
    Commands commands = new Commands(services.commands(), workers);
    TransferOffers offers =
        new TransferOffers(services.agents(), services.tickets(), services.ids());
    ClusterGauges gauges =
        new ClusterGauges(
            services.view(),
            services.agents(),
            services.progress(),
            services.catalogPolicy().regions(),
            services.telemetry().registry());

    new ImagesResource(services.view(), catalog, commands, offers, services.clock()).addTo(routes);
    new JobsResource(services.view(), jobs, commands, services.dryRun(), services.clock())
        .addTo(routes);
    new ImportsResource(services.view(), commands, offers, services.clock()).addTo(routes);
    new SnapshotsResource(services.view(), catalog, commands).addTo(routes);
    new KeysResource(services.view(), catalog, commands).addTo(routes);
    new AccountsResource(services.view(), commands, services.accessKeys()).addTo(routes);
    new ResourceGroupsResource(services.view(), commands, services.ids()).addTo(routes);
    new RegionsResource(services.view(), regions, services.clock()).addTo(routes);
    new RebuildResource(commands).addTo(routes);
    new OperationsResource(services.view(), catalog).addTo(routes);
    new TokensResource(services.authenticator().tokens(), services.clock()).addTo(routes);
    new OpenApiResource().addTo(routes);
    new HealthResource(services.telemetry(), gauges, services.whyNotReady(), services.clock())
        .addTo(routes);
  }

  private static HttpServerOptions options(ApiSettings settings) {
    HttpServerOptions options = plainOptions(settings);
    settings.certificate().ifPresent(shown -> overTls(options, shown));
    return options;
  }

  private static HttpServerOptions overTls(HttpServerOptions options, TlsCertificate shown) {
    options
        .setSsl(true)
        .setUseAlpn(false)
        .setEnabledSecureTransportProtocols(TLS_VERSIONS)
        .setKeyCertOptions(KeyCertOptions.wrap(shown.keyManagers()));
    return options;
  }

  /** Shows another certificate from the next connection on; those that are open go on. */
  public void show(TlsCertificate certificate) {
    try {
      boolean unused =
          await(
              server.updateSSLOptions(
                  overTls(new HttpServerOptions(), certificate).getSslOptions()),
              START_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("cannot show a new certificate: " + reason(e), e);
    }
  }

  private static HttpServerOptions plainOptions(ApiSettings settings) {
    return new HttpServerOptions()
        .setHost(settings.bindHost())
        .setPort(settings.port())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout(Math.toIntExact(settings.idleTimeout().toMillis()))
        .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES)
        .setMaxHeaderSize(MAX_HEADERS_BYTES)
        .setHttp2ClearTextEnabled(false)
        .setCompressionSupported(false)
        .setDecompressionSupported(false)
        // What these would add fails, with a stack trace each, on requests in a long pipeline.
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setHandle100ContinueAutomatically(false);
  }

  // Every connection and every event stream has at most one piece of work at a time.
  private static ThreadPoolExecutor workers(ApiSettings settings) {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        WORKERS,
        WORKERS,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(settings.maxConnections() + settings.maxEventStreams()),
        work -> {
          Thread thread = new Thread(work, "api-worker-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /** The methods of each path below {@code /} that is served; a parameter starts with a colon. */
  Map<String, List<String>> methods() {
    return methods;
  }

  /**
   * Listens.
   *
   * @return the port
   * @throws IOException when the address is taken or not this machine's
   */
  public int start() throws IOException, InterruptedException {
    try {
      return await(server.listen(), START_SECONDS).actualPort();
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(
          "cannot listen on %s:%d: %s".formatted(settings.bindHost(), settings.port(), reason(e)),
          e);
    }
  }

  private static String reason(Exception problem) {
    Throwable cause = problem.getCause() == null ? problem : problem.getCause();
    return String.valueOf(cause.getMessage());
  }

  /** Stops to listen and closes every connection. */
  @Override
  public void close() {
    try {
      await(server.close(), STOP_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOGGER.atWarn().addKeyValue("reason", e.toString()).log("api did not close in time");
    } finally {
      workers.shutdown();
    }
  }

  private static <T> T await(Future<T> future, long seconds)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
  }
}
