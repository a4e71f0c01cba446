package io.sealift.coordinator.engine;

import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.copy.AccountId;
import io.sealift.copy.TraceParent;
import java.util.concurrent.CompletableFuture;

/**
 * Hands a user's command to whichever coordinator owns the engine. Safe for use by many threads.
 */
public interface CommandSender {
  /**
   * Sends the command; never blocks.
   *
   * @param trace of the request that asks for it
   * @return the engine's decision, already visible in this coordinator's {@code ClusterView}; fails
   *     with {@code EngineUnavailableException} when no decision came within the time limit (the
   *     command may still be decided later)
   */
  CompletableFuture<CommandOutcome> send(AccountId account, TraceParent trace, Command command);
}
