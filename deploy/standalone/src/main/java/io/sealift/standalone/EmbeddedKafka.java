package io.sealift.standalone;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A real Kafka broker in this process, KRaft broker and controller in one, that keeps everything in one directory and comes
 * back with it, also after {@code kill -9}. It listens on the loopback address only. Not for two processes on one
 * directory: Kafka's own lock file refuses the second.
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
    try {
      Path logDirectory = Files.createDirectories(directory.resolve("data"));
      this.port = port == 0 ? freePort(earlierPort(directory)) : port;
      Files.writeString(directory.resolve(PORT_FILE), Integer.toString(this.port));
      format(logDirectory, clusterId(directory));
      Map<String, String> settings = BrokerSettings.of(logDirectory, this.port, freePort(0));
      server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start kafka in %s: %s".formatted(directory, e.getMessage()), e);
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

  private static void format(Path logDirectory, String clusterId) throws IOException {
    Formatter formatter =
        new Formatter()
            .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
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
    } catch (Exception e) { // The formatter declares no narrower type.
      throw new IOException("cannot format the storage: " + e.getMessage(), e);
    }
  }

  private static int earlierPort(Path directory) throws IOException {
    Path file = directory.resolve(PORT_FILE);
    if (!Files.exists(file)) {
      return 0;
    }
    try {
      return Integer.parseInt(Files.readString(file).strip());
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static int freePort(int wanted) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
      return socket.getLocalPort();
    } catch (java.net.BindException e) {
      if (wanted == 0) {
        throw e;
      }
    }
    return freePort(0);
  }
}
