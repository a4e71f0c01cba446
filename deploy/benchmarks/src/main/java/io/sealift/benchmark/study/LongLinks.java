package io.sealift.benchmark.study;

import io.sealift.benchmark.image.ImageMaker;
import io.sealift.benchmark.image.TestImage;
import io.sealift.benchmark.link.LinkModel;
import io.sealift.benchmark.link.Relay;
import io.sealift.benchmark.measure.Figures;
import io.sealift.benchmark.measure.Stopwatch;
import io.sealift.benchmark.peer.Durable;
import io.sealift.benchmark.peer.Peer;
import io.sealift.benchmark.peer.RelayedStream;
import io.sealift.benchmark.product.AgentCopy;
import io.sealift.benchmark.product.AgentPair;
import io.sealift.benchmark.product.BenchCluster;
import io.sealift.benchmark.product.SourceImage;
import io.sealift.benchmark.product.TaskTopic;
import io.sealift.protocol.CopyMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Copies over a model of a long and lossy link, against one TCP stream of {@code socat} over the
 * same. The agent of the source says that it is at an address where a relay listens.
 */
final class LongLinks implements Study {
  private static final String AGENT_HOST = "127.0.0.1";
  private static final String RELAY_HOST = "127.0.0.2";
  private static final List<Integer> ROUND_TRIPS = List.of(0, 20, 100, 200);
  private static final double LOSS = 0.01;
  private static final double GOOD_MIB = 128;

  /** Over a lossy link little moves, so little is copied: one MiB of each of two segments. */
  private static final int LOSSY_MIB = 2;

  @Override
  public String name() {
    return "relay";
  }

  @Override
  public Figures run(Path work, Consumer<String> progress)
      throws IOException, InterruptedException, TimeoutException {
    List<Figures.Row> rows = new ArrayList<>();
    try (BenchCluster cluster = BenchCluster.start(work.resolve("cluster"), 1)) {
      TestImage good = new ImageMaker(work).random((long) GOOD_MIB << 20);
      try (SourceImage source = SourceImage.importInto(cluster, good)) {
        for (int millis : ROUND_TRIPS) {
          progress.accept("round trip %d ms".formatted(millis));
          LinkModel link = new LinkModel(Duration.ofMillis(millis), 0);
          rows.add(measure(work, cluster, source, new Sent(good.file(), GOOD_MIB), link));
          progress.accept(String.valueOf(rows.get(rows.size() - 1)));
        }
      }
      TestImage scattered = new ImageMaker(work).scattered(LOSSY_MIB * (64L << 20), LOSSY_MIB);
      Path dense = new ImageMaker(work).random((long) LOSSY_MIB << 20).file();
      try (SourceImage source = SourceImage.importInto(cluster, scattered)) {
        for (int millis : ROUND_TRIPS) {
          progress.accept("round trip %d ms, 1 %% lost".formatted(millis));
          LinkModel link = new LinkModel(Duration.ofMillis(millis), LOSS);
          rows.add(measure(work, cluster, source, new Sent(dense, LOSSY_MIB), link));
          progress.accept(String.valueOf(rows.get(rows.size() - 1)));
        }
      }
    }
    return new Figures(
        "relay: a modelled link; agents with two slots, so two streams",
        List.of("MiB", "socat MB/s", "verbatim MB/s", "ratio"),
        rows);
  }

  /** What one stream sends, and how much that is. */
  private record Sent(Path file, double mib) {}

  private static Figures.Row measure(
      Path work, BenchCluster cluster, SourceImage source, Sent sent, LinkModel link)
      throws IOException, InterruptedException, TimeoutException {
    double bytes = sent.mib() * (1 << 20);
    double socat = Double.NaN;
    if (Peer.SOCAT.missing().isEmpty()) {
      socat = bytes / stream(work, sent.file(), link) / 1e6;
    }
    double verbatim = bytes / agents(work, cluster, source, link) / 1e6;
    return Figures.Row.of(
        "%d ms, %.0f %% lost".formatted(link.roundTrip().toMillis(), 100 * link.loss()),
        sent.mib(),
        socat,
        verbatim,
        verbatim / socat);
  }

  private static double stream(Path work, Path file, LinkModel link)
      throws IOException, InterruptedException {
    int port = freePort();
    try (Relay relay = Relay.start(link, at(RELAY_HOST, 0), at(AGENT_HOST, port))) {
      Stopwatch watch = Stopwatch.start();
      RelayedStream.copy(work, file, port, relay.port());
      return watch.stop().seconds();
    }
  }

  private static double agents(Path work, BenchCluster cluster, SourceImage source, LinkModel link)
      throws IOException, InterruptedException, TimeoutException {
    Path directory = Files.createTempDirectory(work, "agents");
    int blocks = freePort();
    int control = freePort();
    try (Relay relayedBlocks = Relay.start(link, at(RELAY_HOST, blocks), at(AGENT_HOST, blocks));
        Relay relayedControl = Relay.start(link, at(RELAY_HOST, control), at(AGENT_HOST, control));
        AgentPair agents =
            AgentPair.start(
                cluster,
                directory,
                new AgentPair.SourceAddress(
                    RELAY_HOST, relayedBlocks.port(), relayedControl.port()));
        TaskTopic topic = new TaskTopic(agents)) {
      AgentCopy copy = new AgentCopy(source, topic, CopyMode.VERBATIM);
      // The first copy pays for connections and for a process that is not warm.
      if (link.loss() == 0) {
        copy.run();
      }
      return copy.run().seconds();
    } finally {
      Durable.delete(directory);
    }
  }

  private static InetSocketAddress at(String host, int port) {
    return new InetSocketAddress(host, port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
