package io.sealift.coordinator.api.rpc;

import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.engine.CommandSender;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CommandOutcome.Refusal;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Sends commands to the engine and turns its decisions into answers, on the API's own workers. */
public final class RpcCommands {
  private final CommandSender sender;
  private final Executor workers;

  /** Commands of one API. */
  public RpcCommands(CommandSender sender, Executor workers) {
    this.sender = sender;
    this.workers = workers;
  }

  /** Sends the command; if it is accepted, the answer is made of its subject. */
  public <T> CompletionStage<T> send(RpcCall call, Command command, Function<String, T> answer) {
    return sender
        .send(call.account(), call.trace(), command)
        .thenApplyAsync(outcome -> answer.apply(subject(outcome)), workers);
  }

  private static String subject(CommandOutcome outcome) {
    outcome
        .refusal()
        .ifPresent(
            refusal -> {
              throw refused(refusal);
            });
    return outcome
        .subject()
        .orElseThrow(() -> new IllegalStateException("an accepted command has no subject"));
  }

  /** The engine's refusal with its documented code, if it has one. */
  public static RpcException refused(Refusal refusal) {
    return refusal
        .serviceError()
        .map(error -> new RpcException(error.status(), error.code(), refusal.message()))
        .orElseGet(() -> general(refusal));
  }

  private static RpcException general(Refusal refusal) {
    return switch (refusal.code()) {
      case INVALID -> new RpcException(400, "InvalidParameter", refusal.message());
      case FORBIDDEN -> new RpcException(403, "OperationDenied", refusal.message());
      case NOT_FOUND -> new RpcException(404, "InvalidResource.NotFound", refusal.message());
      case CONFLICT -> new RpcException(409, "OperationConflict", refusal.message());
      case TOKEN_REUSED -> new RpcException(400, "IdempotentParameterMismatch", refusal.message());
    };
  }
}
