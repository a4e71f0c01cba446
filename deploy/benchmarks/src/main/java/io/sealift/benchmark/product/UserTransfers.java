package io.sealift.benchmark.product;

import io.sealift.benchmark.image.TestImage;
import io.sealift.benchmark.measure.Case;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;

/** What the command line moves between a user's file and a region. */
public final class UserTransfers {
  private UserTransfers() {}

  /** A file into a region: converted to nothing, sealed, committed. */
  public static Case importOf(BenchCluster cluster, TestImage image) {
    return new Case() {
      @Override
      public String name() {
        return "Sealift import";
      }

      @Override
      public double run() throws IOException, InterruptedException, TimeoutException {
        long start = System.nanoTime();
        String imageId = cluster.importImage(image);
        double seconds = (System.nanoTime() - start) / 1e9;
        cluster.delete(BenchCluster.SOURCE, imageId);
        return seconds;
      }
    };
  }

  /** An image out of a region into a file. */
  public static Case exportOf(SourceImage source, Path file) {
    return new Case() {
      @Override
      public String name() {
        return "Sealift export";
      }

      @Override
      public double run() throws IOException {
        Files.deleteIfExists(file);
        long start = System.nanoTime();
        source.cluster().exportImage(source.imageId(), file);
        double seconds = (System.nanoTime() - start) / 1e9;
        Files.delete(file);
        return seconds;
      }
    };
  }
}
