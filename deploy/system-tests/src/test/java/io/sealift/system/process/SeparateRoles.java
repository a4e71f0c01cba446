package io.sealift.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;

/**
 * A broker, two coordinators and two agents in each of the regions a and b, each in a process of
 * its own.
 */
final class SeparateRoles implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int COORDINATORS = 2;
  private static final int AGENTS = 4;

  private final Path work;
  private final Map<String, SealiftProcess> processes = new LinkedHashMap<>();
  private final Map<String, String> endpoints = new HashMap<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private String kafkaServers = "";

  SeparateRoles(Path work) {
    this.work = work;
    boolean started = false;
    try {
      startKafka();
      for (int number = 1; number <= COORDINATORS; number++) {
        startCoordinator(number);
      }
      for (int number = 1; number <= 2; number++) {
        launchAgent("a", number);
        launchAgent("b", number);
      }
      processes.forEach(
          (name, process) -> process.awaitLine(name.equals("kafka") ? "kafka " : "ready "));
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  /** Starts the broker, anew or again; it keeps its port. */
  void startKafka() {
    SealiftProcess kafka =
        SealiftProcess.startTestMain(
            work, KafkaMain.class, List.of(work.resolve("kafka").toString()));
    processes.put("kafka", kafka);
    kafkaServers = kafka.awaitLine("kafka ").substring("kafka ".length());
  }

  private void startCoordinator(int number) {
    String name = "coordinator-" + number;
    // Both have the same data directory: the administrator's key is one and the same.
    Path file =
        write(
            name,
            "coordinator.id = " + name,
            "regions = a, b",
            "kafka.bootstrap-servers = " + kafkaServers,
            "kafka.replication-factor = 1",
            "coordinator.data-directory = " + work.resolve("coordinator"),
            "coordinator.port = 0");
    SealiftProcess process =
        SealiftProcess.start(work, Map.of(), List.of("coordinator", "--config", file.toString()));
    processes.put(name, process);
    String line = process.awaitLine("ready ");
    endpoints.put(name, line.substring("ready ".length()).strip());
  }

  /** Starts one more agent and waits until it is ready. */
  void startAgent(String region, int number) {
    launchAgent(region, number);
    process(region + "-" + number).awaitLine("ready ");
  }

  private void launchAgent(String region, int number) {
    String name = region + "-" + number;
    Path file =
        write(
            name,
            "agent.id = " + name,
            "agent.region = " + region,
            "kafka.bootstrap-servers = " + kafkaServers,
            "agent.store-directory = " + work.resolve(region + "-store"),
            "agent.key-ring-directory = " + work.resolve(region + "-keys"),
            "agent.acquisition-lock = 5s",
            "agent.slots = 1");
    processes.put(
        name,
        SealiftProcess.start(work, Map.of(), List.of("region-agent", "--config", file.toString())));
  }

  /** A terminal that talks to the coordinator that owns the engine. */
  Terminal terminal() {
    return terminal(awaitOwner());
  }

  /** A terminal that talks to a coordinator that stands by. */
  Terminal standbyTerminal() {
    String owner = awaitOwner();
    return terminal(
        endpoints.keySet().stream().filter(name -> !name.equals(owner)).findAny().orElseThrow());
  }

  private Terminal terminal(String coordinator) {
    Map<String, String> environment = new HashMap<>();
    try {
      for (String line :
          Files.readAllLines(work.resolve("coordinator").resolve("administrator.env"))) {
        environment.put(
            line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    environment.put("SEALIFT_ENDPOINT", Objects.requireNonNull(endpoints.get(coordinator)));
    return new Terminal(work, environment);
  }

  /** Waits until the coordinator knows every agent. */
  void awaitAgents() {
    Awaitility.await("all agents")
        .atMost(PATIENCE)
        .until(
            () ->
                RunningCluster.elements(terminal().get("/v1/agents").path("agents"))
                        .filter(agent -> agent.path("alive").asBoolean())
                        .count()
                    == AGENTS);
  }

  SealiftProcess process(String name) {
    return Objects.requireNonNull(processes.get(name), name);
  }

  /** {@code kill -9}. */
  void kill(String name) {
    process(name).kill();
  }

  /**
   * Kills the coordinator that owns the engine and waits until the other one does; its endpoint is
   * the one to use now.
   */
  Terminal killOwner() {
    String owner = awaitOwner();
    kill(owner);
    endpoints.remove(owner);
    assertThat(awaitOwner()).isNotEqualTo(owner);
    return terminal();
  }

  private String awaitOwner() {
    List<String> owners = new ArrayList<>();
    Awaitility.await("an owner of the engine")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              owners.clear();
              endpoints.forEach(
                  (name, endpoint) -> {
                    if (owns(endpoint)) {
                      owners.add(name);
                    }
                  });
              return owners.size() == 1;
            });
    return owners.get(0);
  }

  private boolean owns(String endpoint) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(endpoint + "/metrics"))
              .timeout(Duration.ofSeconds(5))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.ofString())
          .body()
          .lines()
          .anyMatch(line -> line.startsWith("sealift_engine_owner") && line.endsWith(" 1.0"));
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private Path write(String name, String... lines) {
    try {
      return Files.write(work.resolve(name + ".properties"), List.of(lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    processes.values().forEach(SealiftProcess::close);
  }
}
