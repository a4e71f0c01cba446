package io.sealift.system.cluster;

import io.sealift.kafka.KafkaSettings;
import io.sealift.tls.CertificateFiles;
import java.nio.file.Path;
import java.util.Optional;

/** The broker of a test, how each role reaches it, and with which certificates roles serve. */
interface TestKafka extends AutoCloseable {
  /** Where it is reached. */
  String bootstrapServers();

  /** How the role of this name (as in {@code Principals}) reaches it. */
  KafkaSettings clientOf(String principal);

  /** The certificate that a role serves with, where the cluster has TLS. */
  Optional<CertificateFiles> certificateOf(String principal);

  /** A file of those that clients of the cluster trust, where it has TLS. */
  Optional<Path> authorities();

  @Override
  void close();
}
