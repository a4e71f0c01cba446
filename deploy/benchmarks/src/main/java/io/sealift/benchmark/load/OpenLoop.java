package io.sealift.benchmark.load;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * Sends requests when they are due, whether or not those before have been answered: a slow server
 * gets no mercy, and its slowness is counted.
 */
public final class OpenLoop {
  private static final long PATIENCE_SECONDS = 120;

  private OpenLoop() {}

  /** One request that is under way; its end tells whether it was answered as it should. */
  public interface Request extends IntFunction<CompletableFuture<Boolean>> {}

  /** Sends so many, and returns when all are answered. */
  public static Latencies run(String name, int count, int perSecond, Request request)
      throws InterruptedException {
    double[] millis = new double[count];
    AtomicInteger failed = new AtomicInteger();
    CompletableFuture<?>[] answers = new CompletableFuture<?>[count];
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = start + i * TimeUnit.SECONDS.toNanos(1) / perSecond;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      int number = i;
      answers[i] =
          request
              .apply(i)
              .handle(
                  (good, problem) -> {
                    millis[number] = (System.nanoTime() - due) / 1e6;
                    if (problem != null || !good) {
                      failed.incrementAndGet();
                    }
                    return null;
                  });
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    await(answers);
    return new Latencies(name, Arrays.stream(millis).boxed().toList(), failed.get(), seconds);
  }

  private static void await(CompletableFuture<?>[] answers) throws InterruptedException {
    try {
      CompletableFuture.allOf(answers).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("requests are not answered at all", e);
    }
  }
}
