package io.sealift.system.cluster;

import io.sealift.agent.RegionAgent;
import io.sealift.agent.RegionAgentSettings;
import io.sealift.agent.exchange.Conversion;
import io.sealift.agent.kms.KmsException;
import io.sealift.agent.store.StoreException;
import io.sealift.audit.AuditSettings;
import io.sealift.cli.client.ClientSettings;
import io.sealift.coordinator.Coordinator;
import io.sealift.coordinator.CoordinatorSettings;
import io.sealift.coordinator.api.rpc.OldSignature;
import io.sealift.coordinator.catalog.CatalogPolicy;
import io.sealift.coordinator.catalog.CatalogPolicy.TagInheritance;
import io.sealift.copy.AgentId;
import io.sealift.copy.RegionId;
import io.sealift.kafka.Principals;
import io.sealift.signature.AccessKey;
import io.sealift.telemetry.Telemetry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;

/**
 * A cluster as {@code sealift up} puts it together, whose coordinator and agents can be stopped and
 * started one by one: a broker, a coordinator, and agents of three regions in one directory.
 */
public final class TestCluster implements AutoCloseable {
  public static final String NORTH = "north";
  public static final String SOUTH = "south";
  public static final String WEST = "west";

  private static final String HOST = "127.0.0.1";
  static final Set<RegionId> REGIONS =
      Set.of(new RegionId(NORTH), new RegionId(SOUTH), new RegionId(WEST));
  private static final int MAX_TARGETS = 5;

  private final Path directory;
  private final int runningPerRegion;
  private final CatalogPolicy catalog;
  private final TestKafka kafka;
  private final Map<String, RunningAgent> agents = new TreeMap<>();
  private Optional<RunningCoordinator> coordinator = Optional.empty();
  private int coordinatorPort;

  /** A part that runs, with its metrics. */
  private record RunningAgent(RegionAgent agent, Telemetry telemetry) {}

  private record RunningCoordinator(Coordinator coordinator, Telemetry telemetry) {}

  private TestCluster(
      TestKafka kafka, Path directory, int runningPerRegion, CatalogPolicy catalog) {
    this.kafka = kafka;
    this.directory = directory;
    this.runningPerRegion = runningPerRegion;
    this.catalog = catalog;
  }

  private static TestKafka ownKafka(Path directory) throws IOException {
    return new ClearKafka(directory.resolve("kafka"));
  }

  /** The same on a broker that the cluster closes when it is closed itself. */
  static TestCluster startOn(TestKafka kafka, Path directory)
      throws IOException, InterruptedException, TimeoutException {
    return start(new TestCluster(kafka, directory, MAX_TARGETS, CatalogPolicy.defaults(REGIONS)));
  }

  /** A cluster of three regions with an agent in each. */
  public static TestCluster start(Path directory)
      throws IOException, InterruptedException, TimeoutException {
    return start(directory, MAX_TARGETS);
  }

  /** The same, with another limit on the targets that run at once in a region. */
  public static TestCluster start(Path directory, int runningPerRegion)
      throws IOException, InterruptedException, TimeoutException {
    return start(
        new TestCluster(
            ownKafka(directory), directory, runningPerRegion, CatalogPolicy.defaults(REGIONS)));
  }

  /** The same, in which images may be that large, and that many for an account in a region. */
  static TestCluster startLimited(Path directory, long maxImageBytes, int maxImages)
      throws IOException, InterruptedException, TimeoutException {
    CatalogPolicy limits =
        new CatalogPolicy(
            REGIONS, TagInheritance.INHERITED, maxImageBytes, maxImages, 50, Set.of());
    return start(new TestCluster(ownKafka(directory), directory, MAX_TARGETS, limits));
  }

  private static TestCluster start(TestCluster cluster)
      throws IOException, InterruptedException, TimeoutException {
    boolean started = false;
    try {
      cluster.startCoordinator();
      for (RegionId region : REGIONS) {
        cluster.startAgent(region.value(), 1);
      }
      started = true;
      return cluster;
    } finally {
      if (!started) {
        cluster.close();
      }
    }
  }

  /** Starts the coordinator, on the same port and data as the one before it. */
  public void startCoordinator() throws IOException, InterruptedException, TimeoutException {
    Telemetry telemetry = new Telemetry();
    Coordinator started =
        Coordinator.start(
            new CoordinatorSettings(
                Optional.empty(),
                REGIONS,
                kafka.clientOf(Principals.COORDINATOR),
                Files.createDirectories(directory.resolve("coordinator")),
                HOST,
                coordinatorPort,
                MAX_TARGETS,
                runningPerRegion,
                1,
                catalog,
                OldSignature.ACCEPTED,
                kafka.certificateOf(Principals.COORDINATOR),
                AuditSettings.into(audit("coordinator"))),
            telemetry);
    coordinatorPort = started.port();
    coordinator = Optional.of(new RunningCoordinator(started, telemetry));
  }

  public void stopCoordinator() {
    coordinator.ifPresent(
        running -> {
          running.coordinator().close();
          running.telemetry().close();
        });
    coordinator = Optional.empty();
  }

  /** Starts an agent; the same number takes the place of the one that was stopped. */
  public void startAgent(String region, int number) throws IOException {
    startAgent(region, number, Duration.ZERO);
  }

  /** The same; when it is stopped, the agent has so long for what it has begun. */
  void startAgent(String region, int number, Duration stopGrace) throws IOException {
    startAgent(region, number, stopGrace, HOST, RegionAgentSettings.Ports.ANY);
  }

  /** The same on these ports, which others reach at another address. */
  void startAgent(String region, int number, String advertisedHost, RegionAgentSettings.Ports ports)
      throws IOException {
    startAgent(region, number, Duration.ZERO, advertisedHost, ports);
  }

  private void startAgent(
      String region,
      int number,
      Duration stopGrace,
      String advertisedHost,
      RegionAgentSettings.Ports ports)
      throws IOException {
    Telemetry telemetry = new Telemetry();
    RegionAgentSettings settings =
        new RegionAgentSettings(
                new AgentId(agentName(region, number)),
                new RegionId(region),
                kafka.clientOf(Principals.agent(new RegionId(region))),
                Files.createDirectories(store(region)),
                Files.createDirectories(keyRing(region)),
                HOST,
                advertisedHost,
                ports,
                new RegionAgentSettings.Limits(
                    2,
                    Duration.ofSeconds(6),
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(10),
                    stopGrace))
            .with(
                new RegionAgentSettings.Exchange(
                    Files.createDirectories(exchange(region)), Conversion.REFUSED))
            .with(kafka.certificateOf(Principals.agent(new RegionId(region))))
            .with(AuditSettings.into(audit(agentName(region, number))));
    try {
      agents.put(
          agentName(region, number),
          new RunningAgent(RegionAgent.start(settings, telemetry), telemetry));
    } catch (StoreException | KmsException e) {
      throw new IOException("cannot start the agent of " + region, e);
    }
  }

  public void stopAgent(String region, int number) {
    RunningAgent running = agents.remove(agentName(region, number));
    if (running != null) {
      running.agent().close();
      running.telemetry().close();
    }
  }

  /** The administrator's key. */
  public AccessKey administratorKey() {
    return running().coordinator().administratorKey();
  }

  /** A client with the administrator's key. */
  public ClusterClient client() {
    return new ClusterClient(
        new ClientSettings(
            endpoint(), running().coordinator().administratorKey(), kafka.authorities()));
  }

  /** Where the API is served. */
  public URI endpoint() {
    return URI.create("%s://%s:%d/".formatted(scheme(), HOST, coordinatorPort));
  }

  String kafkaServers() {
    return kafka.bootstrapServers();
  }

  /** Where an agent serves its metrics and health. */
  URI management(String region, int number) {
    RunningAgent running = agents.get(agentName(region, number));
    if (running == null) {
      throw new IllegalStateException("no such agent runs");
    }
    return URI.create("%s://%s/".formatted(scheme(), running.agent().managementEndpoint()));
  }

  private String scheme() {
    return kafka.authorities().isPresent() ? "https" : "http";
  }

  /** Whether an agent says that it takes tasks. */
  boolean isReady(String region, int number) {
    RunningAgent running = agents.get(agentName(region, number));
    return running != null && running.agent().isReady();
  }

  /** What the coordinator counts now. */
  Scrape coordinatorMetrics() {
    return Scrape.of(running().telemetry().scrape());
  }

  /** What an agent counts now. */
  Scrape metrics(String region, int number) {
    RunningAgent running = agents.get(agentName(region, number));
    if (running == null) {
      throw new IllegalStateException("no such agent runs");
    }
    return Scrape.of(running.telemetry().scrape());
  }

  Path directory() {
    return directory;
  }

  /** The audit log of the coordinator, or of the agent of that name. */
  Path audit(String role) {
    return directory.resolve("logs").resolve("audit-" + role + ".jsonl");
  }

  Path store(String region) {
    return directory.resolve("regions").resolve(region).resolve("store");
  }

  Path keyRing(String region) {
    return directory.resolve("regions").resolve(region).resolve("keyring");
  }

  /** Where the region's images come in and go out as files. */
  Path exchange(String region) {
    return directory.resolve("regions").resolve(region).resolve("exchange");
  }

  /** The files of one snapshot. */
  SnapshotFiles files(String region, String snapshotId) {
    return new SnapshotFiles(store(region).resolve("snapshots").resolve(snapshotId));
  }

  private RunningCoordinator running() {
    return coordinator.orElseThrow(() -> new IllegalStateException("no coordinator runs"));
  }

  static String agentName(String region, int number) {
    return region + "-" + number;
  }

  @Override
  public void close() {
    for (RunningAgent running : agents.values()) {
      running.agent().close();
      running.telemetry().close();
    }
    agents.clear();
    stopCoordinator();
    kafka.close();
  }
}
