package io.sealift.system.cluster;

import io.sealift.kafka.KafkaSettings;
import io.sealift.standalone.EmbeddedKafka;
import io.sealift.tls.CertificateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A broker that hears everybody, and can be away for a while. */
final class ClearKafka implements TestKafka {
  private final Path directory;
  private EmbeddedKafka kafka;

  ClearKafka(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.kafka = new EmbeddedKafka(directory, 0);
  }

  /** Stops; {@link #startAgain} brings it back with all it had, at the same address. */
  void stop() {
    kafka.close();
  }

  void startAgain() {
    kafka = new EmbeddedKafka(directory, 0);
  }

  @Override
  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  @Override
  public KafkaSettings clientOf(String principal) {
    return KafkaSettings.of(bootstrapServers());
  }

  @Override
  public Optional<CertificateFiles> certificateOf(String principal) {
    return Optional.empty();
  }

  @Override
  public Optional<Path> authorities() {
    return Optional.empty();
  }

  @Override
  public void close() {
    kafka.close();
  }
}
