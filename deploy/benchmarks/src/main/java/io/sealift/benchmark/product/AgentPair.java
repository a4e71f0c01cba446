package io.sealift.benchmark.product;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sealift.agent.RegionAgent;
import io.sealift.agent.RegionAgentSettings;
import io.sealift.agent.kms.KmsException;
import io.sealift.agent.store.StoreException;
import io.sealift.copy.AgentId;
import io.sealift.copy.RegionId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.TopicProvisioner;
import io.sealift.standalone.EmbeddedKafka;
import io.sealift.telemetry.MetricNames;
import io.sealift.telemetry.Telemetry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * One agent in each of two regions with a broker of their own and no coordinator, which would
 * delete what it did not order. The source region's store is that of a cluster.
 */
public final class AgentPair implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final List<MeterRegistry> meters = new ArrayList<>();
  private final String kafkaServers;

  private AgentPair(BenchCluster cluster, Path directory, SourceAddress source)
      throws IOException, InterruptedException, TimeoutException {
    boolean started = false;
    try {
      EmbeddedKafka kafka =
          opened(new EmbeddedKafka(Files.createDirectories(directory.resolve("kafka")), 0));
      this.kafkaServers = kafka.bootstrapServers();
      KafkaSettings settings = KafkaSettings.of(kafkaServers);
      new TopicProvisioner(settings.admin())
          .provision(List.of(BenchCluster.SOURCE, BenchCluster.TARGET), (short) 1);
      startAgent(BenchCluster.SOURCE, cluster.region(BenchCluster.SOURCE), settings, source);
      startAgent(BenchCluster.TARGET, directory.resolve("target"), settings, SourceAddress.OWN);
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /** Starts the two agents. */
  public static AgentPair start(BenchCluster cluster, Path directory)
      throws IOException, InterruptedException, TimeoutException {
    return new AgentPair(cluster, directory, SourceAddress.OWN);
  }

  /** The same; the source's agent is reached only where that address says. */
  public static AgentPair start(BenchCluster cluster, Path directory, SourceAddress source)
      throws IOException, InterruptedException, TimeoutException {
    return new AgentPair(cluster, directory, source);
  }

  /** At which host an agent says that it is, and on which ports it listens; 0 is any. */
  public record SourceAddress(String host, int blockPort, int controlPort) {
    static final SourceAddress OWN = new SourceAddress(HOST, 0, 0);
  }

  private void startAgent(RegionId region, Path home, KafkaSettings kafka, SourceAddress address)
      throws IOException {
    RegionAgentSettings settings =
        new RegionAgentSettings(
            new AgentId("bench-" + region),
            region,
            kafka,
            Files.createDirectories(home.resolve("store")),
            Files.createDirectories(home.resolve("keyring")),
            HOST,
            address.host(),
            new RegionAgentSettings.Ports(address.blockPort(), address.controlPort(), 0),
            RegionAgentSettings.Limits.DEFAULT);
    Telemetry telemetry = opened(new Telemetry());
    meters.add(telemetry.registry());
    try {
      opened(RegionAgent.start(settings, telemetry));
    } catch (StoreException | KmsException e) {
      throw new IOException("cannot start the agent of region " + region, e);
    }
  }

  /** The bytes that both agents have moved by a path, as {@code sealift_bytes_total} names it. */
  public double bytes(String path) {
    return meters.stream()
        .flatMap(registry -> registry.find(MetricNames.BYTES).tag("path", path).counters().stream())
        .mapToDouble(Counter::count)
        .sum();
  }

  String kafkaServers() {
    return kafkaServers;
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  @Override
  @SuppressWarnings("checkstyle:IllegalCatch") // AutoCloseable declares no narrower type.
  public void close() throws IOException {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
