package io.sealift.agent.certificate;

import io.sealift.copy.AgentId;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;

/**
 * A self-signed certificate, made when the agent starts and never stored. Clients know its SHA-256
 * from the agent's registration, so no authority and no name in it matters.
 */
public final class ServerCertificate {
  private static final Duration VALID = Duration.ofDays(3650);

  private final KeyWithCertificate self;

  private ServerCertificate(KeyWithCertificate self) {
    this.self = self;
  }

  /** Makes a certificate with a new P-256 key. */
  public static ServerCertificate create(AgentId agentId, Clock clock) {
    return new ServerCertificate(
        new CertificateTemplate(agentId.value()).selfSigned(clock.instant(), VALID));
  }

  /** Until when it is valid. */
  public Instant expiresAt() {
    return self.certificate().getNotAfter().toInstant();
  }

  /** What clients pin: SHA-256 of the certificate, 64 hexadecimal digits. */
  public String sha256() {
    return fingerprint(self.certificate());
  }

  /** Presents the certificate in TLS handshakes. */
  public KeyManagerFactory keyManagers() {
    try {
      char[] inMemory = "memory".toCharArray();
      KeyStore keyStore = KeyStore.getInstance("PKCS12");
      keyStore.load(null, null);
      keyStore.setKeyEntry(
          "server", self.privateKey(), inMemory, new Certificate[] {self.certificate()});
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keyStore, inMemory);
      return factory;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot present the certificate", e);
    }
  }

  static String fingerprint(X509Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot digest a certificate", e);
    }
  }
}
