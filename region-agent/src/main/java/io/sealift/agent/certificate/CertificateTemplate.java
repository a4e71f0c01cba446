package io.sealift.agent.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate that is about to be made, for a new P-256 key. */
final class CertificateTemplate {
  private static final Duration CLOCK_TOLERANCE = Duration.ofDays(1);
  private static final int SERIAL_BITS = 120;

  private final KeyPair keyPair = newKeyPair();
  private final X500Name subject;
  private final Map<ASN1ObjectIdentifier, ASN1Encodable> critical = new LinkedHashMap<>();
  private final Map<ASN1ObjectIdentifier, ASN1Encodable> extensions = new LinkedHashMap<>();

  /** For this common name. */
  CertificateTemplate(String commonName) {
    this.subject = new X500Name("CN=" + commonName);
  }

  CertificateTemplate critical(ASN1ObjectIdentifier extension, ASN1Encodable value) {
    critical.put(extension, value);
    return this;
  }

  CertificateTemplate with(ASN1ObjectIdentifier extension, ASN1Encodable value) {
    extensions.put(extension, value);
    return this;
  }

  /** Signed by its own key. */
  KeyWithCertificate selfSigned(Instant now, Duration valid) {
    return sign(subject, keyPair.getPrivate(), now, now.plus(valid));
  }

  /** Signed by an authority, and not valid for longer than it. */
  KeyWithCertificate signedBy(KeyWithCertificate authority, Instant now, Duration valid) {
    Instant end = authority.certificate().getNotAfter().toInstant();
    try {
      with(
          Extension.authorityKeyIdentifier,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority.certificate()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot name the authority", e);
    }
    X500Name issuer =
        X500Name.getInstance(authority.certificate().getSubjectX500Principal().getEncoded());
    Instant wanted = now.plus(valid);
    return sign(issuer, authority.privateKey(), now, wanted.isBefore(end) ? wanted : end);
  }

  private KeyWithCertificate sign(X500Name issuer, PrivateKey key, Instant now, Instant end) {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(SERIAL_BITS, new SecureRandom()),
            Date.from(now.minus(CLOCK_TOLERANCE)),
            Date.from(end),
            subject,
            keyPair.getPublic());
    try {
      for (var extension : critical.entrySet()) {
        builder.addExtension(extension.getKey(), true, extension.getValue());
      }
      for (var extension : extensions.entrySet()) {
        builder.addExtension(extension.getKey(), false, extension.getValue());
      }
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
      X509Certificate certificate =
          new JcaX509CertificateConverter().getCertificate(builder.build(signer));
      return new KeyWithCertificate(keyPair.getPrivate(), certificate);
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("cannot make a certificate", e);
    }
  }

  private static KeyPair newKeyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no P-256", e);
    }
  }
}
