package io.sealift.coordinator.progress;

import java.time.Instant;
import java.util.Optional;

/**
 * Pure: the present rate as a weighted mean over the last half minute, in which a second weighs 1/e
 * of the one eight seconds later; and how long the rest takes at that rate. Not safe for use by
 * several threads.
 */
public final class EtaEstimator {
  /** How far back it looks. */
  static final int WINDOW_SECONDS = 30;

  private static final double MEMORY_SECONDS = 8;

  private final long now;
  private final double[] gains = new double[WINDOW_SECONDS];
  private int secondsSeen;

  /** An estimator that knows of no gains yet. */
  public EtaEstimator(Instant now) {
    this.now = now.getEpochSecond();
  }

  /** Adds bytes that were gained evenly over the seconds after {@code from} up to {@code to}. */
  public void gained(long bytes, long from, long to) {
    double each = (double) bytes / Math.max(1, to - from);
    for (long second = Math.max(from + 1, now - WINDOW_SECONDS + 1); second <= to; second++) {
      // A clock that runs ahead of ours speaks of now.
      int age = (int) Math.max(0, now - second);
      gains[age] += each;
      secondsSeen = Math.max(secondsSeen, age + 1);
    }
  }

  /** The rate now; empty when nothing was gained lately. */
  public Optional<Long> bytesPerSecond() {
    double sum = 0;
    double weights = 0;
    for (int age = 0; age < secondsSeen; age++) {
      double weight = Math.exp(-age / MEMORY_SECONDS);
      sum += weight * gains[age];
      weights += weight;
    }
    long rate = secondsSeen == 0 ? 0 : Math.round(sum / weights);
    return rate > 0 ? Optional.of(rate) : Optional.empty();
  }

  /** How many seconds so many more bytes take; empty when the rate is unknown. */
  public Optional<Long> secondsFor(long bytes) {
    return bytesPerSecond().map(rate -> (bytes + rate - 1) / rate);
  }
}
