package io.sealift.coordinator.api.rpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.coordinator.account.AuthenticationResult.Accepted;
import io.sealift.coordinator.account.Authenticator.Effect;
import io.sealift.coordinator.account.Identity;
import io.sealift.coordinator.api.rpc.ActionSpec.Access;
import io.sealift.coordinator.audit.CoordinatorAudit;
import io.sealift.coordinator.audit.RequestAudit;
import io.sealift.coordinator.engine.EngineUnavailableException;
import io.sealift.coordinator.state.Account.Role;
import io.sealift.telemetry.TraceScope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads each request through the same steps: signature, action, parameters, answer. What is not
 * signed never reaches an action.
 */
final class RpcService {
  private static final Logger LOGGER = LoggerFactory.getLogger(RpcService.class);
  private final RpcAuthenticator authenticator;
  private final RpcActions actions;
  private final Executor workers;
  private final InstantSource clock;
  private final CoordinatorAudit audits;

  RpcService(
      RpcAuthenticator authenticator, RpcActions actions, RpcServer.Surroundings surroundings) {
    this.authenticator = authenticator;
    this.actions = actions;
    this.workers = surroundings.workers();
    this.clock = surroundings.clock();
    this.audits = surroundings.audits();
  }

  /** The answer to a request from there, whatever happens. */
  CompletionStage<RpcAnswer> answer(RpcRequest request, RpcOrigin origin) {
    RequestAudit audit =
        audits.begin("rpc", origin.requestId(), Optional.of(origin.address())).of(origin.trace());
    Executor scoped = TraceScope.over(workers, origin.trace());
    CompletableFuture<RpcAnswer> answered;
    try {
      answered =
          CompletableFuture.supplyAsync(() -> run(request, origin, audit, scoped), scoped)
              .thenCompose(running -> running)
              .thenApply(done -> success(request, origin.requestId(), done, audit));
    } catch (RejectedExecutionException e) {
      answered = CompletableFuture.failedFuture(e);
    }
    return answered.exceptionally(
        problem -> {
          RpcException refusal = refusal(problem, origin);
          audit.refused(refusal.code());
          return RpcAnswer.error(
              request.format(), request.product(), refusal, origin.requestId(), origin.host());
        });
  }

  /** What an action made. */
  private record Done(String action, ObjectNode fields) {}

  private static RpcAnswer success(
      RpcRequest request, String requestId, Done done, RequestAudit audit) {
    RpcAnswer answer = RpcAnswer.success(request.format(), done.action(), done.fields(), requestId);
    audit.names(done.fields());
    audit.accepted();
    return answer;
  }

  private CompletionStage<Done> run(
      RpcRequest request, RpcOrigin origin, RequestAudit audit, Executor scoped) {
    if (request.action().isEmpty()) {
      throw RpcException.missing("Action");
    }
    if (request.version().isEmpty()) {
      throw RpcException.missing("Version");
    }
    Instant now = clock.instant();
    audit.claims(
        request.product().name().toLowerCase(Locale.ROOT) + ":" + request.action(),
        request.claimedKey());
    Accepted accepted = authenticated(request, origin.address(), now, audit);
    RpcAction action =
        Product.ofVersion(request.version())
            .flatMap(product -> actions.find(product, request.action()))
            .orElseThrow(
                () ->
                    new RpcException(
                        400,
                        "InvalidParameter",
                        "The specified parameter \"Action or Version\" is not valid."));
    RpcParameters parameters = RpcParameters.of(request.pairs()).without(RpcAuthenticator.COMMON);
    if (action.spec().access() != Access.LOOK) {
      audit.changes();
      parameters
          .names()
          .forEach(name -> parameters.text(name).ifPresent(v -> audit.names(name, v)));
    }
    requireMay(accepted.identity(), action.spec(), audit);
    action.spec().check(parameters);
    Effect effect = action.spec().access() == Access.LOOK ? Effect.NONE : Effect.SOME;
    return admitted(accepted, effect, audit)
        .thenComposeAsync(
            identity ->
                action.run(new RpcCall(identity, origin.trace(), parameters, now, origin.host())),
            scoped)
        .thenApply(fields -> new Done(action.spec().name(), fields));
  }

  private Accepted authenticated(
      RpcRequest request, String address, Instant now, RequestAudit audit) {
    try {
      Accepted accepted = authenticator.authenticate(request, address, now);
      audit.by(accepted.identity().account().value(), accepted.identity().role().name());
      return accepted;
    } catch (RpcException e) {
      audit.deny();
      throw e;
    }
  }

  private CompletionStage<Identity> admitted(Accepted accepted, Effect effect, RequestAudit audit) {
    return authenticator
        .admit(accepted, effect)
        .whenComplete(
            (identity, problem) -> {
              if (problem != null && rootOf(problem) instanceof RpcException) {
                audit.deny();
              }
            });
  }

  private static void requireMay(Identity identity, ActionSpec spec, RequestAudit audit) {
    boolean may =
        switch (spec.access()) {
          case LOOK -> true;
          case CHANGE -> identity.mayChange();
          case ADMINISTER -> identity.role() == Role.ADMINISTRATOR;
        };
    if (!may) {
      audit.deny();
      throw spec.forbidden();
    }
  }

  private static RpcException refusal(@Nullable Throwable problem, RpcOrigin origin) {
    @Nullable Throwable cause = rootOf(problem);
    if (cause instanceof RpcException refusal) {
      return refusal;
    }
    if (cause instanceof EngineUnavailableException
        || cause instanceof RejectedExecutionException) {
      return new RpcException(
          503, "ServiceUnavailable", "The request has failed due to a temporary failure.");
    }
    TraceScope.run(origin.trace(), () -> tell(origin, cause));
    return new RpcException(
        500,
        "InternalError",
        "The request processing has failed due to some unknown error, exception or failure.");
  }

  private static void tell(RpcOrigin origin, @Nullable Throwable defect) {
    LOGGER
        .atError()
        .addKeyValue("requestId", origin.requestId())
        .setCause(defect)
        .log("request failed by a defect");
  }

  private static @Nullable Throwable rootOf(@Nullable Throwable problem) {
    Throwable cause = problem;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
