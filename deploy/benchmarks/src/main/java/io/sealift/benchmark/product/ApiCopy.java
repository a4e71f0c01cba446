package io.sealift.benchmark.product;

import io.sealift.benchmark.measure.Case;
import io.sealift.benchmark.measure.Sample;
import io.sealift.benchmark.measure.Stopwatch;
import io.sealift.protocol.CopyMode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** A whole copy job as a user sees it: from the request until the image is available. */
public final class ApiCopy implements Case {
  private final SourceImage source;
  private final CopyMode mode;

  private static final int MAX_WARM_UPS = 6;
  private static final long WARM_BYTES = 12L << 30;

  /** A copy of that image to the other region. */
  public ApiCopy(SourceImage source, CopyMode mode) {
    this.source = source;
    this.mode = mode;
  }

  @Override
  public String name() {
    return nameOf(mode);
  }

  /** The coordinator has done nothing but wait when the agents have been warm for long. */
  @Override
  public int warmUps() {
    return (int) Math.max(1, Math.min(MAX_WARM_UPS, WARM_BYTES / source.manifest().storedBytes()));
  }

  /** What the table calls a copy of that mode. */
  public static String nameOf(CopyMode mode) {
    return "Sealift %s, whole job".formatted(mode == CopyMode.VERBATIM ? "verbatim" : "resealed");
  }

  @Override
  public Sample run() throws IOException, InterruptedException, TimeoutException {
    CopyOrder order =
        new CopyOrder(source.imageId(), List.of(BenchCluster.TARGET), mode == CopyMode.RESEALED);
    BenchCluster cluster = source.cluster();
    Stopwatch watch = Stopwatch.start();
    OrderedCopy copy = order.submit(cluster);
    copy.awaitEnd();
    Sample sample = watch.stop();
    copy.delete();
    return sample;
  }
}
