package io.sealift.standalone;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real Kafka broker in this process, KRaft broker and controller in one, that keeps everything in
 * one directory and comes back with it, also after {@code kill -9}. It listens on the loopback
 * address only. Not for two processes on one directory: Kafka's own lock file refuses the second.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final String CLUSTER_ID_FILE = "cluster-id";
  private static final String PORT_FILE = "port";

  private final KafkaRaftServer server;
  private final int port;

  /**
   * Starts the broker, and makes its storage where the directory is new.
   *
   * @param port of the broker; 0 for the one it had before where that is free, else any free one
   */
  public EmbeddedKafka(Path directory, int port) {
    this(directory, port, Optional.empty());
  }

  /** The same, on which only those who have certificates and rights are heard. */
  public EmbeddedKafka(Path directory, int port, BrokerSecurity security) {
    this(directory, port, Optional.of(security));
  }

  private EmbeddedKafka(Path directory, int port, Optional<BrokerSecurity> security) {
    try {
      Path logDirectory = Files.createDirectories(directory.resolve("data"));
      this.port = port == 0 ? FreePort.remembered(directory.resolve(PORT_FILE)) : port;
      format(logDirectory, clusterId(directory));
      Map<String, String> settings = BrokerSettings.of(logDirectory, this.port, FreePort.any());
      security.ifPresent(secured -> settings.putAll(secured.settings(settings)));
      server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot start kafka in %s: %s".formatted(directory, e.getMessage()), e);
    }
    server.startup();
  }

  /** What clients take as {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return BrokerSettings.bootstrapServers(port);
  }

  /** Stops the broker; everything accepted is on disk afterwards. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static String clusterId(Path directory) throws IOException {
    Path file = directory.resolve(CLUSTER_ID_FILE);
    if (Files.exists(file)) {
      return Files.readString(file).strip();
    }
    String id = Uuid.randomUuid().toString();
    Files.writeString(file, id);
    return id;
  }

  @SuppressWarnings("checkstyle:IllegalCatch") // The formatter declares no narrower type.
  private static void format(Path logDirectory, String clusterId) throws IOException {
    Formatter formatter =
        new Formatter()
            .setPrintStream(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
            .setClusterId(clusterId)
            .setNodeId(BrokerSettings.NODE_ID)
            .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
            .setMetadataLogDirectory(logDirectory.toString())
            .addDirectory(logDirectory.toString())
            .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
            .setUnstableFeatureVersionsEnabled(false)
            .setIgnoreFormatted(true);
    try {
      formatter.run();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("cannot format the storage: " + e.getMessage(), e);
    }
  }
}
