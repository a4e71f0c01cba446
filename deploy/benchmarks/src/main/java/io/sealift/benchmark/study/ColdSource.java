package io.sealift.benchmark.study;

import io.sealift.benchmark.image.ImageMaker;
import io.sealift.benchmark.measure.Figures;
import io.sealift.benchmark.measure.ProcessUse;
import io.sealift.benchmark.measure.Sample;
import io.sealift.benchmark.peer.Programs;
import io.sealift.benchmark.product.BenchCluster;
import io.sealift.benchmark.product.CopyOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An image that lies on a disk and not in the page cache, to one, two and four regions at once: how
 * often each of its bytes is read from the disk.
 */
final class ColdSource implements Study {
  private static final long SIZE = 1L << 30;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "scaling-cold";
  }

  @Override
  public boolean needsDisk() {
    return true;
  }

  @Override
  public Figures run(Path work, Consumer<String> progress)
      throws IOException, InterruptedException, TimeoutException {
    List<Figures.Row> rows = new ArrayList<>();
    try (BenchCluster cluster =
        BenchCluster.start(work.resolve("cluster"), ManyTargets.TARGETS, 1)) {
      String image = cluster.importImage(new ImageMaker(work).random(SIZE));
      Copies.best(cluster, new CopyOrder(image, ManyTargets.TARGETS, false), 2); // Warms up.
      for (int count : List.of(1, 2, 4)) {
        progress.accept("%d targets, nothing in the page cache".formatted(count));
        forget(work, cluster.files(BenchCluster.SOURCE));
        ProcessUse use = ProcessUse.watch();
        Sample sample =
            Copies.best(
                cluster, new CopyOrder(image, ManyTargets.TARGETS.subList(0, count), false), 1);
        rows.add(
            Figures.Row.of(
                "verbatim, %d targets".formatted(count),
                sample.seconds(),
                count * SIZE / sample.seconds() / 1e9,
                use.bytesFromDisks() / SIZE));
      }
    }
    return new Figures(
        "scaling-cold: an image of 1 GiB, on a disk and not in memory, whole job",
        List.of("s", "GB/s in all", "disk reads of a byte"),
        rows);
  }

  // The files are synced, so the system may drop what it keeps of them; dd asks it to.
  private static void forget(Path work, Path files) throws IOException, InterruptedException {
    try (Stream<Path> all = Files.walk(files)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Programs.run(
            work, List.of("dd", "if=" + file, "iflag=nocache", "count=0", "status=none"), PATIENCE);
      }
    }
  }
}
