package io.sealift.benchmark.measure;

/** What became of one case. */
public sealed interface Outcome {
  /** What the table calls it. */
  String name();

  /** It ran. */
  record Measured(Series series) implements Outcome {
    @Override
    public String name() {
      return series.name();
    }
  }

  /** It did not run, and why. */
  record NotMeasured(String name, String reason) implements Outcome {}
}
