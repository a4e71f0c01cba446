package io.sealift.benchmark.study;

import io.sealift.benchmark.image.ImageMaker;
import io.sealift.benchmark.image.TestImage;
import io.sealift.benchmark.measure.Figures;
import io.sealift.benchmark.measure.ProcessUse;
import io.sealift.benchmark.measure.Stopwatch;
import io.sealift.benchmark.product.BenchCluster;
import io.sealift.benchmark.product.CopyOrder;
import io.sealift.benchmark.product.OrderedCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Disks of very different nominal size with the same data, evenly scattered, one MiB to a segment:
 * what is done with them must take the same time and memory.
 */
final class LargeImages implements Study {
  private static final long GIB = 1L << 30;
  private static final int EXTENTS = 48;
  private static final List<Long> SIZES = List.of(32 * GIB, 2048 * GIB, 32768 * GIB);

  @Override
  public String name() {
    return "large-images";
  }

  @Override
  public Figures run(Path work, Consumer<String> progress)
      throws IOException, InterruptedException, TimeoutException {
    List<Figures.Row> rows = new ArrayList<>();
    try (BenchCluster cluster = BenchCluster.start(work.resolve("cluster"), 1)) {
      // The first copies of a process warm it up.
      measure(cluster, new ImageMaker(work).scattered(SIZES.get(0), EXTENTS), work);
      for (long size : SIZES) {
        progress.accept("a disk of %d GiB".formatted(size / GIB));
        TestImage image;
        try {
          image = new ImageMaker(work).scattered(size, EXTENTS);
        } catch (IOException e) {
          progress.accept("no disk of %d GiB here: %s".formatted(size / GIB, e.getMessage()));
          continue;
        }
        rows.add(measure(cluster, image, work));
      }
    }
    return new Figures(
        "large-images: %d MiB of data, scattered over the disk".formatted(EXTENTS),
        List.of(
            "import s",
            "verbatim copy s",
            "resealed copy s",
            "paused and resumed s",
            "export s",
            "peak heap MiB",
            "peak resident MiB"),
        rows);
  }

  private static Figures.Row measure(BenchCluster cluster, TestImage image, Path work)
      throws IOException, InterruptedException, TimeoutException {
    ProcessUse.watch();
    Stopwatch importing = Stopwatch.start();
    String imageId = cluster.importImage(image);
    double imported = importing.stop().seconds();
    Files.delete(image.file());
    double verbatim = copy(cluster, imageId, false, false);
    double resealed = copy(cluster, imageId, true, false);
    double resumed = copy(cluster, imageId, true, true);
    Path file = work.resolve("exported.raw");
    Stopwatch exporting = Stopwatch.start();
    cluster.exportImage(imageId, file);
    double exported = exporting.stop().seconds();
    if (Files.size(file) != image.sizeBytes()) {
      throw new IOException("the export has another size than the image");
    }
    Files.delete(file);
    double heap = ProcessUse.peakHeapMib();
    double resident = ProcessUse.peakResidentMib();
    cluster.delete(BenchCluster.SOURCE, imageId);
    return Figures.Row.of(
        "%,d GiB".formatted(image.sizeBytes() / GIB),
        imported,
        verbatim,
        resealed,
        resumed,
        exported,
        heap,
        resident);
  }

  private static double copy(
      BenchCluster cluster, String imageId, boolean encrypt, boolean interrupted)
      throws IOException, InterruptedException, TimeoutException {
    Stopwatch watch = Stopwatch.start();
    OrderedCopy copy =
        new CopyOrder(imageId, List.of(BenchCluster.TARGET), encrypt).submit(cluster);
    if (interrupted) {
      cluster.await(
          "the first bytes",
          () -> copy.job().path("targets").path(0).path("bytesDone").asLong() > 0);
      copy.control("pause");
      copy.control("resume");
    }
    copy.awaitEnd();
    double seconds = watch.stop().seconds();
    copy.delete();
    return seconds;
  }
}
