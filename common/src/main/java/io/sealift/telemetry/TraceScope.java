package io.sealift.telemetry;

import io.sealift.copy.TraceParent;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The trace that the running thread works for: every line that it logs meanwhile bears the trace's
 * id. Only lines take it from here; whatever else needs a trace is handed it.
 */
public final class TraceScope {
  private TraceScope() {}

  /**
   * Work that a thread does for a trace.
   *
   * @param <T> what it gives
   * @param <E> what it may fail with
   */
  @FunctionalInterface
  public interface Work<T extends @Nullable Object, E extends Exception> {
    /** Does it. */
    T run() throws E;
  }

  /** Does that work; afterwards the thread works for whatever it did before. */
  public static <T extends @Nullable Object, E extends Exception> T within(
      TraceParent trace, Work<T, E> work) throws E {
    @Nullable String before = MDC.get("traceId");
    MDC.put("traceId", trace.traceId());
    try {
      return work.run();
    } finally {
      if (before == null) {
        MDC.remove("traceId");
      } else {
        MDC.put("traceId", before);
      }
    }
  }

  /** Does work that gives nothing. */
  public static void run(TraceParent trace, Runnable work) {
    within(
        trace,
        () -> {
          work.run();
          return trace;
        });
  }

  /** The same executor, whose threads work for that trace while they run what is given it here. */
  public static Executor over(Executor executor, TraceParent trace) {
    return work -> executor.execute(() -> run(trace, work));
  }
}
