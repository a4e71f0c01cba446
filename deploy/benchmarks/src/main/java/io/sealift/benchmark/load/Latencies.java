package io.sealift.benchmark.load;

import java.util.List;

/**
 * How long requests took, from the moment at which each was due: a request that had to wait for its
 * turn shows it.
 *
 * @param millis of each request, sorted
 * @param failed how many were not answered with success
 * @param seconds how long the sending took
 */
public record Latencies(String name, List<Double> millis, int failed, double seconds) {
  public Latencies {
    millis = millis.stream().sorted().toList();
  }

  /** The latency that this part of all requests does not exceed, in milliseconds. */
  public double at(double part) {
    return millis.get((int) Math.ceil(part * (millis.size() - 1)));
  }

  /** Requests per second. */
  public double rate() {
    return millis.size() / seconds;
  }

  /** One line for people. */
  public String line() {
    return "%s: %d requests at %.0f per second, p50 %.1f ms, p99 %.1f ms, most %.1f ms, %d failed"
        .formatted(name, millis.size(), rate(), at(0.5), at(0.99), at(1), failed);
  }
}
