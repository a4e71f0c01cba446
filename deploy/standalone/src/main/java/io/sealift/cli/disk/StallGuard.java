package io.sealift.cli.disk;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends reads that have brought nothing for too long by closing their stream: the JDK's HTTP client
 * has no such timeout.
 */
final class StallGuard implements AutoCloseable {
  private static final int CHECKS_PER_LIMIT = 4;

  private final Duration limit;
  private final ScheduledExecutorService checks =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "stall-guard");
            thread.setDaemon(true);
            return thread;
          });

  StallGuard(Duration limit) {
    this.limit = limit;
  }

  /** Watches a stream until the watch is closed. */
  Watch watch(InputStream stream) {
    return new Watch(stream);
  }

  @Override
  public void close() {
    checks.shutdownNow();
  }

  /** One watched stream. */
  final class Watch implements AutoCloseable {
    private final InputStream stream;
    private final ScheduledFuture<?> check;
    private volatile long lastMove = System.nanoTime();

    private Watch(InputStream stream) {
      this.stream = stream;
      long interval = Math.max(1, limit.toMillis() / CHECKS_PER_LIMIT);
      this.check =
          checks.scheduleWithFixedDelay(
              this::closeWhenStalled, interval, interval, TimeUnit.MILLISECONDS);
    }

    /** Bytes came. */
    void moved() {
      lastMove = System.nanoTime();
    }

    private void closeWhenStalled() {
      if (System.nanoTime() - lastMove > limit.toNanos()) {
        try {
          stream.close();
        } catch (IOException e) {
          // The reader meets the same problem and reports it.
          lastMove = System.nanoTime();
        }
      }
    }

    @Override
    public void close() {
      check.cancel(false);
    }
  }
}
