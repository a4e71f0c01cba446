package io.sealift.coordinator;

import io.sealift.config.ConfigException;
import io.sealift.config.ConfigKey;
import io.sealift.config.ConfigReader;
import io.sealift.config.ConfigType;
import io.sealift.config.ConfigValues;
import io.sealift.copy.RegionId;
import io.sealift.kafka.KafkaSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of one coordinator.
 *
 * @param coordinatorId names it among the coordinators; the first by name that lives owns the
 *     engine. Without it, the coordinator takes one that it keeps in the data directory
 * @param regions all regions of the cluster
 * @param dataDirectory holds the administrator's access key and the key that seals secrets;
 *     coordinators of one cluster need the same two files
 * @param port of the API; 0 means any free one
 * @param replicationFactor of the topics
 */
public record CoordinatorSettings(
    Optional<String> coordinatorId,
    Set<RegionId> regions,
    KafkaSettings kafka,
    Path dataDirectory,
    String bindHost,
    int port,
    int maxTargets,
    int runningPerRegion,
    int replicationFactor) {

  private static final ConfigKey<String> ID =
      ConfigKey.optional(
          "coordinator.id",
          ConfigType.TEXT,
          "Names this coordinator among all; without it, one that is kept in the data directory.");
  private static final ConfigKey<List<RegionId>> REGIONS =
      ConfigKey.required(
          "regions", ConfigType.listOf(ConfigType.REGION), "All regions of the cluster.");
  private static final ConfigKey<String> BOOTSTRAP =
      ConfigKey.required(
          "kafka.bootstrap-servers",
          ConfigType.TEXT,
          "Where Kafka is reached, host:port, by commas.");
  private static final ConfigKey<Integer> REPLICATION =
      ConfigKey.withDefault(
          "kafka.replication-factor",
          ConfigType.integer(1, 9),
          "3",
          "Replicas of each topic; 1 keeps data on a single broker.");
  private static final ConfigKey<Path> DATA =
      ConfigKey.required(
          "coordinator.data-directory",
          ConfigType.PATH,
          "Holds the administrator's access key and the key that seals secrets.");
  private static final ConfigKey<String> BIND =
      ConfigKey.withDefault(
          "coordinator.bind-host", ConfigType.TEXT, "127.0.0.1", "The address the API listens on.");
  private static final ConfigKey<Integer> PORT =
      ConfigKey.withDefault(
          "coordinator.port",
          ConfigType.integer(0, 65_535),
          "8080",
          "The API's port; 0 means any.");
  private static final ConfigKey<Integer> MAX_TARGETS =
      ConfigKey.withDefault(
          "copy.max-targets", ConfigType.integer(1, 64), "5", "Targets of one request, at most.");
  private static final ConfigKey<Integer> RUNNING =
      ConfigKey.withDefault(
          "copy.running-per-region",
          ConfigType.integer(1, 1000),
          "5",
          "Targets of one account that run at once in a region; the others wait.");

  /** Every setting there is, for the reference page. */
  public static final List<ConfigKey<?>> KEYS =
      List.of(ID, REGIONS, BOOTSTRAP, REPLICATION, DATA, BIND, PORT, MAX_TARGETS, RUNNING);

  public CoordinatorSettings {
    regions = Set.copyOf(regions);
  }

  /**
   * Reads the settings of a coordinator that runs by itself.
   *
   * @throws ConfigException with every problem there is
   */
  public static CoordinatorSettings read(Optional<Path> file, Map<String, String> environment)
      throws ConfigException {
    ConfigValues values = ConfigReader.read(KEYS, KafkaSettings.CLIENT_KEYS, file, environment);
    return new CoordinatorSettings(
        values.find(ID),
        Set.copyOf(values.get(REGIONS)),
        new KafkaSettings(values.get(BOOTSTRAP), values.open()),
        values.get(DATA),
        values.get(BIND),
        values.get(PORT),
        values.get(MAX_TARGETS),
        values.get(RUNNING),
        values.get(REPLICATION));
  }
}
