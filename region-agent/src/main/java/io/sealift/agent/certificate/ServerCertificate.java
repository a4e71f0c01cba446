package io.sealift.agent.certificate;

import io.sealift.copy.AgentId;
import io.sealift.tls.TlsCertificate;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;

/**
 * A self-signed certificate, made when the agent starts and never stored. Others know its SHA-256
 * from the agent's registration, so no authority and no name in it matters.
 */
public final class ServerCertificate {
  private static final Duration VALID = Duration.ofDays(3650);

  private final TlsCertificate self;

  private ServerCertificate(TlsCertificate self) {
    this.self = self;
  }

  /** Makes a certificate with a new P-256 key. */
  public static ServerCertificate create(AgentId agentId, Clock clock) {
    return new ServerCertificate(
        new CertificateTemplate(agentId.value()).selfSigned(clock.instant(), VALID));
  }

  /** Until when it is valid. */
  public Instant expiresAt() {
    return self.expiresAt();
  }

  /** What others pin: SHA-256 of the certificate, 64 hexadecimal digits. */
  public String sha256() {
    return fingerprint(self.certificate());
  }

  /** Presents the certificate in TLS handshakes, as server and as client. */
  public KeyManagerFactory keyManagers() {
    return self.keyManagers();
  }

  static String fingerprint(Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot digest a certificate", e);
    }
  }
}
