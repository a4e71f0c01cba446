package io.sealift.benchmark.measure;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The times of one case.
 *
 * @param bytes how many bytes of the image one run delivers
 * @param seconds of each run, in the order in which they were made; at least one
 */
public record Series(String name, long bytes, List<Double> seconds) {
  public Series {
    seconds = List.copyOf(seconds);
    if (seconds.isEmpty()) {
      throw new IllegalArgumentException("series has no runs: " + name);
    }
  }

  /** Seconds of the run in the middle. */
  public double median() {
    double[] sorted = sorted();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Seconds of the fastest run. */
  public double fastest() {
    return sorted()[0];
  }

  /** Seconds of the slowest run. */
  public double slowest() {
    return sorted()[seconds.size() - 1];
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
    return seconds.stream().flatMapToDouble(DoubleStream::of).sorted().toArray();
  }
}
