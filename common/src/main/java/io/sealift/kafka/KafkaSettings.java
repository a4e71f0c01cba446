package io.sealift.kafka;

import io.sealift.config.ConfigCheck;
import io.sealift.config.ConfigKey;
import io.sealift.config.ConfigType;
import io.sealift.config.Loopback;
import io.sealift.config.OpenKeys;
import io.sealift.tls.Pem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * How to reach Kafka, and the properties that every client of this project runs with. An operator
 * adds properties (security, timeouts), but never overrides those that correctness rests on. Keys
 * are text, values bytes.
 */
public final class KafkaSettings {
  /**
   * The largest record that any topic takes: a task or a journal entry of an image with very many
   * segments.
   */
  public static final int MAX_RECORD_BYTES = 8 << 20;

  /** Where an operator's further client properties stand in a role's configuration. */
  public static final OpenKeys CLIENT_KEYS = new OpenKeys("kafka.client.", KafkaSettings::problem);

  private static final int MAX_VALUE_CHARS = 8_192;
  private static final int MAX_PEM_CHARS = 256 << 10;
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

  // Certificates and keys as text are the only values of several lines.
  private static final Set<String> PEM =
      Set.of(
          SslConfigs.SSL_KEYSTORE_KEY_CONFIG,
          SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG,
          SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG);

  /** By which an operator lets clients talk in the clear. */
  public static final ConfigKey<Boolean> CLEAR_TEXT =
      ConfigKey.withDefault(
          "kafka.clear-text",
          ConfigType.BOOLEAN,
          "false",
          "Lets the Kafka clients talk without TLS to brokers on other machines: whoever listens"
              + " reads every message, and whoever interferes is a coordinator.");

  private static final Set<String> WITH_TLS = Set.of("SSL", "SASL_SSL");

  private static final Map<String, Object> CLIENT =
      Map.of(
          CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 100L,
          CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000L,
          CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG, 100L);

  private static final Map<String, Object> PRODUCER =
      Map.of(
          ProducerConfig.ACKS_CONFIG,
          "all",
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          true,
          ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
          MAX_RECORD_BYTES,
          ProducerConfig.PARTITIONER_CLASS_CONFIG,
          FirstPartition.class.getName(),
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
          StringSerializer.class.getName(),
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
          ByteArraySerializer.class.getName());

  // Without earliest, a new group or expired offsets would skip records in silence.
  private static final Map<String, Object> CONSUMER =
      Map.of(
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          false,
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          "earliest",
          ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
          false,
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          "read_committed",
          ConsumerConfig.CHECK_CRCS_CONFIG,
          true,
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
          StringDeserializer.class.getName(),
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
          ByteArrayDeserializer.class.getName());

  // A share consumer refuses these classic properties, and takes its start and isolation from the
  // group's own config.
  private static final Set<String> NOT_FOR_SHARE_GROUPS =
      Set.of(
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          ConsumerConfig.ISOLATION_LEVEL_CONFIG);

  private final String bootstrapServers;
  private final Map<String, String> extra;

  /**
   * Settings for one Kafka cluster.
   *
   * @param extra further client properties, for instance {@code security.protocol} and {@code
   *     ssl.*}
   * @throws IllegalArgumentException when one of them is not an operator's to set, or is more than
   *     a line of 8192 characters; certificates and keys as text may have several, and 262,144
   *     characters
   */
  public KafkaSettings(String bootstrapServers, Map<String, String> extra) {
    if (bootstrapServers.isBlank() || !isLine(bootstrapServers)) {
      throw new IllegalArgumentException(
          "bootstrap servers must be host:port, separated by commas");
    }
    List<String> refused = extra.keySet().stream().filter(KafkaSettings::isOurs).sorted().toList();
    if (!refused.isEmpty()) {
      throw new IllegalArgumentException("Kafka client properties that may not be set: " + refused);
    }
    extra.forEach(KafkaSettings::require);
    this.bootstrapServers = bootstrapServers;
    this.extra = Map.copyOf(extra);
  }

  // Values are not quoted: they may be credentials.
  private static Optional<String> problem(String property, String value) {
    if (isOurs(property)) {
      return Optional.of("may not be set");
    }
    if (!NAME.matcher(property).matches()) {
      return Optional.of("a name is up to 200 letters, digits, dots, dashes and underscores");
    }
    if (PEM.contains(property)) {
      return value.length() <= MAX_PEM_CHARS
          ? Optional.empty()
          : Optional.of("must have at most %d characters".formatted(MAX_PEM_CHARS));
    }
    return isLine(value)
        ? Optional.empty()
        : Optional.of("must be one line of at most %d characters".formatted(MAX_VALUE_CHARS));
  }

  private static void require(String property, String value) {
    problem(property, value)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException("%s: %s".formatted(property, problem));
            });
  }

  private static boolean isLine(String value) {
    return value.length() <= MAX_VALUE_CHARS && value.chars().noneMatch(Character::isISOControl);
  }

  /** Settings for a cluster that is reached without credentials. */
  public static KafkaSettings of(String bootstrapServers) {
    return new KafkaSettings(bootstrapServers, Map.of());
  }

  // Config providers would let a property value read files and the environment.
  private static boolean isOurs(String property) {
    return PRODUCER.containsKey(property)
        || CONSUMER.containsKey(property)
        || property.startsWith("config.providers")
        || property.equals(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)
        || property.equals(CommonClientConfigs.GROUP_ID_CONFIG)
        || property.equals(CommonClientConfigs.GROUP_INSTANCE_ID_CONFIG)
        || property.equals(CommonClientConfigs.CLIENT_ID_CONFIG)
        || property.equals(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG)
        || property.equals(ProducerConfig.TRANSACTIONAL_ID_CONFIG)
        || property.endsWith("interceptor.classes");
  }

  /** Refuses clients that would talk in the clear to another machine, unless told to. */
  public static ConfigCheck exposure(ConfigKey<String> servers) {
    return values ->
        values
            .find(servers)
            .filter(
                named -> !isPrivate(named, values.open()) && !values.find(CLEAR_TEXT).orElse(false))
            .map(
                named ->
                    "%s: %s would be reached in the clear: set %ssecurity.protocol = SSL, or %s = true"
                        .formatted(servers.name(), named, CLIENT_KEYS.prefix(), CLEAR_TEXT.name()))
            .stream()
            .toList();
  }

  /** Whether clients with these properties talk to these servers so that no other machine hears. */
  public static boolean isPrivate(String servers, Map<String, String> client) {
    String protocol = client.getOrDefault(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "");
    return WITH_TLS.contains(protocol.toUpperCase(Locale.ROOT))
        || Arrays.stream(servers.split(",", -1))
            .map(server -> server.strip().replaceFirst(":\\d+$", ""))
            .allMatch(Loopback::isLoopback);
  }

  /**
   * Until when the clients' own certificate is valid, where they have one in a PEM file. Clients
   * read it when they are made, and not again.
   *
   * @throws IOException when it cannot be read
   */
  public Optional<Instant> clientCertificateExpiry() throws IOException {
    String file = extra.get(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG);
    if (file == null || !"PEM".equalsIgnoreCase(extra.get(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG))) {
      return Optional.empty();
    }
    return Optional.of(Pem.certificates(Path.of(file)).get(0).getNotAfter().toInstant());
  }

  /** Where the cluster is reached. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Properties of an admin client. */
  public Map<String, Object> admin() {
    return with(Map.of());
  }

  /** Properties of a producer that waits for all replicas and sends nothing twice. */
  public Map<String, Object> producer() {
    return with(PRODUCER);
  }

  /**
   * The same for records whose order does not count, which fill all partitions in turn: members of
   * a share group see those of the partitions that they are given, and no others.
   */
  public Map<String, Object> spreadingProducer() {
    Map<String, Object> properties = producer();
    properties.put(ProducerConfig.PARTITIONER_CLASS_CONFIG, RoundRobinPartitioner.class.getName());
    // Members are given partitions that were added within seconds; so must they be written.
    properties.put(ProducerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
    return properties;
  }

  /** {@link #producer} with a transactional id, which fences every earlier producer of that id. */
  public Map<String, Object> transactionalProducer(String transactionalId) {
    Map<String, Object> properties = producer();
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    return properties;
  }

  /** Properties of a consumer without a group, which reads committed records from the beginning. */
  public Map<String, Object> consumer() {
    return with(CONSUMER);
  }

  /** The same as a member of a classic group. */
  public Map<String, Object> consumer(String group) {
    Map<String, Object> properties = consumer();
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    return properties;
  }

  /** Properties of a member of a share group that acknowledges each record itself. */
  public Map<String, Object> shareConsumer(String group) {
    Map<String, Object> properties = consumer(group);
    properties.keySet().removeAll(NOT_FOR_SHARE_GROUPS);
    properties.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    return properties;
  }

  private Map<String, Object> with(Map<String, Object> fixed) {
    Map<String, Object> properties = new HashMap<>(CLIENT);
    properties.putAll(extra);
    properties.putAll(fixed);
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return properties;
  }

  /** Only the servers: the other properties may hold credentials. */
  @Override
  public String toString() {
    return "KafkaSettings[" + bootstrapServers + "]";
  }
}
