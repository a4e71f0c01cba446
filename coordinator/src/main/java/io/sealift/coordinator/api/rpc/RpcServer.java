package io.sealift.coordinator.api.rpc;

import io.sealift.coordinator.account.Authenticator;
import io.sealift.coordinator.api.http.ConnectionGuard;
import io.sealift.coordinator.api.rpc.BodyLimits.Allowance;
import io.sealift.coordinator.api.rpc.RpcAnswer.Format;
import io.sealift.coordinator.audit.CoordinatorAudit;
import io.sealift.copy.TraceParent;
import io.sealift.telemetry.Traces;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * Serves the path {@code /}. Requests and responses are touched on their event loop alone; the
 * older signature covers the body, so a body is read before its signature was checked, but never
 * more of it than the limit.
 */
public final class RpcServer implements Handler<HttpServerRequest> {
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,10}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]-]{1,255}");
  private static final Pattern FORM =
      Pattern.compile(
          "application/x-www-form-urlencoded *(; *charset=\"?utf-8\"? *)?",
          Pattern.CASE_INSENSITIVE);
  private static final String RETRY_AFTER_SECONDS = "2";
  private static final Set<String> METHODS = Set.of("GET", "POST");

  private final RpcService service;
  private final ConnectionGuard guard;
  private final BodyLimits limits;
  private final Traces traces = new Traces();

  /** A server of these actions. */
  public RpcServer(
      Authenticator authenticator,
      OldSignature oldSignature,
      RpcActions actions,
      ConnectionGuard guard,
      Surroundings surroundings) {
    this.service =
        new RpcService(new RpcAuthenticator(authenticator, oldSignature), actions, surroundings);
    this.guard = guard;
    this.limits = new BodyLimits(actions);
  }

  /**
   * What request handling draws on.
   *
   * @param workers run what is slow or takes locks; may refuse work
   */
  public record Surroundings(Executor workers, InstantSource clock, CoordinatorAudit audits) {}

  private record Received(
      HttpServerRequest request, Context context, String requestId, TraceParent trace) {
    String host() {
      String host = String.valueOf(request.getHeader("host"));
      return HOST.matcher(host).matches() ? host : "unknown";
    }

    String address() {
      return String.valueOf(request.remoteAddress().hostAddress());
    }
  }

  @Override
  public void handle(HttpServerRequest request) {
    Received received =
        new Received(
            request,
            Vertx.currentContext(),
            UUID.randomUUID().toString().toUpperCase(Locale.ROOT),
            trace(request));
    request.pause();
    guard.awaitBody(request.connection());
    Allowance allowance = limits.of(request);
    try {
      checkHead(request, allowance);
    } catch (RpcException e) {
      refuse(received, e);
      return;
    }
    collect(received, allowance);
    request.resume();
  }

  // Two headers name no trace: nobody could say which of them is meant.
  private TraceParent trace(HttpServerRequest request) {
    List<String> given = request.headers().getAll(TraceParent.HEADER);
    return traces.next(given.size() == 1 ? given.get(0) : "");
  }

  private static void checkHead(HttpServerRequest request, Allowance allowance) {
    if (!METHODS.contains(request.method().name())) {
      throw new RpcException(403, "UnsupportedHTTPMethod", "The method must be GET or POST.");
    }
    MultiMap headers = request.headers();
    if (headers.getAll("host").size() != 1) {
      throw new RpcException(400, "InvalidParameter", "The Host header must be given once.");
    }
    if (headers.contains("content-encoding")) {
      throw new RpcException(415, "UnsupportedMediaType", "The body must not be encoded.");
    }
    List<String> lengths = headers.getAll("content-length");
    if (lengths.size() > 1 || !lengths.stream().allMatch(l -> LENGTH.matcher(l).matches())) {
      throw new RpcException(400, "InvalidParameter", "The Content-Length is malformed.");
    }
    long length = lengths.isEmpty() ? 0 : Long.parseLong(lengths.get(0));
    allowance.announce(length);
    String type = headers.contains("content-type") ? headers.get("content-type") : "";
    if (length > 0 && !FORM.matcher(type).matches()) {
      throw notForm();
    }
  }

  private static RpcException notForm() {
    return new RpcException(
        415, "UnsupportedMediaType", "The body must be application/x-www-form-urlencoded.");
  }

  // The official clients send even an empty body in chunks, so its length is known at its end only.
  private void collect(Received received, Allowance allowance) {
    HttpServerRequest request = received.request();
    Buffer body = Buffer.buffer();
    AtomicBoolean refused = new AtomicBoolean();
    request.handler(
        part -> {
          if (refused.get()) {
            return;
          }
          try {
            allowance.keep(body.length() + part.length());
            body.appendBuffer(part);
          } catch (RpcException e) {
            refused.set(true);
            refuse(received, e);
          }
        });
    request.endHandler(
        end -> {
          if (!refused.get()) {
            arrived(received, body);
          }
        });
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The service answers whatever happens.
  private void arrived(Received received, Buffer body) {
    guard.arrived(received.request().connection());
    RpcRequest parsed;
    try {
      HttpServerRequest request = received.request();
      String type = String.valueOf(request.getHeader("content-type"));
      if (body.length() > 0 && !FORM.matcher(type).matches()) {
        throw notForm();
      }
      parsed =
          RpcRequest.of(
              request.method().name(), request.query(), singleHeaders(request.headers()), body);
    } catch (RpcException e) {
      refuse(received, e);
      return;
    }
    service
        .answer(
            parsed,
            new RpcOrigin(
                received.requestId(), received.trace(), received.host(), received.address()))
        .whenComplete(
            (answer, problem) ->
                received.context().runOnContext(ignored -> write(received, answer)));
  }

  // A header that came twice is left out: nobody could say which of the two was signed.
  private static Map<String, String> singleHeaders(MultiMap headers) {
    Map<String, String> single = new HashMap<>();
    for (String name : headers.names()) {
      List<String> values = headers.getAll(name);
      if (values.size() == 1) {
        single.put(name.toLowerCase(Locale.ROOT), values.get(0));
      }
    }
    return single;
  }

  private void refuse(Received received, RpcException refusal) {
    write(
        received,
        RpcAnswer.error(Format.JSON, Product.ECS, refusal, received.requestId(), received.host()));
  }

  private void write(Received received, RpcAnswer answer) {
    HttpServerRequest request = received.request();
    HttpServerResponse response = request.response();
    if (response.closed()) {
      return;
    }
    if (answer.status() == 503) {
      response.putHeader("retry-after", RETRY_AFTER_SECONDS);
    }
    response
        .setStatusCode(answer.status())
        .putHeader("content-type", answer.mediaType())
        .putHeader("x-acs-request-id", received.requestId())
        .putHeader("sealift-trace-id", received.trace().traceId())
        .putHeader("cache-control", "no-store")
        .putHeader("x-content-type-options", "nosniff")
        .end(answer.body());
    if (request.isEnded()) {
      guard.answered(request.connection());
    } else {
      // The rest is read for a moment, so that the client gets to see the answer.
      guard.closeSoon(request.connection());
      request.resume();
    }
  }
}
