package io.sealift.coordinator.api;

import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.engine.CommandSender;
import io.sealift.coordinator.engine.EngineUnavailableException;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CommandOutcome.Code;
import io.sealift.coordinator.state.CommandOutcome.Refusal;
import io.sealift.copy.AccountId;
import io.sealift.copy.TraceParent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;

/** Decides as a test has told it to, on a thread of its own, and remembers what it was sent. */
final class FakeEngine implements CommandSender {
  record Sent(AccountId account, Command command, TraceParent trace) {}

  @FunctionalInterface
  interface Decision {
    CommandOutcome decide(AccountId account, Command command) throws EngineUnavailableException;
  }

  private final List<Sent> sent = new CopyOnWriteArrayList<>();
  private volatile Decision decision = (account, command) -> accepted("nothing-was-planned");

  void decides(Decision planned) {
    decision = planned;
  }

  List<Sent> sent() {
    return List.copyOf(sent);
  }

  static CommandOutcome accepted(String subject) {
    return new CommandOutcome("c-1", Optional.of(subject), Optional.empty(), Instant.EPOCH);
  }

  static CommandOutcome refused(Code code, String message) {
    return new CommandOutcome(
        "c-1", Optional.empty(), Optional.of(new Refusal(code, message)), Instant.EPOCH);
  }

  @Override
  public CompletableFuture<CommandOutcome> send(
      AccountId account, TraceParent trace, Command command) {
    sent.add(new Sent(account, command, trace));
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return decision.decide(account, command);
          } catch (EngineUnavailableException e) {
            throw new CompletionException(e);
          }
        });
  }
}
