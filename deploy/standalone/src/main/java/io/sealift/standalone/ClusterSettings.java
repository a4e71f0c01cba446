package io.sealift.standalone;

import io.sealift.copy.RegionId;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * What a cluster in one process must be told.
 *
 * @param directory holds everything; made where it is missing
 * @param port of the API; 0 for the one it had before where that is free, else any
 * @param kafkaServers an external Kafka; without one the embedded broker runs
 * @param agentsPerRegion how many agents each region gets
 */
public record ClusterSettings(
    Path directory,
    List<RegionId> regions,
    int port,
    Optional<String> kafkaServers,
    int agentsPerRegion) {
  private static final int MAX_REGIONS = 32;
  private static final int MAX_AGENTS = 8;
  private static final int MAX_PORT = 65_535;

  public ClusterSettings {
    regions = List.copyOf(regions);
    if (regions.isEmpty() || regions.size() > MAX_REGIONS) {
      throw new IllegalArgumentException("regions: must be 1 to " + MAX_REGIONS);
    }
    if (new HashSet<>(regions).size() < regions.size()) {
      throw new IllegalArgumentException("regions: must not name the same region twice");
    }
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port: must be 0 to " + MAX_PORT);
    }
    if (agentsPerRegion < 1 || agentsPerRegion > MAX_AGENTS) {
      throw new IllegalArgumentException("agents: must be 1 to " + MAX_AGENTS);
    }
  }

  /** A cluster of one agent per region with its own broker on any port. */
  public static ClusterSettings of(Path directory, List<RegionId> regions) {
    return new ClusterSettings(directory, regions, 0, Optional.empty(), 1);
  }
}
