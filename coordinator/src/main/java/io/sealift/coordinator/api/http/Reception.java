package io.sealift.coordinator.api.http;

import io.sealift.coordinator.account.AuthenticationResult;
import io.sealift.coordinator.account.AuthenticationResult.Accepted;
import io.sealift.coordinator.account.AuthenticationResult.Refused;
import io.sealift.coordinator.account.AuthenticationResult.Throttled;
import io.sealift.coordinator.account.Authenticator;
import io.sealift.coordinator.account.Authenticator.Effect;
import io.sealift.coordinator.account.Identity;
import io.sealift.coordinator.account.TokenAuthenticator;
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
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
  private static final String LOOK = "GET";

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
    OPEN
  }

  private final Authenticator authenticator;
  private final Executor workers;
  private final ConnectionGuard guard;
  private final InstantSource clock;
  private final IdSource ids;
  private final CoordinatorAudit audits;
  private final AnswerWriter writer;
  private final Traces traces = new Traces();

  Reception(Authenticator authenticator, ConnectionGuard guard, Routes.Surroundings surroundings) {
    this.authenticator = authenticator;
    this.workers = surroundings.workers();
    this.guard = guard;
    this.clock = surroundings.clock();
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
                  () -> authenticate(head, rules.access(), address, audit), scoped)
              .thenCompose(accepted -> admitted(accepted, head, audit))
              .thenCompose(
                  identity ->
                      body(exchange)
                          .thenApplyAsync(
                              body -> {
                                Buffer whole = checked(head, rules, body, audit);
                                nameBody(audit, head, whole);
                                return new Call(identity, exchange.trace(), path, query, whole);
                              },
                              scoped))
              .thenCompose(endpoint::handle)
              .thenApply(answer -> rendered(answer, audit));
      writer.writeWhenThere(exchange, audited(answered, exchange, audit));
    } catch (ApiException e) {
      writer.refuse(exchange, e);
    } catch (RejectedExecutionException e) {
      writer.refuse(exchange, ApiException.unavailable("server: has too much to do"));
    }
  }

  private RequestAudit begin(Exchange exchange, Rules rules, RequestHead head, String address) {
    RequestAudit audit =
        audits
            .begin(rules.action(), exchange.requestId(), Optional.of(address))
            .of(exchange.trace());
    return isLook(head) ? audit : audit.changes();
  }

  private static void nameBody(RequestAudit audit, RequestHead head, Buffer body) {
    if (isLook(head) || body.length() == 0) {
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

  private Optional<Accepted> authenticate(
      RequestHead head, Access access, String address, RequestAudit audit) {
    if (access == Access.OPEN) {
      return Optional.empty();
    }
    audit.claims(Authenticator.claimedKey(authorization(head)));
    AuthenticationResult result =
        bringsToken(head)
            ? authenticator.tokens().authenticate(authorization(head), clock.instant())
            : authenticator.authenticate(head.signed(), clock.instant());
    if (!(result instanceof Accepted)) {
      audit.deny();
    }
    if (result instanceof Refused refused) {
      if (!authenticator.refusals().count(address, clock.instant())) {
        throw new ApiException(
            429, "TOO_MANY_REQUESTS", "authorization: too many requests were not authentic");
      }
      throw new ApiException(401, "UNAUTHENTICATED", refused.reason());
    }
    if (result instanceof Throttled throttled) {
      throw new ApiException(429, "TOO_MANY_REQUESTS", throttled.reason());
    }
    Accepted accepted = (Accepted) result;
    audit.by(accepted.identity().account().value(), accepted.identity().role().name());
    if (access == Access.SIGNED && !isLook(head) && !accepted.identity().mayChange()) {
      audit.deny();
      throw new ApiException(403, "FORBIDDEN", "account: may look, but not change anything");
    }
    return Optional.of(accepted);
  }

  private static String authorization(RequestHead head) {
    return head.signed().headers().getOrDefault("authorization", "");
  }

  private static boolean bringsToken(RequestHead head) {
    return TokenAuthenticator.isToken(authorization(head));
  }

  private static boolean isLook(RequestHead head) {
    return head.signed().method().equals(LOOK);
  }

  private CompletionStage<Identity> admitted(
      Optional<Accepted> accepted, RequestHead head, RequestAudit audit) {
    if (accepted.isEmpty()) {
      return CompletableFuture.completedFuture(Identity.NOBODY);
    }
    return authenticator
        .admit(accepted.get(), isLook(head) ? Effect.NONE : Effect.SOME)
        .thenApply(
            isFirst -> {
              if (!isFirst) {
                audit.deny();
                throw new ApiException(401, "UNAUTHENTICATED", Authenticator.NONCE_USED);
              }
              return accepted.get().identity();
            });
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

  private Buffer checked(RequestHead head, Rules rules, Buffer body, RequestAudit audit) {
    if (rules.access() != Access.OPEN
        && !bringsToken(head)
        && !authenticator.bodyMatches(head.signed(), body.getBytes())) {
      audit.deny();
      throw new ApiException(
          401, "UNAUTHENTICATED", "x-acs-content-sha256: is not the body's SHA-256");
    }
    return body;
  }
}
