package io.sealift.coordinator.api.rest;

import io.sealift.coordinator.api.http.Answer;
import io.sealift.coordinator.api.http.ApiException;
import io.sealift.coordinator.api.http.Call;
import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.engine.CommandSender;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CommandOutcome.Refusal;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Sends commands to the engine and turns its decisions into answers, on the API's own workers. */
public final class Commands {
  private final CommandSender sender;
  private final Executor workers;

  /** Commands of one API. */
  public Commands(CommandSender sender, Executor workers) {
    this.sender = sender;
    this.workers = workers;
  }

  /** Sends the command; if it is accepted, the answer is made of its subject. */
  CompletionStage<Answer> send(Call call, Command command, Function<String, Answer> answer) {
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

  /** The engine's refusal as an error of the API. */
  static ApiException refused(Refusal refusal) {
    int status =
        switch (refusal.code()) {
          case INVALID -> 400;
          case FORBIDDEN -> 403;
          case NOT_FOUND -> 404;
          case CONFLICT, TOKEN_REUSED -> 409;
        };
    return new ApiException(status, refusal.code().name(), refusal.message());
  }
}
