package io.sealift.benchmark.product;

import io.sealift.benchmark.image.TestImage;
import io.sealift.benchmark.measure.Case;
import io.sealift.benchmark.measure.Sample;
import io.sealift.benchmark.measure.Stopwatch;
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
      public int warmUps() {
        return 0;
      }

      @Override
      public int interval() {
        return 2;
      }

      @Override
      public Sample run() throws IOException, InterruptedException, TimeoutException {
        Stopwatch watch = Stopwatch.start();
        String imageId = cluster.importImage(image);
        Sample sample = watch.stop();
        cluster.delete(BenchCluster.SOURCE, imageId);
        return sample;
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
      public int warmUps() {
        return 0;
      }

      @Override
      public int interval() {
        return 2;
      }

      @Override
      public Sample run() throws IOException {
        Files.deleteIfExists(file);
        Stopwatch watch = Stopwatch.start();
        source.cluster().exportImage(source.imageId(), file);
        Sample sample = watch.stop();
        Files.delete(file);
        return sample;
      }
    };
  }
}
