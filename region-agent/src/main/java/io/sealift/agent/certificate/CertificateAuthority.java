package io.sealift.agent.certificate;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * A cluster's own certificate authority: roles show its certificates to Kafka, and Kafka and the
 * API show theirs to roles and users.
 */
public final class CertificateAuthority {
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

  private final KeyWithCertificate self;

  /** An authority that was made earlier. */
  public CertificateAuthority(KeyWithCertificate self) {
    this.self = self;
  }

  /** Makes a new authority; what it signs is not valid for longer than itself. */
  public static KeyWithCertificate create(String commonName, Instant now, Duration valid) {
    return new CertificateTemplate(commonName)
        .critical(Extension.basicConstraints, new BasicConstraints(0))
        .critical(Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
        .selfSigned(now, valid);
  }

  /**
   * Makes a key and a certificate to it, for servers and clients alike.
   *
   * @param commonName the role's name
   * @param hosts names and IP addresses under which the role is reached
   */
  public KeyWithCertificate issue(
      String commonName, Collection<String> hosts, Instant now, Duration valid) {
    CertificateTemplate template =
        new CertificateTemplate(commonName)
            .critical(Extension.basicConstraints, new BasicConstraints(false))
            .critical(Extension.keyUsage, new KeyUsage(KeyUsage.digitalSignature))
            .with(
                Extension.extendedKeyUsage,
                new ExtendedKeyUsage(
                    new KeyPurposeId[] {
                      KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                    }));
    GeneralName[] names =
        hosts.stream().map(CertificateAuthority::name).toArray(GeneralName[]::new);
    if (names.length > 0) {
      template.with(Extension.subjectAlternativeName, new GeneralNames(names));
    }
    return template.signedBy(self, now, valid);
  }

  private static GeneralName name(String host) {
    return new GeneralName(
        ADDRESS.matcher(host).matches() ? GeneralName.iPAddress : GeneralName.dNSName, host);
  }
}
