package io.sealift.agent.transfer;

import io.sealift.copy.FailureCode;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds a transfer to a rate that may change while it runs. Bytes are taken first and waited for
 * afterwards, so one large block passes at any rate, and the average holds. Several threads share
 * one pacer and together keep its rate.
 */
public final class Pacer {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition rateChanged = lock.newCondition();
  private long bytesPerSecond;
  private long freeAtNanos = System.nanoTime();

  /** A pacer with a rate, or without one. */
  public Pacer(Optional<Long> bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond.orElse(Long.MAX_VALUE);
  }

  /** Changes the rate, at once also for those who wait. */
  public void limit(Optional<Long> newBytesPerSecond) {
    lock.lock();
    try {
      long wanted = Math.max(1, newBytesPerSecond.orElse(Long.MAX_VALUE));
      if (wanted != bytesPerSecond) {
        long now = System.nanoTime();
        long owedNanos = Math.max(0, freeAtNanos - now);
        // What is owed is bytes, not time: at ten times the rate it is paid in a tenth of the time.
        freeAtNanos = now + (long) (owedNanos * ((double) bytesPerSecond / wanted));
        bytesPerSecond = wanted;
        rateChanged.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes the bytes and waits as long as earlier bytes are still owed. */
  public void acquire(long bytes, StopSignal stop) throws TransferException {
    lock.lock();
    try {
      while (freeAtNanos - System.nanoTime() > 0) {
        stop.check();
        long waitNanos =
            Math.min(
                freeAtNanos - System.nanoTime(),
                TimeUnit.MILLISECONDS.toNanos(StopSignal.CHECK_MILLIS));
        await(waitNanos);
      }
      long now = System.nanoTime();
      if (freeAtNanos - now < 0) {
        freeAtNanos = now;
      }
      freeAtNanos += nanosFor(bytes);
    } finally {
      lock.unlock();
    }
  }

  // The result is not wanted: the loop looks at the clock itself.
  @SuppressWarnings("WaitNotInLoop")
  private void await(long nanos) throws TransferException {
    try {
      long left = rateChanged.awaitNanos(nanos);
      assert left <= nanos;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransferException(FailureCode.AGENT_STOPPING, "cannot go on: the agent stops", e);
    }
  }

  private long nanosFor(long bytes) {
    return bytesPerSecond == Long.MAX_VALUE
        ? 0
        : (long) ((double) bytes * NANOS_PER_SECOND / bytesPerSecond);
  }
}
