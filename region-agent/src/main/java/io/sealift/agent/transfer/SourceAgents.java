package io.sealift.agent.transfer;

import io.sealift.copy.FailureCode;
import io.sealift.copy.RegionId;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something with any live agent of a region, going on to the next one when one fails. Safe for
 * use by many threads.
 */
public final class SourceAgents {
  private static final Logger LOGGER = LoggerFactory.getLogger(SourceAgents.class);
  private static final int MAX_ROUNDS = 4;
  private static final long PAUSE_MILLIS = 250;

  /** What is done with one agent. */
  @FunctionalInterface
  public interface Call<T> {
    /**
     * Throws {@code SOURCE_UNREACHABLE} or {@code TICKET_REFUSED} when another agent, or a little
     * time, may help.
     */
    T with(AgentRegistered agent) throws TransferException;
  }

  private final AgentDirectory directory;

  /** Agents out of the directory. */
  public SourceAgents(AgentDirectory directory) {
    this.directory = directory;
  }

  /**
   * The first result that an agent of the region gives; after some rounds over all of them, the
   * last failure.
   */
  public <T> T first(RegionId region, StopSignal stop, Call<T> call) throws TransferException {
    TransferException last =
        new TransferException(
            FailureCode.SOURCE_UNREACHABLE,
            "cannot reach region %s: it has no live agent".formatted(region));
    for (int round = 0; round < MAX_ROUNDS; round++) {
      pause(round * PAUSE_MILLIS, stop);
      List<AgentRegistered> agents = directory.candidates(region);
      for (AgentRegistered agent : agents) {
        stop.check();
        try {
          return call.with(agent);
        } catch (TransferException e) {
          if (!mayHelp(e.code())) {
            throw e;
          }
          LOGGER
              .atInfo()
              .addKeyValue("agentId", agent.agentId())
              .addKeyValue("reason", e.getMessage())
              .log("source agent failed, trying on");
          last = e;
        }
      }
    }
    throw last;
  }

  /** Whether another agent or another try may succeed where one failed so. */
  public static boolean mayHelp(FailureCode code) {
    // A ticket may be refused because its key or the puller's registration has not reached that
    // agent yet.
    return code == FailureCode.SOURCE_UNREACHABLE || code == FailureCode.TICKET_REFUSED;
  }

  private static void pause(long millis, StopSignal stop) throws TransferException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (end - System.nanoTime() > 0) {
      stop.check();
      LockSupport.parkNanos(
          Math.min(
              end - System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(StopSignal.CHECK_MILLIS)));
    }
  }
}
