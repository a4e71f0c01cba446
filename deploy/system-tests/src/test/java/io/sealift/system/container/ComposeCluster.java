package io.sealift.system.container;

import io.sealift.cli.client.ClientSettings;
import io.sealift.signature.AccessKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.testcontainers.containers.ComposeContainer;

/**
 * The cluster of {@code deploy/compose/compose.yaml}, under a name, on ports and in volumes of its
 * own, started and removed by Testcontainers; whatever else is done to it is done by {@link
 * Docker}, as an operator does it. What its containers say is left in {@code target/compose.log}.
 */
final class ComposeCluster implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(4);
  static final List<String> REGIONS = List.of("north", "south", "west");

  private static final Path FILE = Path.of("../compose/compose.yaml");
  private static final Path LOG = Path.of("target/compose.log");
  private static final List<String> COORDINATORS = List.of("coordinator-1", "coordinator-2");
  private static final String AUTHORITIES = "/var/lib/sealift/tls/ca.pem";
  private static final String METRICS = "https://localhost:8080/metrics";
  private static final String ADMINISTRATOR = "/var/lib/sealift/coordinator/administrator.env";

  private static final String NAME = "sealift-test-" + ProcessHandle.current().pid() + "-";
  private static final String PROJECT = "{{.Label \"com.docker.compose.project\"}}";

  private final Path files;
  private final Path client;
  private final Docker docker;
  private final ComposeContainer containers;
  private String project = "";
  private final Map<String, URI> endpoints = new HashMap<>();

  private ComposeCluster() {
    try {
      this.files = Files.createDirectories(Path.of("target/compose-files"));
      this.client = Files.createDirectories(Path.of("target/compose-client"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.docker =
        new Docker(
            Map.of(
                "SEALIFT_FILES", absolute(files),
                "SEALIFT_CLIENT", absolute(client),
                "SEALIFT_USER", owner(files),
                "SEALIFT_PORT_1", "0",
                "SEALIFT_PORT_2", "0",
                "SEALIFT_PROMETHEUS_PORT", "0",
                "SEALIFT_GRAFANA_PORT", "0"));
    this.containers =
        new ComposeContainer(NAME, FILE.toFile())
            .withPull(false)
            .withBuild(true)
            .withEnv(docker.environment());
  }

  /** Builds the images, starts everything, and returns when every health check is content. */
  static ComposeCluster start() {
    ComposeCluster cluster = new ComposeCluster();
    boolean started = false;
    try {
      cluster.containers.start();
      cluster.project =
          cluster.docker.call("ps", "--filter", "name=" + NAME, "--last", "1", "--format", PROJECT);
      cluster.up();
      write(cluster.client.resolve(ClientSettings.FILE), cluster.administrator());
      write(
          cluster.authorities(),
          cluster.compose("exec", "-T", "coordinator-1", "cat", AUTHORITIES));
      started = true;
      return cluster;
    } finally {
      if (!started) {
        cluster.close();
      }
    }
  }

  private static String owner(Path directory) {
    try {
      return "%s:%s"
          .formatted(
              Files.getAttribute(directory, "unix:uid"), Files.getAttribute(directory, "unix:gid"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String absolute(Path path) {
    return path.toAbsolutePath().normalize().toString();
  }

  /** Everything as the file says it, and well; what runs so already is left alone. */
  void up() {
    compose("up", "--detach", "--wait", "--wait-timeout", "300", "--remove-orphans");
    // Docker chooses a published port anew at each start.
    COORDINATORS.forEach(name -> endpoints.put(name, published("https", name, 8080)));
  }

  /** Where a container's port is reached on this machine. */
  URI published(String scheme, String service, int port) {
    return URI.create(scheme + "://" + compose("port", service, Integer.toString(port)));
  }

  private String administrator() {
    return compose("exec", "-T", "coordinator-1", "cat", ADMINISTRATOR) + "\n";
  }

  /** The administrator, at a coordinator's port on this machine. */
  ClientSettings settings(String coordinator) {
    Map<String, String> values = new HashMap<>();
    administrator()
        .lines()
        .map(line -> line.split("=", 2))
        .forEach(pair -> values.put(pair[0], pair[1]));
    return new ClientSettings(
        Objects.requireNonNull(endpoints.get(coordinator)),
        new AccessKey(
            Objects.requireNonNull(values.get(ClientSettings.ACCESS_KEY_ID)),
            Objects.requireNonNull(values.get(ClientSettings.ACCESS_KEY_SECRET))),
        Optional.of(authorities()));
  }

  /** Whom users of the API trust. */
  private Path authorities() {
    return client.resolve("ca.pem");
  }

  /** The directory that the command line's container sees as its own. */
  Path files() {
    return files;
  }

  Docker docker() {
    return docker;
  }

  /** {@code docker compose} with this cluster's file and name; must end well. */
  String compose(String... arguments) {
    return docker.call(line(arguments));
  }

  private List<String> line(String... arguments) {
    List<String> line =
        new ArrayList<>(List.of("compose", "--project-name", project, "--file", FILE.toString()));
    line.addAll(List.of(arguments));
    return line;
  }

  /** Runs the command line in its container, against this coordinator. */
  Docker.Ended sealift(String coordinator, String... arguments) {
    List<String> line = line("run", "--rm", "-T", "-e", endpointOf(coordinator), "sealift");
    line.addAll(List.of(arguments));
    return docker.run(line);
  }

  private static String endpointOf(String coordinator) {
    return ClientSettings.ENDPOINT + "=https://" + coordinator + ":8080";
  }

  /** The running containers of a service, by id. */
  List<String> containers(String service) {
    return compose("ps", "--quiet", "--status", "running", service).lines().sorted().toList();
  }

  /** The container of the coordinator that decides. */
  String activeCoordinator() {
    return Awaitility.await("a coordinator that decides")
        .atMost(PATIENCE)
        .until(
            () ->
                COORDINATORS.stream()
                    .filter(name -> !containers(name).isEmpty())
                    .filter(this::decides)
                    .findFirst(),
            Optional::isPresent)
        .map(name -> containers(name).get(0))
        .orElseThrow();
  }

  private boolean decides(String coordinator) {
    return compose("exec", "-T", coordinator, "curl", "-fsS", "--cacert", AUTHORITIES, METRICS)
        .lines()
        .anyMatch(line -> line.startsWith("sealift_engine_owner") && line.endsWith(" 1.0"));
  }

  /** All running containers, by id. */
  List<String> containers() {
    return compose("ps", "--quiet", "--status", "running").lines().toList();
  }

  /** The name that Docker gave to a network of the file. */
  String network(String name) {
    return project + "_" + name;
  }

  /** Makes a new certificate for one of the cluster's names. */
  void rotate(String name) {
    Map<String, String> environment = new HashMap<>(docker.environment());
    environment.put("SEALIFT_CERTIFICATES", "--rotate=" + name);
    new Docker(environment).call(line("run", "--rm", "-T", "init-certificates"));
  }

  /** What tells a name's certificate for Kafka, and its key, from every other. */
  String fingerprint(String name) {
    return docker.call(
        "run",
        "--rm",
        "--volume=" + network("tls-" + name) + ":/tls:ro",
        "--user=0:0",
        "--entrypoint=sha256sum",
        "apache/kafka:4.3.1",
        "/tls/kafka.pem");
  }

  /** The interface by which this machine is in a network of the file. */
  String bridge(String name) {
    return "br-"
        + docker.call("network", "inspect", "--format", "{{.Id}}", network(name)).substring(0, 12);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (!project.isEmpty()) {
      write(LOG, docker.run(line("logs", "--no-color", "--timestamps")).out());
      compose("kill");
    }
    containers.stop();
  }
}
