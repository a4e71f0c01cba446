package io.sealift.agent;

import io.sealift.agent.exchange.Conversion;
import io.sealift.audit.AuditSettings;
import io.sealift.config.ConfigCheck;
import io.sealift.config.ConfigException;
import io.sealift.config.ConfigKey;
import io.sealift.config.ConfigReader;
import io.sealift.config.ConfigType;
import io.sealift.config.ConfigValues;
import io.sealift.config.ExposedPort;
import io.sealift.copy.AgentId;
import io.sealift.copy.RegionId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.telemetry.LogSettings;
import io.sealift.tls.CertificateSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The settings of a region agent that runs by itself, as its operator writes them. */
public final class RegionAgentConfig {
  private static final int MAX_PORT = 65_535;

  private static final ConfigKey<AgentId> ID =
      ConfigKey.required(
          "agent.id",
          new ConfigType<>("agent id", AgentId::new),
          "Names this agent among all; it keeps its name over restarts.");
  private static final ConfigKey<RegionId> REGION =
      ConfigKey.required(
          "agent.region", ConfigType.REGION, "The region that this agent works for.");
  private static final ConfigKey<String> BOOTSTRAP =
      ConfigKey.required(
          "kafka.bootstrap-servers",
          ConfigType.TEXT,
          "Where Kafka is reached, host:port, by commas.");
  private static final ConfigKey<Path> STORE =
      ConfigKey.required(
          "agent.store-directory",
          ConfigType.PATH,
          "The region's store, which all its agents share.");
  private static final ConfigKey<Path> KEY_RING =
      ConfigKey.required(
          "agent.key-ring-directory",
          ConfigType.PATH,
          "The region's key ring, which all its agents share.");
  private static final ConfigKey<Path> EXCHANGE =
      ConfigKey.optional(
          "exchange.directory",
          ConfigType.PATH,
          "Where ImportImage reads and ExportImage writes: account/bucket/object in it. All agents"
              + " of the region share it. Without it, both are refused.");
  private static final ConfigKey<Boolean> CONVERSION =
      ConfigKey.withDefault(
          "exchange.conversion",
          ConfigType.BOOLEAN,
          "false",
          "Whether files that are not raw are taken and written there. It runs qemu-img as the"
              + " agent's user, who can read the key ring.");
  private static final ConfigKey<String> BIND =
      ConfigKey.withDefault(
          "agent.bind-host", ConfigType.TEXT, "127.0.0.1", "The address the agent listens on.");
  private static final ConfigKey<String> ADVERTISED =
      ConfigKey.optional(
          "agent.advertised-host",
          ConfigType.TEXT,
          "The name or address under which others reach this agent; the bind host without it.");
  private static final ConfigKey<Integer> BLOCK_PORT =
      ConfigKey.withDefault(
          "agent.block-port",
          ConfigType.integer(0, MAX_PORT),
          "0",
          "Sealed segments for agents; 0 means any.");
  private static final ConfigKey<Integer> CONTROL_PORT =
      ConfigKey.withDefault(
          "agent.control-port",
          ConfigType.integer(0, MAX_PORT),
          "0",
          "Grants, uploads and downloads; 0 means any.");
  private static final ConfigKey<Integer> MANAGEMENT_PORT =
      ConfigKey.withDefault(
          "agent.management-port",
          ConfigType.integer(0, MAX_PORT),
          "0",
          "Metrics and health; 0 means any.");
  private static final ConfigKey<Path> MANAGEMENT_CERTIFICATE =
      ConfigKey.optional(
          "agent.management-certificate",
          ConfigType.PATH,
          "The certificate, in PEM, with which the management port is served over TLS; read anew"
              + " when it changes.");
  private static final ConfigKey<Path> MANAGEMENT_KEY =
      ConfigKey.optional(
          "agent.management-key",
          ConfigType.PATH,
          "The key to that certificate, in PEM (PKCS#8, not encrypted).");
  private static final ConfigKey<Boolean> MANAGEMENT_CLEAR_TEXT =
      ConfigKey.withDefault(
          "agent.management-clear-text",
          ConfigType.BOOLEAN,
          "false",
          "Lets the management port be served without TLS on an address that others reach: whoever"
              + " listens reads the metrics.");
  private static final ConfigKey<Integer> SLOTS =
      ConfigKey.withDefault(
          "agent.slots",
          ConfigType.integer(0, 64),
          "0",
          "How many attempts run at once; 0 means one for each processor, but 2 to 16.");
  private static final ConfigKey<Duration> LOCK =
      ConfigKey.withDefault(
          "agent.acquisition-lock",
          ConfigType.duration(Duration.ofSeconds(5), Duration.ofMinutes(10)),
          "15s",
          "After this long a silence Kafka gives a task to another agent; the broker bounds it.");
  private static final ConfigKey<Duration> STOP_GRACE =
      ConfigKey.withDefault(
          "agent.stop-grace",
          ConfigType.duration(Duration.ZERO, Duration.ofHours(1)),
          "20s",
          "How long an agent that is told to stop goes on with what it has begun; then it gives it"
              + " back. Whoever kills the process must wait longer.");

  private static final List<ConfigKey<?>> OWN_KEYS =
      List.of(
          ID,
          REGION,
          BOOTSTRAP,
          KafkaSettings.CLEAR_TEXT,
          STORE,
          KEY_RING,
          EXCHANGE,
          CONVERSION,
          BIND,
          ADVERTISED,
          BLOCK_PORT,
          CONTROL_PORT,
          MANAGEMENT_PORT,
          MANAGEMENT_CERTIFICATE,
          MANAGEMENT_KEY,
          MANAGEMENT_CLEAR_TEXT,
          SLOTS,
          LOCK,
          STOP_GRACE,
          LogSettings.FORMAT);

  /** Every setting there is, for the reference page. */
  public static final List<ConfigKey<?>> KEYS =
      Stream.concat(OWN_KEYS.stream(), AuditSettings.KEYS.stream()).toList();

  private static final CertificateSettings MANAGEMENT_TLS =
      new CertificateSettings(MANAGEMENT_CERTIFICATE, MANAGEMENT_KEY);

  // The block port serves sealed blocks and the control port has TLS, always.
  private static final List<ConfigCheck> CHECKS =
      List.of(
          MANAGEMENT_TLS,
          new ExposedPort(BIND, MANAGEMENT_CERTIFICATE, MANAGEMENT_CLEAR_TEXT),
          KafkaSettings.exposure(BOOTSTRAP));

  private RegionAgentConfig() {}

  /**
   * Reads all that an agent that runs by itself is told, by a file and the environment.
   *
   * @throws ConfigException with every problem there is
   */
  public static ConfigValues read(Optional<Path> file, Map<String, String> environment)
      throws ConfigException {
    return ConfigReader.read(KEYS, KafkaSettings.CLIENT_KEYS, CHECKS, file, environment);
  }

  /** The agent's own settings among what was read. */
  public static RegionAgentSettings of(ConfigValues values) {
    RegionAgentSettings.Limits defaults = RegionAgentSettings.Limits.DEFAULT;
    return new RegionAgentSettings(
        values.get(ID),
        values.get(REGION),
        new KafkaSettings(values.get(BOOTSTRAP), values.open()),
        values.get(STORE),
        values.get(KEY_RING),
        values.get(BIND),
        values.find(ADVERTISED).orElse(values.get(BIND)),
        new RegionAgentSettings.Ports(
            values.get(BLOCK_PORT), values.get(CONTROL_PORT), values.get(MANAGEMENT_PORT)),
        new RegionAgentSettings.Limits(
            values.get(SLOTS) == 0 ? defaults.slots() : values.get(SLOTS),
            values.get(LOCK),
            defaults.sweepPeriod(),
            defaults.strayAge(),
            values.get(STOP_GRACE)),
        values
            .find(EXCHANGE)
            .map(
                directory ->
                    new RegionAgentSettings.Exchange(
                        directory,
                        values.get(CONVERSION) ? Conversion.ALLOWED : Conversion.REFUSED)),
        MANAGEMENT_TLS.read(values),
        AuditSettings.of(values));
  }
}
