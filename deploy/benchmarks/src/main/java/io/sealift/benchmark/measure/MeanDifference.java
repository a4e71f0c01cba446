package io.sealift.benchmark.measure;

import java.util.Arrays;

/**
 * How far apart the means of two samples are, and how likely that is by chance.
 *
 * @param first the mean of the first sample
 * @param second the mean of the second
 * @param standardError of the difference of both means
 */
public record MeanDifference(double first, double second, double standardError) {
  /** Compares two samples of at least two values each; their variances may differ. */
  public static MeanDifference of(double[] first, double[] second) {
    double error = Math.sqrt(variance(first) / first.length + variance(second) / second.length);
    return new MeanDifference(mean(first), mean(second), error);
  }

  /** How much greater the second mean is. */
  public double difference() {
    return second - first;
  }

  /**
   * Welch's t: the difference in standard errors. Without a difference, samples of many values
   * exceed 4.5 either way less than once in 100,000 times.
   */
  public double t() {
    return difference() / standardError;
  }

  private static double mean(double[] sample) {
    return Arrays.stream(sample).average().orElseThrow();
  }

  private static double variance(double[] sample) {
    double mean = mean(sample);
    double squares = Arrays.stream(sample).map(value -> (value - mean) * (value - mean)).sum();
    return squares / (sample.length - 1);
  }
}
