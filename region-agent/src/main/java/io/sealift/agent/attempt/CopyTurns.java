package io.sealift.agent.attempt;

import io.sealift.agent.transfer.StopSignal;
import io.sealift.agent.transfer.TransferException;
import io.sealift.copy.FailureCode;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how many attempts move bytes at once. An agent takes more tasks than it has turns: while
 * one attempt syncs its file, reports and fetches its next task, another one uses the processor.
 * Turns are given in the order in which they were asked for. Safe for use by many threads.
 */
public final class CopyTurns {
  private final Semaphore free;

  /** So many attempts at once, at least one. */
  public CopyTurns(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("turns must be at least 1: " + count);
    }
    this.free = new Semaphore(count, true);
  }

  /**
   * Waits for a turn, which the caller must {@link #end}.
   *
   * @throws TransferException when the attempt is told to stop meanwhile; there is no turn to end
   */
  void begin(StopSignal stop) throws TransferException {
    try {
      while (!free.tryAcquire(StopSignal.CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
        stop.check();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransferException(FailureCode.AGENT_STOPPING, "cannot go on: the agent stops", e);
    }
  }

  /** Gives a turn back. */
  void end() {
    free.release();
  }
}
