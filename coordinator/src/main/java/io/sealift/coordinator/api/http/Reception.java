package io.sealift.coordinator.api.http;

import io.sealift.coordinator.account.Authenticator;
import io.sealift.coordinator.api.http.Doorkeeper.Visitor;
import io.sealift.coordinator.audit.CoordinatorAudit;
import io.sealift.coordinator.audit.RequestAudit;
import io.sealift.copy.IdSource;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.StrictJson;
import io.sealift.telemetry.TraceScope;
import io.sealift.telemetry.Traces;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads each request through the same steps: head, signature, body, resource, answer. What is slow
 * or takes locks runs on the workers; the request and its response are touched on their event loop
 * alone. Nothing of a body is read before the head's signature was checked.
 */
final class Reception {
  private static final Logger LOGGER = LoggerFactory.getLogger(Reception.class);

  /**
   * What an endpoint takes.
   *
   * @param action its method and path, as the audit log names it
   */
  record Rules(Access access, int maxBodyBytes, Set<String> query, String action) {}

  /** Who may ask. */
  enum Access {
    SIGNED,
    SIGNED_BY_ANYBODY,
    /** Whoever shows an access key in the body. */
    SIGN_IN,
    OPEN
  }

  /** Who asks, and all that was sent. */
  private record Known(Visitor visitor, Buffer body) {}

  private final Doorkeeper door;
  private final Executor workers;
  private final ConnectionGuard guard;
  private final IdSource ids;
  private final CoordinatorAudit audits;
  private final AnswerWriter writer;
  private final Traces traces = new Traces();

  Reception(Authenticator authenticator, ConnectionGuard guard, Routes.Surroundings surroundings) {
    this.door =
        new Doorkeeper(
            authenticator, surroundings.cookie(), surroundings.clock(), surroundings.ids());
    this.workers = surroundings.workers();
    this.guard = guard;
    this.ids = surroundings.ids();
    this.audits = surroundings.audits();
    this.writer = new AnswerWriter(workers, guard, surroundings.maxEventStreams());
  }

  void serve(RoutingContext routing, Rules rules, Endpoint endpoint) {
    HttpServerRequest request = routing.request();
    Exchange exchange = exchange(routing);
    Executor scoped = TraceScope.over(workers, exchange.trace());
    request.pause();
    guard.awaitBody(request.connection());
    try {
      RequestHead head = RequestHead.of(request, rules.maxBodyBytes());
      Map<String, String> query = head.query().only(rules.query());
      Map<String, String> path = Map.copyOf(routing.pathParams());
      String address = String.valueOf(request.remoteAddress().hostAddress());
      RequestAudit audit = begin(exchange, rules, head, address);
      path.forEach(audit::names);
      CompletableFuture<Rendered> answered =
          CompletableFuture.supplyAsync(
                  () -> door.authenticate(head, rules.access(), address, audit), scoped)
              .thenCompose(visitor -> door.admitted(visitor, head, audit))
              .thenCompose(
                  visitor -> {
                    door.renewedCookie(visitor).ifPresent(cookie -> keep(exchange, cookie));
                    return body(exchange)
                        .thenApplyAsync(
                            body -> inside(visitor, head, body, rules, address, audit), scoped)
                        .thenCompose(
                            known ->
                                endpoint
                                    .handle(call(known, exchange, path, query))
                                    .thenApply(answer -> whileIn(known.visitor(), answer)));
                  })
              .thenApply(answer -> rendered(answer, audit));
      writer.writeWhenThere(exchange, audited(answered, exchange, audit));
    } catch (ApiException e) {
      writer.refuse(exchange, e);
    } catch (RejectedExecutionException e) {
      writer.refuse(exchange, ApiException.unavailable("server: has too much to do"));
    }
  }

  private Known inside(
      Visitor visitor,
      RequestHead head,
      Buffer body,
      Rules rules,
      String address,
      RequestAudit audit) {
    door.requireSignedBody(head, visitor, body.getBytes(), audit);
    nameBody(audit, head, body);
    return rules.access() == Access.SIGN_IN
        ? new Known(door.signIn(body.getBytes(), address, audit), body)
        : new Known(visitor, body);
  }

  private static Call call(
      Known known, Exchange exchange, Map<String, String> path, Map<String, String> query) {
    Visitor visitor = known.visitor();
    return new Call(
        visitor.identity(), visitor.session(), exchange.trace(), path, query, known.body());
  }

  /** Events end with the session that asked for them. */
  private Answer whileIn(Visitor visitor, Answer answer) {
    return answer instanceof Answer.Events events && visitor.session().isPresent()
        ? new Answer.Events(
            () -> door.isStillIn(visitor) ? events.source().get() : Optional.empty())
        : answer;
  }

  private static void keep(Exchange exchange, String cookie) {
    exchange
        .context()
        .runOnContext(ignored -> exchange.request().response().putHeader("set-cookie", cookie));
  }

  private RequestAudit begin(Exchange exchange, Rules rules, RequestHead head, String address) {
    RequestAudit audit =
        audits
            .begin(rules.action(), exchange.requestId(), Optional.of(address))
            .of(exchange.trace());
    return Doorkeeper.isLook(head) ? audit : audit.changes();
  }

  private static void nameBody(RequestAudit audit, RequestHead head, Buffer body) {
    if (Doorkeeper.isLook(head) || body.length() == 0) {
      return;
    }
    try {
      audit.names(StrictJson.mapper().readTree(body.getBytes()));
    } catch (IOException e) {
      // The endpoint says what is wrong with it.
      LOGGER.atTrace().log("body is no JSON");
    }
  }

  private static Rendered rendered(Answer answer, RequestAudit audit) {
    if (answer instanceof Answer.Json json) {
      audit.answers(json.body());
    }
    return Rendered.of(answer);
  }

  /** The same, once it is recorded. */
  private static CompletableFuture<Rendered> audited(
      CompletableFuture<Rendered> answered, Exchange exchange, RequestAudit audit) {
    return answered
        .thenApply(
            answer -> {
              audit.accepted();
              return answer;
            })
        .exceptionallyCompose(
            problem -> {
              ApiException refusal = AnswerWriter.refusal(exchange, problem);
              audit.refused(refusal.code());
              return CompletableFuture.failedFuture(refusal);
            });
  }

  /** Answers what no endpoint is there for. */
  void refuse(RoutingContext routing, ApiException refusal) {
    writer.refuse(exchange(routing), refusal);
  }

  private Exchange exchange(RoutingContext routing) {
    Context context = Vertx.currentContext();
    HttpServerRequest request = routing.request();
    return new Exchange(context, request, ids.next(), trace(request));
  }

  // Two headers name no trace: nobody could say which of them is meant.
  private TraceParent trace(HttpServerRequest request) {
    List<String> given = request.headers().getAll(TraceParent.HEADER);
    return traces.next(given.size() == 1 ? given.get(0) : "");
  }

  private CompletableFuture<Buffer> body(Exchange exchange) {
    CompletableFuture<Buffer> whole = new CompletableFuture<>();
    exchange
        .context()
        .runOnContext(
            ignored -> {
              HttpServerRequest request = exchange.request();
              if (request.headers().contains("expect")) {
                request.response().writeContinue();
              }
              request
                  .body()
                  .onSuccess(buffer -> guard.arrived(request.connection()))
                  .onSuccess(buffer -> whole.complete(buffer))
                  .onFailure(whole::completeExceptionally);
              request.resume();
            });
    return whole;
  }
}
