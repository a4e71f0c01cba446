package io.sealift.agent.certificate;

import io.sealift.copy.AgentId;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A self-signed certificate, made when the agent starts and never stored. Clients know its SHA-256
 * from the agent's registration, so no authority and no name in it matters.
 */
public final class ServerCertificate {
  private static final Duration VALID = Duration.ofDays(3650);
  private static final Duration CLOCK_TOLERANCE = Duration.ofDays(1);
  private static final int SERIAL_BITS = 120;

  private final KeyPair keyPair;
  private final X509Certificate certificate;

  private ServerCertificate(KeyPair keyPair, X509Certificate certificate) {
    this.keyPair = keyPair;
    this.certificate = certificate;
  }

  /** Makes a certificate with a new P-256 key. */
  public static ServerCertificate create(AgentId agentId, Clock clock) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keyPair = generator.generateKeyPair();
      X500Name name = new X500Name("CN=" + agentId);
      Instant now = clock.instant();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              new BigInteger(SERIAL_BITS, new SecureRandom()),
              Date.from(now.minus(CLOCK_TOLERANCE)),
              Date.from(now.plus(VALID)),
              name,
              keyPair.getPublic());
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keyPair.getPrivate());
      return new ServerCertificate(
          keyPair, new JcaX509CertificateConverter().getCertificate(builder.build(signer)));
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("cannot make a certificate", e);
    }
  }

  /** Until when it is valid. */
  public Instant expiresAt() {
    return certificate.getNotAfter().toInstant();
  }

  /** What clients pin: SHA-256 of the certificate, 64 hexadecimal digits. */
  public String sha256() {
    return fingerprint(certificate);
  }

  /** Presents the certificate in TLS handshakes. */
  public KeyManagerFactory keyManagers() {
    try {
      char[] inMemory = "memory".toCharArray();
      KeyStore keyStore = KeyStore.getInstance("PKCS12");
      keyStore.load(null, null);
      keyStore.setKeyEntry(
          "server", keyPair.getPrivate(), inMemory, new Certificate[] {certificate});
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
