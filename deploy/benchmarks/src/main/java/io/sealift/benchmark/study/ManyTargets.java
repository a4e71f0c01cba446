package io.sealift.benchmark.study;

import io.sealift.benchmark.image.ImageMaker;
import io.sealift.benchmark.measure.Figures;
import io.sealift.benchmark.measure.Sample;
import io.sealift.benchmark.product.BenchCluster;
import io.sealift.benchmark.product.CopyOrder;
import io.sealift.copy.RegionId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** One image to one, two and four regions at once. */
final class ManyTargets implements Study {
  private static final long SIZE = 512L << 20;
  private static final int ROUNDS = 3;

  /** The regions beside the source's. */
  static final List<RegionId> TARGETS =
      List.of(
          new RegionId("south"), new RegionId("east"), new RegionId("west"), new RegionId("far"));

  @Override
  public String name() {
    return "scaling-targets";
  }

  @Override
  public Figures run(Path work, Consumer<String> progress)
      throws IOException, InterruptedException, TimeoutException {
    List<Figures.Row> rows = new ArrayList<>();
    try (BenchCluster cluster = BenchCluster.start(work.resolve("cluster"), TARGETS, 1)) {
      String image = cluster.importImage(new ImageMaker(work).random(SIZE));
      Copies.best(cluster, new CopyOrder(image, TARGETS, true), 1); // Warms up.
      for (boolean encrypt : List.of(false, true)) {
        for (int count : List.of(1, 2, 4)) {
          progress.accept("%d targets".formatted(count));
          Sample best =
              Copies.best(
                  cluster, new CopyOrder(image, TARGETS.subList(0, count), encrypt), ROUNDS);
          rows.add(
              Copies.row(
                  "%s, %d targets".formatted(encrypt ? "resealed" : "verbatim", count),
                  best,
                  count * SIZE));
        }
      }
    }
    return new Figures(
        "scaling-targets: one image of 512 MiB, whole job, best of %d".formatted(ROUNDS),
        Copies.COLUMNS,
        rows);
  }
}
