package io.sealift.benchmark.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Runs cases in turns: every round runs each case once, so what disturbs the machine for a while
 * disturbs all of them. A case that fails is left out from then on, and said to be so.
 */
public final class Rounds {
  private final int warmUps;
  private final int rounds;
  private final Consumer<String> progress;

  /** So many rounds after so many that do not count. */
  public Rounds(int warmUps, int rounds, Consumer<String> progress) {
    this.warmUps = warmUps;
    this.rounds = rounds;
    this.progress = progress;
  }

  /** Measures the cases, and closes them. */
  public List<Outcome> measure(List<Case> cases, long bytes) throws InterruptedException {
    Map<Case, List<Sample>> samples = new LinkedHashMap<>();
    Map<Case, String> failures = new LinkedHashMap<>();
    cases.forEach(each -> samples.put(each, new ArrayList<>()));
    for (int round = 0; round < warmUps + rounds; round++) {
      for (Case each : cases) {
        if (!failures.containsKey(each)) {
          run(each, round, samples, failures);
        }
      }
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (Case each : cases) {
      close(each, failures);
      List<Sample> taken = samples.getOrDefault(each, List.of());
      outcomes.add(
          failures.containsKey(each) || taken.isEmpty()
              ? new Outcome.NotMeasured(each.name(), failures.getOrDefault(each, "no rounds"))
              : new Outcome.Measured(new Series(each.name(), bytes, taken)));
    }
    return outcomes;
  }

  private void run(
      Case each, int round, Map<Case, List<Sample>> samples, Map<Case, String> failures)
      throws InterruptedException {
    progress.accept(
        "%s, %s"
            .formatted(
                each.name(), round < warmUps ? "warm-up" : "round " + (round - warmUps + 1)));
    try {
      Sample taken = each.run();
      if (round >= warmUps) {
        samples.getOrDefault(each, new ArrayList<>()).add(taken);
      }
    } catch (IOException | TimeoutException e) {
      failures.put(each, "failed: " + e.getMessage());
    }
  }

  private static void close(Case each, Map<Case, String> failures) {
    try {
      each.close();
    } catch (IOException e) {
      failures.putIfAbsent(each, "failed at its end: " + e.getMessage());
    }
  }
}
