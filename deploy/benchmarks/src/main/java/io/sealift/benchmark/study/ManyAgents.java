package io.sealift.benchmark.study;

import io.sealift.benchmark.image.ImageMaker;
import io.sealift.benchmark.image.TestImage;
import io.sealift.benchmark.measure.Figures;
import io.sealift.benchmark.measure.Sample;
import io.sealift.benchmark.peer.Durable;
import io.sealift.benchmark.product.BenchCluster;
import io.sealift.benchmark.product.CopyOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** One image between regions of one, two and four agents. */
final class ManyAgents implements Study {
  private static final long SIZE = 1L << 30;
  private static final int ROUNDS = 3;

  @Override
  public String name() {
    return "scaling-agents";
  }

  @Override
  public Figures run(Path work, Consumer<String> progress)
      throws IOException, InterruptedException, TimeoutException {
    List<Figures.Row> rows = new ArrayList<>();
    TestImage image = new ImageMaker(work).random(SIZE);
    for (int agents : List.of(1, 2, 4)) {
      progress.accept("%d agents per region".formatted(agents));
      Path directory = work.resolve("agents-" + agents);
      try (BenchCluster cluster = BenchCluster.start(directory, agents)) {
        String imageId = cluster.importImage(image);
        Copies.best(cluster, order(imageId, true), 1); // Warms up.
        for (boolean encrypt : List.of(false, true)) {
          Sample best = Copies.best(cluster, order(imageId, encrypt), ROUNDS);
          rows.add(
              Copies.row(
                  "%s, %d agents".formatted(encrypt ? "resealed" : "verbatim", agents),
                  best,
                  SIZE));
        }
      }
      Durable.delete(directory);
    }
    return new Figures(
        "scaling-agents: one image of 1 GiB, whole job, best of %d".formatted(ROUNDS),
        Copies.COLUMNS,
        rows);
  }

  private static CopyOrder order(String imageId, boolean encrypt) {
    return new CopyOrder(imageId, List.of(BenchCluster.TARGET), encrypt);
  }
}
