package io.sealift.coordinator.api.rpc;

import io.sealift.coordinator.account.AuthenticationResult.Accepted;
import io.sealift.coordinator.account.Authenticator.Effect;
import io.sealift.coordinator.account.Identity;
import io.sealift.coordinator.api.rpc.ActionSpec.Access;
import io.sealift.coordinator.engine.EngineUnavailableException;
import io.sealift.coordinator.state.Account.Role;
import java.time.Instant;
import java.time.InstantSource;
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

  RpcService(
      RpcAuthenticator authenticator, RpcActions actions, Executor workers, InstantSource clock) {
    this.authenticator = authenticator;
    this.actions = actions;
    this.workers = workers;
    this.clock = clock;
  }

  /** The answer to a request from that address, whatever happens. */
  CompletionStage<RpcAnswer> answer(
      RpcRequest request, String requestId, String host, String address) {
    CompletableFuture<RpcAnswer> answered;
    try {
      answered =
          CompletableFuture.supplyAsync(() -> run(request, requestId, host, address), workers)
              .thenCompose(running -> running);
    } catch (RejectedExecutionException e) {
      answered = CompletableFuture.failedFuture(e);
    }
    return answered.exceptionally(
        problem ->
            RpcAnswer.error(
                request.format(), request.product(), refusal(problem, requestId), requestId, host));
  }

  private CompletionStage<RpcAnswer> run(
      RpcRequest request, String requestId, String host, String address) {
    if (request.action().isEmpty()) {
      throw RpcException.missing("Action");
    }
    if (request.version().isEmpty()) {
      throw RpcException.missing("Version");
    }
    Instant now = clock.instant();
    Accepted accepted = authenticator.authenticate(request, address, now);
    RpcAction action =
        Product.ofVersion(request.version())
            .flatMap(product -> actions.find(product, request.action()))
            .orElseThrow(
                () ->
                    new RpcException(
                        400,
                        "InvalidParameter",
                        "The specified parameter \"Action or Version\" is not valid."));
    requireMay(accepted.identity(), action.spec());
    RpcParameters parameters = RpcParameters.of(request.pairs()).without(RpcAuthenticator.COMMON);
    action.spec().check(parameters);
    Effect effect = action.spec().access() == Access.LOOK ? Effect.NONE : Effect.SOME;
    return authenticator
        .admit(accepted, effect)
        .thenComposeAsync(
            identity -> action.run(new RpcCall(identity, parameters, now, host)), workers)
        .thenApply(
            fields -> RpcAnswer.success(request.format(), action.spec().name(), fields, requestId));
  }

  private static void requireMay(Identity identity, ActionSpec spec) {
    boolean may =
        switch (spec.access()) {
          case LOOK -> true;
          case CHANGE -> identity.mayChange();
          case ADMINISTER -> identity.role() == Role.ADMINISTRATOR;
        };
    if (!may) {
      throw spec.forbidden();
    }
  }

  private static RpcException refusal(@Nullable Throwable problem, String requestId) {
    Throwable cause = problem;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof RpcException refusal) {
      return refusal;
    }
    if (cause instanceof EngineUnavailableException
        || cause instanceof RejectedExecutionException) {
      return new RpcException(
          503, "ServiceUnavailable", "The request has failed due to a temporary failure.");
    }
    LOGGER
        .atError()
        .addKeyValue("requestId", requestId)
        .setCause(cause)
        .log("request failed by a defect");
    return new RpcException(
        500,
        "InternalError",
        "The request processing has failed due to some unknown error, exception or failure.");
  }
}
