package io.sealift.system.cluster;

import io.sealift.agent.certificate.CertificateAuthority;
import io.sealift.agent.certificate.ServerCertificate;
import io.sealift.copy.AgentId;
import io.sealift.tls.Pem;
import io.sealift.tls.TlsCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Certificates that claim to be a role's, and are not to be heard. */
final class BadCertificates {
  private static final char[] PASSWORD = "password".toCharArray();
  private static final Duration DAY = Duration.ofDays(1);

  private final Path directory;
  private final TlsCertificate authority;
  private final String role;

  /**
   * Certificates of a role.
   *
   * @param directory where files may be made
   * @param authority the cluster's
   */
  BadCertificates(Path directory, TlsCertificate authority, String role) {
    this.directory = directory;
    this.authority = authority;
    this.role = role;
  }

  /** The certificate that is bad in this way. */
  TlsCertificate of(String defect) throws Exception {
    Instant now = Instant.now();
    CertificateAuthority own = new CertificateAuthority(authority);
    return switch (defect) {
      case "expired" -> own.issue(role, List.of(), now.minus(DAY.multipliedBy(3)), DAY);
      // Certificates begin a day earlier than they say, for clocks that are late.
      case "not yet valid" ->
          own.issue(role, List.of(), now.plus(DAY.multipliedBy(3)), DAY.multipliedBy(9));
      case "of another authority" ->
          new CertificateAuthority(CertificateAuthority.create("sealift-ca", now, DAY))
              .issue(role, List.of(), now, DAY);
      case "signed by itself" -> signedByItself();
      case "for servers only" -> forServersOnly();
      default -> throw new IllegalArgumentException(defect);
    };
  }

  private TlsCertificate signedByItself() throws GeneralSecurityException {
    var keys = ServerCertificate.create(new AgentId(role), Clock.systemUTC()).keyManagers();
    for (var manager : keys.getKeyManagers()) {
      if (manager instanceof javax.net.ssl.X509KeyManager own) {
        return new TlsCertificate(
            List.of(own.getCertificateChain("own")), own.getPrivateKey("own"));
      }
    }
    throw new GeneralSecurityException("no key manager");
  }

  /** By the JDK's own program, which knows purposes that the cluster's authority does not give. */
  private TlsCertificate forServersOnly() throws Exception {
    Path store = directory.resolve("servers-only.p12");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, PASSWORD);
    keys.setKeyEntry(
        "ca", authority.key(), PASSWORD, authority.chain().toArray(Certificate[]::new));
    try (var out = Files.newOutputStream(store)) {
      keys.store(out, PASSWORD);
    }
    keytool(store);
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    return new TlsCertificate(
        List.of((X509Certificate) keys.getCertificate("own")),
        (PrivateKey) keys.getKey("own", PASSWORD));
  }

  private void keytool(Path store) throws IOException, InterruptedException {
    String program = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder(
                (program
                        + " -genkeypair -alias own -signer ca -keyalg EC -groupname secp256r1"
                        + " -validity 1 -ext eku=serverAuth -storepass password -dname CN="
                        + role
                        + " -keystore "
                        + store)
                    .split(" ", -1))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(said);
    }
  }

  /** Writes a certificate and its key as Kafka's clients read them. */
  Path write(TlsCertificate certificate) throws IOException {
    return Files.writeString(
        directory.resolve("bad.pem"), Pem.of(certificate.key()) + Pem.of(certificate.chain()));
  }
}
