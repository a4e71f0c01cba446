package io.sealift.benchmark.study;

import io.sealift.benchmark.image.ImageMaker;
import io.sealift.benchmark.image.TestImage;
import io.sealift.benchmark.measure.Figures;
import io.sealift.benchmark.measure.ProcessUse;
import io.sealift.benchmark.measure.Sample;
import io.sealift.benchmark.product.AgentCopy;
import io.sealift.benchmark.product.AgentPair;
import io.sealift.benchmark.product.BenchCluster;
import io.sealift.benchmark.product.SourceImage;
import io.sealift.benchmark.product.TaskTopic;
import io.sealift.protocol.CopyMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** What a copy between two warm agents costs the process that both, and a broker, run in. */
final class CostOfCopies implements Study {
  private static final long SIZE = 1L << 30;
  private static final double GIB = 1L << 30;
  private static final int WARM_UPS = 3;

  @Override
  public String name() {
    return "cost";
  }

  @Override
  public Figures run(Path work, Consumer<String> progress)
      throws IOException, InterruptedException, TimeoutException {
    List<Figures.Row> rows = new ArrayList<>();
    TestImage image = new ImageMaker(work).random(SIZE);
    try (BenchCluster cluster = BenchCluster.start(work.resolve("cluster"), 1);
        AgentPair agents = AgentPair.start(cluster, work.resolve("agents"));
        TaskTopic topic = new TaskTopic(agents);
        SourceImage source = SourceImage.importInto(cluster, image)) {
      for (CopyMode mode : List.of(CopyMode.VERBATIM, CopyMode.RESEALED)) {
        AgentCopy copy = new AgentCopy(source, topic, mode);
        for (int i = 0; i < WARM_UPS; i++) {
          copy.run();
        }
        progress.accept(copy.name());
        double copied = agents.bytes("user-copy");
        double sent = agents.bytes("sendfile");
        ProcessUse use = ProcessUse.watch();
        Sample sample = copy.run();
        rows.add(
            Figures.Row.of(
                copy.name(),
                sample.seconds(),
                sample.cpuSeconds() / (SIZE / GIB),
                use.readAndWriteCalls() / (SIZE / GIB),
                use.switches() / (SIZE / GIB),
                (agents.bytes("user-copy") - copied) / SIZE,
                (agents.bytes("sendfile") - sent) / SIZE,
                ProcessUse.peakHeapMib(),
                ProcessUse.directMib(),
                ProcessUse.peakResidentMib()));
      }
    }
    return new Figures(
        "cost: an image of 1 GiB; the process holds two regions' agents twice, brokers and"
            + " coordinator",
        List.of(
            "s",
            "cpu s/GiB",
            "read+write calls/GiB",
            "switches/GiB",
            "user copies of a byte",
            "sendfile of a byte",
            "peak heap MiB",
            "direct MiB",
            "peak resident MiB"),
        rows);
  }
}
