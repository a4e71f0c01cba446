package io.sealift.benchmark.study;

import io.sealift.benchmark.image.ImageMaker;
import io.sealift.benchmark.measure.Figures;
import io.sealift.benchmark.measure.Stopwatch;
import io.sealift.benchmark.product.BenchCluster;
import io.sealift.benchmark.product.CopyOrder;
import io.sealift.benchmark.product.OrderedCopy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** One to 64 jobs that are asked for at once; the account's limit lets five of them run. */
final class ManyJobs implements Study {
  private static final long SIZE = 32L << 20;

  @Override
  public String name() {
    return "scaling-jobs";
  }

  @Override
  public Figures run(Path work, Consumer<String> progress)
      throws IOException, InterruptedException, TimeoutException {
    List<Figures.Row> rows = new ArrayList<>();
    try (BenchCluster cluster = BenchCluster.start(work.resolve("cluster"), 2)) {
      String image = cluster.importImage(new ImageMaker(work).random(SIZE));
      CopyOrder order = new CopyOrder(image, List.of(BenchCluster.TARGET), false);
      measure(cluster, order, 4); // Warms up.
      for (int jobs : List.of(1, 4, 16, 64)) {
        progress.accept("%d jobs".formatted(jobs));
        rows.add(measure(cluster, order, jobs));
      }
    }
    return new Figures(
        "scaling-jobs: copies of an image of 32 MiB, two agents per region",
        List.of("accepted ms each", "all done s", "jobs/s", "GB/s in all"),
        rows);
  }

  private static Figures.Row measure(BenchCluster cluster, CopyOrder order, int jobs)
      throws IOException, InterruptedException, TimeoutException {
    Stopwatch watch = Stopwatch.start();
    List<OrderedCopy> copies = new ArrayList<>();
    for (int job = 0; job < jobs; job++) {
      copies.add(order.submit(cluster));
    }
    double accepted = watch.stop().seconds();
    for (OrderedCopy copy : copies) {
      copy.awaitEnd();
    }
    double done = watch.stop().seconds();
    for (OrderedCopy copy : copies) {
      copy.delete();
    }
    return Figures.Row.of(
        jobs == 1 ? "1 job" : "%d jobs".formatted(jobs),
        1e3 * accepted / jobs,
        done,
        jobs / done,
        jobs * SIZE / done / 1e9);
  }
}
