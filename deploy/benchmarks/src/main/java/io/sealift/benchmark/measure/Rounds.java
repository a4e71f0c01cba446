package io.sealift.benchmark.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Runs cases in turns: every round runs each case once, so what disturbs the machine for a while
 * disturbs all of them. Every other round goes backwards, so no case always follows the same other
 * one and pays for what that leaves behind. A case that fails is left out from then on, and said to
 * be so.
 */
public final class Rounds {
  private final int rounds;
  private final Consumer<String> progress;

  /** So many rounds, after the warm-up that each case asks for. */
  public Rounds(int rounds, Consumer<String> progress) {
    this.rounds = rounds;
    this.progress = progress;
  }

  /** Measures the cases, each after such a touch of memory, and closes them. */
  public List<Outcome> measure(List<Case> cases, long bytes, Optional<FirstTouch> memory)
      throws InterruptedException {
    Map<Case, List<Sample>> samples = new LinkedHashMap<>();
    Map<Case, String> failures = new LinkedHashMap<>();
    cases.forEach(each -> samples.put(each, new ArrayList<>()));
    for (Case each : cases) {
      for (int run = 0; run < each.warmUps() && !failures.containsKey(each); run++) {
        run(each, "warm-up", Optional.empty(), failures);
      }
    }
    for (int round = 1; round <= rounds; round++) {
      for (Case each : order(cases, round)) {
        if (!failures.containsKey(each)) {
          run(each, "round " + round, memory, failures)
              .ifPresent(samples.getOrDefault(each, new ArrayList<>())::add);
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

  private static List<Case> order(List<Case> cases, int round) {
    List<Case> order = new ArrayList<>(cases);
    order.removeIf(each -> (round - 1) % each.interval() != 0);
    if (round % 2 == 0) {
      Collections.reverse(order);
    }
    return order;
  }

  private Optional<Sample> run(
      Case each, String round, Optional<FirstTouch> memory, Map<Case, String> failures)
      throws InterruptedException {
    progress.accept("%s, %s".formatted(each.name(), round));
    try {
      if (memory.isPresent()) {
        memory.get().touch();
      }
      return Optional.of(each.run());
    } catch (IOException | TimeoutException e) {
      failures.put(each, "failed: " + e.getMessage());
      return Optional.empty();
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
