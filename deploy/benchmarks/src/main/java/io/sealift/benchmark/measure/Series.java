package io.sealift.benchmark.measure;

import java.util.List;

/**
 * The times of one case.
 *
 * @param bytes how many bytes of the image one run delivers
 * @param samples of each run, in the order in which they were made; at least one
 */
public record Series(String name, long bytes, List<Sample> samples) {
  public Series {
    samples = List.copyOf(samples);
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("series has no runs: " + name);
    }
  }

  /** Seconds of the run in the middle. */
  public double median() {
    return middle(sorted());
  }

  /** Seconds of all cores for each GiB, of the run in the middle. */
  public double cpuSecondsPerGib() {
    double cpu = middle(samples.stream().mapToDouble(Sample::cpuSeconds).sorted().toArray());
    return cpu / bytes * (1L << 30);
  }

  private static double middle(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Seconds of the fastest run. */
  public double fastest() {
    return sorted()[0];
  }

  /** Seconds of the slowest run. */
  public double slowest() {
    return sorted()[samples.size() - 1];
  }

  /** Bytes per second of the median run. */
  public double rate() {
    return bytes / median();
  }

  /** How many times as fast as the other this one is, by the medians. */
  public double ratioTo(Series other) {
    return rate() / other.rate();
  }

  private double[] sorted() {
    return samples.stream().mapToDouble(Sample::seconds).sorted().toArray();
  }
}
