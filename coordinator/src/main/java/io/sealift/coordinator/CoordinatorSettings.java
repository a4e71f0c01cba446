package io.sealift.coordinator;

import io.sealift.audit.AuditSettings;
import io.sealift.config.ByteSize;
import io.sealift.config.ConfigCheck;
import io.sealift.config.ConfigException;
import io.sealift.config.ConfigKey;
import io.sealift.config.ConfigReader;
import io.sealift.config.ConfigType;
import io.sealift.config.ConfigValues;
import io.sealift.config.ExposedPort;
import io.sealift.coordinator.api.rpc.OldSignature;
import io.sealift.coordinator.catalog.CatalogPolicy;
import io.sealift.coordinator.catalog.CatalogPolicy.TagInheritance;
import io.sealift.copy.RegionId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.telemetry.LogSettings;
import io.sealift.tls.CertificateFiles;
import io.sealift.tls.CertificateSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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
 * @param catalog what the rules of the ECS and KMS interfaces draw on
 * @param oldSignature whether requests signed the older way are taken
 * @param certificate with which the API is served over TLS
 * @param audit where the audit log is written
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
    int replicationFactor,
    CatalogPolicy catalog,
    OldSignature oldSignature,
    Optional<CertificateFiles> certificate,
    AuditSettings audit) {

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
  private static final ConfigKey<Path> CERTIFICATE =
      ConfigKey.optional(
          "coordinator.tls-certificate",
          ConfigType.PATH,
          "The certificate, in PEM, with which the API is served over HTTPS; read anew when it"
              + " changes.");
  private static final ConfigKey<Path> KEY =
      ConfigKey.optional(
          "coordinator.tls-key",
          ConfigType.PATH,
          "The key to that certificate, in PEM (PKCS#8, not encrypted).");
  private static final ConfigKey<Boolean> CLEAR_TEXT =
      ConfigKey.withDefault(
          "coordinator.clear-text",
          ConfigType.BOOLEAN,
          "false",
          "Lets the API be served without TLS on an address that others reach, as behind a proxy"
              + " that ends TLS: whoever listens reads tickets and new access keys.");
  private static final ConfigKey<Integer> MAX_TARGETS =
      ConfigKey.withDefault(
          "copy.max-targets", ConfigType.integer(1, 64), "5", "Targets of one request, at most.");
  private static final ConfigKey<Integer> RUNNING =
      ConfigKey.withDefault(
          "copy.running-per-region",
          ConfigType.integer(1, 1000),
          "5",
          "Targets of one account that run at once in a region; the others wait.");

  private static final ConfigKey<Boolean> INHERIT_TAGS =
      ConfigKey.withDefault(
          "copy.inherit-tags",
          ConfigType.BOOLEAN,
          "true",
          "Whether a copy made through CopyImage or CreateStack takes over its source's tags; those"
              + " of the request win.");
  private static final ConfigKey<List<RegionId>> ENCRYPTED_REGIONS =
      ConfigKey.optional(
          "copy.encrypted-regions",
          ConfigType.listOf(ConfigType.REGION),
          "Regions into which no copy is plain: one that does not say is encrypted, one with"
              + " Encrypted=false refused.");
  private static final ConfigKey<ByteSize> MAX_IMAGE =
      ConfigKey.withDefault(
          "copy.max-image-size",
          ConfigType.size(ByteSize.parse("1MiB"), ByteSize.parse("512TiB")),
          "2TiB",
          "Above it, CopyImage refuses an image: its snapshots are copied instead.");
  private static final ConfigKey<Integer> MAX_IMAGES =
      ConfigKey.withDefault(
          "copy.max-images",
          ConfigType.integer(1, 1_000_000),
          "100000",
          "Images that an account may have in a region.");
  private static final ConfigKey<Boolean> OLD_SIGNATURE =
      ConfigKey.withDefault(
          "api.old-signature",
          ConfigType.BOOLEAN,
          "true",
          "Whether requests signed with HMAC-SHA1 (signature version 1) are taken.");

  private static final List<ConfigKey<?>> OWN_KEYS =
      List.of(
          ID,
          REGIONS,
          BOOTSTRAP,
          KafkaSettings.CLEAR_TEXT,
          REPLICATION,
          DATA,
          BIND,
          PORT,
          CERTIFICATE,
          KEY,
          CLEAR_TEXT,
          MAX_TARGETS,
          RUNNING,
          INHERIT_TAGS,
          ENCRYPTED_REGIONS,
          MAX_IMAGE,
          MAX_IMAGES,
          OLD_SIGNATURE,
          LogSettings.FORMAT);

  /** Every setting there is, for the reference page. */
  public static final List<ConfigKey<?>> KEYS =
      Stream.concat(OWN_KEYS.stream(), AuditSettings.KEYS.stream()).toList();

  private static final CertificateSettings TLS = new CertificateSettings(CERTIFICATE, KEY);
  private static final List<ConfigCheck> CHECKS =
      List.of(
          TLS,
          new ExposedPort(BIND, CERTIFICATE, CLEAR_TEXT),
          KafkaSettings.exposure(BOOTSTRAP),
          CoordinatorSettings::unknownRegions);

  public CoordinatorSettings {
    regions = Set.copyOf(regions);
  }

  /** A coordinator with the default rules of the ECS and KMS interfaces. */
  @SuppressWarnings("checkstyle:ParameterNumber") // The components, less those with a default.
  public CoordinatorSettings(
      Optional<String> coordinatorId,
      Set<RegionId> regions,
      KafkaSettings kafka,
      Path dataDirectory,
      String bindHost,
      int port,
      int maxTargets,
      int runningPerRegion,
      int replicationFactor) {
    this(
        coordinatorId,
        regions,
        kafka,
        dataDirectory,
        bindHost,
        port,
        maxTargets,
        runningPerRegion,
        replicationFactor,
        CatalogPolicy.defaults(regions),
        OldSignature.ACCEPTED,
        Optional.empty(),
        AuditSettings.IN_LOG);
  }

  /** The same with an audit log there. */
  public CoordinatorSettings with(AuditSettings other) {
    return new CoordinatorSettings(
        coordinatorId,
        regions,
        kafka,
        dataDirectory,
        bindHost,
        port,
        maxTargets,
        runningPerRegion,
        replicationFactor,
        catalog,
        oldSignature,
        certificate,
        other);
  }

  /** A region that is misspelled would take plain copies. */
  private static List<String> unknownRegions(ConfigValues values) {
    Optional<List<RegionId>> known = values.find(REGIONS);
    return values.find(ENCRYPTED_REGIONS).orElse(List.of()).stream()
        .filter(region -> known.isPresent() && !known.get().contains(region))
        .map(region -> "%s: %s is not in regions".formatted(ENCRYPTED_REGIONS.name(), region))
        .toList();
  }

  private static CatalogPolicy catalog(ConfigValues values) {
    CatalogPolicy defaults = CatalogPolicy.defaults(Set.copyOf(values.get(REGIONS)));
    return new CatalogPolicy(
        defaults.regions(),
        values.get(INHERIT_TAGS) ? TagInheritance.INHERITED : TagInheritance.OWN_ONLY,
        values.get(MAX_IMAGE).bytes(),
        values.get(MAX_IMAGES),
        defaults.maxShares(),
        Set.copyOf(values.find(ENCRYPTED_REGIONS).orElse(List.of())));
  }

  /**
   * Reads all that a coordinator that runs by itself is told.
   *
   * @throws ConfigException with every problem there is
   */
  public static ConfigValues read(Optional<Path> file, Map<String, String> environment)
      throws ConfigException {
    return ConfigReader.read(KEYS, KafkaSettings.CLIENT_KEYS, CHECKS, file, environment);
  }

  /** The coordinator's own settings among what was read. */
  public static CoordinatorSettings of(ConfigValues values) {
    return new CoordinatorSettings(
        values.find(ID),
        Set.copyOf(values.get(REGIONS)),
        new KafkaSettings(values.get(BOOTSTRAP), values.open()),
        values.get(DATA),
        values.get(BIND),
        values.get(PORT),
        values.get(MAX_TARGETS),
        values.get(RUNNING),
        values.get(REPLICATION),
        catalog(values),
        values.get(OLD_SIGNATURE) ? OldSignature.ACCEPTED : OldSignature.REFUSED,
        TLS.read(values),
        AuditSettings.of(values));
  }
}
