package io.sealift.benchmark.study;

import io.sealift.benchmark.measure.Figures;
import io.sealift.benchmark.measure.ProcessUse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** What a decision of the engine takes while many targets wait. */
final class QueuedTargets implements Study {
  private static final List<Integer> LENGTHS = List.of(10, 1_000, 10_000);
  private static final int DECISIONS = 2_000;
  private static final int REQUESTS = 200;

  @Override
  public String name() {
    return "scaling-queue";
  }

  @Override
  public Figures run(Path work, Consumer<String> progress) {
    List<Figures.Row> rows = new ArrayList<>();
    measure(100); // Warms up.
    for (int length : LENGTHS) {
      progress.accept("%d targets wait".formatted(length));
      rows.add(measure(length));
    }
    return new Figures(
        "scaling-queue: one decision on a copy request or on a report, without the journal",
        List.of(
            "request p50 us",
            "request p99 us",
            "report p50 us",
            "report p99 us",
            "tick p50 us",
            "tick p99 us",
            "KiB each"),
        rows);
  }

  private static Figures.Row measure(int length) {
    double before = ProcessUse.liveHeapMib();
    DecisionFixture engine = new DecisionFixture();
    for (int i = 0; i < length; i++) {
      engine.submit();
    }
    double each = (ProcessUse.liveHeapMib() - before) * 1024 / length;
    engine.tick(); // Agents are known from here on.
    double[] ticks = timed(DECISIONS, engine::tick);
    double[] reports = timed(DECISIONS, engine::report);
    double[] requests = new double[REQUESTS];
    for (int i = 0; i < REQUESTS; i++) {
      long start = System.nanoTime();
      engine.submit();
      requests[i] = (System.nanoTime() - start) / 1e3;
      engine.cancelLast(); // So that the queue stays as long as it is.
    }
    Arrays.sort(requests);
    return Figures.Row.of(
        "%,d targets".formatted(length),
        at(requests, 0.5),
        at(requests, 0.99),
        at(reports, 0.5),
        at(reports, 0.99),
        at(ticks, 0.5),
        at(ticks, 0.99),
        each);
  }

  /** Microseconds of each decision, sorted. */
  private static double[] timed(int decisions, Runnable decision) {
    double[] micros = new double[decisions];
    for (int i = 0; i < decisions; i++) {
      long start = System.nanoTime();
      decision.run();
      micros[i] = (System.nanoTime() - start) / 1e3;
    }
    Arrays.sort(micros);
    return micros;
  }

  private static double at(double[] sorted, double part) {
    return sorted[(int) (part * (sorted.length - 1))];
  }
}
