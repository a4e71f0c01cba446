package io.sealift.cli.role;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.cli.client.ClientSettings;
import io.sealift.cli.client.RestClient;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.copy.RegionId;
import io.sealift.standalone.ClusterSettings;
import io.sealift.standalone.StandaloneCluster;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts a cluster in this process for a command, and waits until every region can work. */
final class ClusterStart {
  private static final Duration AGENTS_PATIENCE = Duration.ofSeconds(60);
  private static final long INTERVAL_MILLIS = 100;

  private ClusterStart() {}

  static ClusterSettings settings(
      Path directory, List<String> regions, int port, Optional<String> kafka, int agents)
      throws CommandFailure {
    List<RegionId> ids = new ArrayList<>();
    for (String region : regions) {
      ids.add(region(region.strip()));
    }
    try {
      return new ClusterSettings(directory, ids, port, kafka, agents);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, "--" + e.getMessage(), e);
    }
  }

  private static RegionId region(String name) throws CommandFailure {
    try {
      return new RegionId(name);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.USAGE, "--regions: '%s': %s".formatted(name, e.getMessage()), e);
    }
  }

  static StandaloneCluster start(ClusterSettings settings)
      throws IOException, InterruptedException, CommandFailure {
    Path logs = settings.directory().resolve("logs").toAbsolutePath();
    System.setProperty("sealift.logs", logs.toString());
    Foreground.logTo("logback-cluster.xml");
    StandaloneCluster cluster;
    try {
      cluster = StandaloneCluster.start(settings);
    } catch (TimeoutException e) {
      throw new CommandFailure(
          ExitCode.FAILED, "cannot start: %s; see %s".formatted(e.getMessage(), logs), e);
    }
    boolean complete = false;
    try {
      awaitAgents(client(cluster), settings);
      complete = true;
    } finally {
      if (!complete) {
        cluster.close();
      }
    }
    return cluster;
  }

  static RestClient client(StandaloneCluster cluster) {
    return new RestClient(
        new ClientSettings(URI.create(cluster.endpoint()), cluster.administratorKey()),
        AGENTS_PATIENCE);
  }

  private static void awaitAgents(RestClient client, ClusterSettings settings)
      throws IOException, InterruptedException, CommandFailure {
    long deadline = System.nanoTime() + AGENTS_PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      int able = 0;
      for (JsonNode region : client.get("/v1/regions", Map.of()).path("regions")) {
        able += region.path("agents").asInt() >= settings.agentsPerRegion() ? 1 : 0;
      }
      if (able >= settings.regions().size()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
    }
    throw new CommandFailure(
        ExitCode.FAILED,
        "not every region has its agents after %d s; see %s"
            .formatted(AGENTS_PATIENCE.toSeconds(), settings.directory().resolve("logs")));
  }
}
