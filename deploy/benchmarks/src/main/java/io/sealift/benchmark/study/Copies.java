package io.sealift.benchmark.study;

import io.sealift.benchmark.measure.Figures;
import io.sealift.benchmark.measure.Sample;
import io.sealift.benchmark.measure.Stopwatch;
import io.sealift.benchmark.product.BenchCluster;
import io.sealift.benchmark.product.CopyOrder;
import io.sealift.benchmark.product.OrderedCopy;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Copies that are timed as a whole. */
final class Copies {
  /** What {@link #row} fills. */
  static final List<String> COLUMNS = List.of("s", "GB/s in all", "cpu s/GiB");

  private static final double GIB = 1L << 30;

  private Copies() {}

  /** The fastest of some copies, from the request until every image is available. */
  static Sample best(BenchCluster cluster, CopyOrder order, int rounds)
      throws IOException, InterruptedException, TimeoutException {
    Sample best = new Sample(Double.MAX_VALUE, 0);
    for (int round = 0; round < rounds; round++) {
      Stopwatch watch = Stopwatch.start();
      OrderedCopy copy = order.submit(cluster);
      copy.awaitEnd();
      Sample sample = watch.stop();
      copy.delete();
      best = sample.seconds() < best.seconds() ? sample : best;
    }
    return best;
  }

  /** What a run that delivered so many bytes comes to. */
  static Figures.Row row(String name, Sample sample, long bytes) {
    return Figures.Row.of(
        name,
        sample.seconds(),
        bytes / sample.seconds() / 1e9,
        sample.cpuSeconds() / (bytes / GIB));
  }
}
