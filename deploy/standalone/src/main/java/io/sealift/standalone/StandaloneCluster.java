package io.sealift.standalone;

import io.sealift.agent.RegionAgent;
import io.sealift.agent.RegionAgentSettings;
import io.sealift.agent.exchange.Conversion;
import io.sealift.agent.kms.KmsException;
import io.sealift.agent.store.StoreException;
import io.sealift.audit.AuditSettings;
import io.sealift.coordinator.Coordinator;
import io.sealift.coordinator.CoordinatorSettings;
import io.sealift.copy.RegionId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.signature.AccessKey;
import io.sealift.telemetry.Telemetry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/**
 * A whole cluster in this process: a broker, one coordinator and the agents of every region, with
 * everything in one directory. Comes back with all its state when it is started again there, also
 * after {@code kill -9}.
 */
public final class StandaloneCluster implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int MAX_TARGETS = 5;
  private static final int RUNNING_PER_REGION = 5;

  // A broker on the same machine answers at once: an agent that is silent for 6 seconds is gone.
  // All stop together: nobody is there for whom an agent should end what it has begun.
  private static final RegionAgentSettings.Limits AGENT_LIMITS =
      new RegionAgentSettings.Limits(
          RegionAgentSettings.Limits.DEFAULT.slots(),
          Duration.ofSeconds(6),
          Duration.ofSeconds(20),
          Duration.ofMinutes(10),
          Duration.ZERO);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final String kafkaServers;
  private final Coordinator coordinator;

  private StandaloneCluster(ClusterSettings settings)
      throws IOException, InterruptedException, TimeoutException {
    boolean started = false;
    try {
      ClusterDirectory directory = opened(ClusterDirectory.open(settings.directory()));
      directory.settle(settings.regions());
      kafkaServers =
          settings.kafkaServers().isPresent()
              ? settings.kafkaServers().get()
              : opened(new EmbeddedKafka(directory.kafka(), 0)).bootstrapServers();
      coordinator = opened(startCoordinator(settings, directory));
      startAgents(settings, directory);
      directory.writeClientEnvironment(endpoint(), coordinator.administratorKey());
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /** Starts the cluster and returns once its API is served. */
  public static StandaloneCluster start(ClusterSettings settings)
      throws IOException, InterruptedException, TimeoutException {
    return new StandaloneCluster(settings);
  }

  /** Where the API is served, as {@code http://host:port}. */
  public String endpoint() {
    return "http://%s:%d".formatted(HOST, coordinator.port());
  }

  /** Where Kafka is reached. */
  public String kafkaServers() {
    return kafkaServers;
  }

  /** The administrator's access key. */
  public AccessKey administratorKey() {
    return coordinator.administratorKey();
  }

  private Coordinator startCoordinator(ClusterSettings settings, ClusterDirectory directory)
      throws IOException, InterruptedException, TimeoutException {
    Path data = directory.coordinator();
    int port = settings.port() == 0 ? FreePort.remembered(data.resolve("port")) : settings.port();
    Telemetry telemetry = opened(new Telemetry());
    return Coordinator.start(
        new CoordinatorSettings(
                Optional.empty(),
                Set.copyOf(settings.regions()),
                KafkaSettings.of(kafkaServers),
                data,
                HOST,
                port,
                MAX_TARGETS,
                RUNNING_PER_REGION,
                1)
            .with(audit(settings.directory(), "coordinator")),
        telemetry);
  }

  /** Starts all agents at once, because each waits for the broker more than it works. */
  private void startAgents(ClusterSettings settings, ClusterDirectory directory)
      throws IOException, InterruptedException {
    List<Callable<RegionAgent>> starts = new ArrayList<>();
    for (RegionId region : settings.regions()) {
      for (int number = 1; number <= settings.agentsPerRegion(); number++) {
        int ordinal = number;
        Telemetry telemetry = opened(new Telemetry());
        starts.add(() -> startAgent(settings, directory, region, ordinal, telemetry));
      }
    }
    ExecutorService threads = Executors.newFixedThreadPool(starts.size());
    try {
      IOException failure = null;
      for (Future<RegionAgent> start : threads.invokeAll(starts)) {
        try {
          opened(start.get());
        } catch (ExecutionException e) {
          failure =
              e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        }
      }
      if (failure != null) {
        throw failure;
      }
    } finally {
      threads.shutdown();
    }
  }

  private RegionAgent startAgent(
      ClusterSettings settings,
      ClusterDirectory directory,
      RegionId region,
      int number,
      Telemetry telemetry)
      throws IOException {
    RegionAgentSettings agent =
        new RegionAgentSettings(
                AgentNames.of(region, number),
                region,
                KafkaSettings.of(kafkaServers),
                directory.store(region),
                directory.keyRing(region),
                HOST,
                HOST,
                RegionAgentSettings.Ports.ANY,
                AGENT_LIMITS)
            .with(new RegionAgentSettings.Exchange(directory.exchange(region), Conversion.REFUSED))
            .with(audit(settings.directory(), AgentNames.of(region, number).value()));
    try {
      return RegionAgent.start(agent, telemetry);
    } catch (StoreException | KmsException e) {
      throw new IOException(
          "cannot start the agent of region %s: %s".formatted(region, e.getMessage()), e);
    }
  }

  /** Each role's records have a file of their own. */
  private static AuditSettings audit(Path directory, String role) {
    return AuditSettings.into(directory.resolve("logs").resolve("audit-" + role + ".jsonl"));
  }

  private <T extends AutoCloseable> T opened(T part) {
    parts.push(part);
    return part;
  }

  /** Stops agents first and the broker last. */
  @Override
  @SuppressWarnings(
      "IllegalCatch") // AutoCloseable declares no narrower type, and the others have to be closed
  // too.
  public void close() throws IOException {
    IOException failure = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new IOException("cannot stop the cluster: " + e.getMessage(), e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
