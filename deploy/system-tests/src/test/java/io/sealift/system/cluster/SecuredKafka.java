package io.sealift.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.cli.Sealift;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.Principals;
import io.sealift.standalone.BrokerSecurity;
import io.sealift.standalone.EmbeddedKafka;
import io.sealift.tls.CertificateFiles;
import io.sealift.tls.Pem;
import io.sealift.tls.TlsCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A broker as a deployed cluster has it: only certificates of the cluster's authority are heard,
 * and all rights are those that {@code sealift init} gives.
 */
final class SecuredKafka implements TestKafka {
  private final Path certificates;
  private final Path adminConfig;
  private final String regions;
  private final EmbeddedKafka kafka;

  SecuredKafka(Path directory, String regions) throws IOException {
    this.regions = regions;
    this.certificates = directory.resolve("tls");
    this.adminConfig = Files.createDirectories(directory).resolve("admin.properties");
    initCertificates();
    Path broker = certificates.resolve(Principals.broker(1));
    this.kafka =
        new EmbeddedKafka(
            Files.createDirectories(directory.resolve("kafka")),
            0,
            new BrokerSecurity(broker.resolve("kafka.pem"), broker.resolve("ca.pem")));
    List<String> lines = new ArrayList<>();
    properties(Principals.ADMIN).forEach((key, value) -> lines.add(key + "=" + value));
    Files.write(adminConfig, lines);
    initKafka();
  }

  /** Runs {@code sealift init certificates} and returns what it says. */
  String initCertificates(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("init", "certificates", "--brokers", "1", "--regions", regions));
    arguments.addAll(List.of("--dir", certificates.toString()));
    arguments.addAll(List.of("--host", "broker-1=127.0.0.1,localhost"));
    arguments.addAll(List.of("--host", "coordinator=127.0.0.1,localhost"));
    for (String region : regions.split(",", -1)) {
      arguments.addAll(List.of("--host", "agent-%s=127.0.0.1".formatted(region)));
    }
    arguments.addAll(List.of(more));
    return run(arguments);
  }

  /** Runs {@code sealift init kafka} and returns what it says. */
  String initKafka() {
    return run(
        List.of(
            "init",
            "kafka",
            "--bootstrap-servers",
            kafka.bootstrapServers(),
            "--admin-config",
            adminConfig.toString(),
            "--regions",
            regions,
            "--replication-factor",
            "1"));
  }

  private static String run(List<String> arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Sealift.program(Map.of(), InputStream.nullInputStream())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments.toArray(String[]::new));
    assertThat(exitCode).as("%s: %s", arguments, err).isZero();
    return out.toString();
  }

  /** The directory of one role's certificate. */
  Path certificates(String principal) {
    return certificates.resolve(principal);
  }

  /** The authority that signs every certificate of the cluster. */
  TlsCertificate authority() throws IOException {
    Path directory = certificates("ca");
    return new TlsCertificate(
        Pem.certificates(directory.resolve("ca.pem")).subList(0, 1),
        Pem.privateKey(directory.resolve("ca.key")));
  }

  private Map<String, String> properties(String principal) {
    return properties(certificates(principal).resolve("kafka.pem"));
  }

  private Map<String, String> properties(Path shown) {
    return Map.of(
        "security.protocol",
        "SSL",
        "ssl.keystore.type",
        "PEM",
        "ssl.keystore.location",
        shown.toString(),
        "ssl.truststore.type",
        "PEM",
        "ssl.truststore.location",
        certificates(Principals.ADMIN).resolve("ca.pem").toString());
  }

  /** A client that shows the certificate of this file. */
  KafkaSettings showing(Path certificate) {
    return new KafkaSettings(bootstrapServers(), properties(certificate));
  }

  @Override
  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  @Override
  public KafkaSettings clientOf(String principal) {
    return new KafkaSettings(bootstrapServers(), properties(principal));
  }

  @Override
  public Optional<CertificateFiles> certificateOf(String principal) {
    Path role = certificates(principal);
    return Optional.of(new CertificateFiles(role.resolve("tls.pem"), role.resolve("tls.key")));
  }

  @Override
  public Optional<Path> authorities() {
    return Optional.of(certificates(Principals.ADMIN).resolve("ca.pem"));
  }

  /** A client with the authorities of the cluster and no certificate of its own. */
  KafkaSettings stranger() {
    return new KafkaSettings(
        bootstrapServers(),
        Map.of(
            "security.protocol",
            "SSL",
            "ssl.truststore.type",
            "PEM",
            "ssl.truststore.location",
            certificates("monitor").resolve("ca.pem").toString()));
  }

  @Override
  public void close() {
    kafka.close();
  }
}
