package io.sealift.benchmark.measure;

import java.util.List;
import java.util.Optional;

/**
 * A ratio of two cases of one group that must be reached.
 *
 * @param least how many times as fast as {@code peer} the {@code product} must be
 * @param aim what would be better still
 */
public record Requirement(String product, String peer, double least, Optional<Double> aim) {
  /** What the measurements say of it; empty where one of the two was not measured. */
  public Optional<Judgement> judge(List<Outcome> outcomes) {
    Optional<Series> ours = find(outcomes, product);
    Optional<Series> theirs = find(outcomes, peer);
    if (ours.isEmpty() || theirs.isEmpty()) {
      return Optional.empty();
    }
    double ratio = ours.get().ratioTo(theirs.get());
    return Optional.of(new Judgement(this, ratio, ratio >= least));
  }

  /** A requirement against what was measured. */
  public record Judgement(Requirement requirement, double ratio, boolean met) {}

  private static Optional<Series> find(List<Outcome> outcomes, String name) {
    return outcomes.stream()
        .filter(outcome -> outcome.name().equals(name))
        .flatMap(
            outcome ->
                outcome instanceof Outcome.Measured measured
                    ? Optional.of(measured.series()).stream()
                    : Optional.<Series>empty().stream())
        .findFirst();
  }
}
