package io.sealift.agent.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CertificateAuthorityTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration YEAR = Duration.ofDays(365);

  private final KeyWithCertificate root = CertificateAuthority.create("ca", NOW, YEAR);
  private final CertificateAuthority authority = new CertificateAuthority(root);

  private KeyWithCertificate issue(String... hosts) {
    return authority.issue("coordinator", List.of(hosts), NOW, Duration.ofDays(30));
  }

  private static void validate(X509Certificate certificate, X509Certificate anchor)
      throws GeneralSecurityException {
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(NOW));
    var unused =
        CertPathValidator.getInstance("PKIX")
            .validate(
                CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)),
                parameters);
  }

  @Test
  void whatItSignsIsValidUnderItAndUnderNoOther() throws Exception {
    KeyWithCertificate issued = issue("api.example");
    KeyWithCertificate other = CertificateAuthority.create("ca", NOW, YEAR);

    validate(issued.certificate(), root.certificate());
    assertThatThrownBy(() -> validate(issued.certificate(), other.certificate()))
        .isInstanceOf(CertPathValidatorException.class);
  }

  @Test
  void aCertificateNamesHostsAndAddresses() throws Exception {
    var names = issue("api.example", "10.1.2.3", "::1").certificate().getSubjectAlternativeNames();

    assertThat(names.stream().map(name -> name.get(0) + " " + name.get(1)))
        .containsExactlyInAnyOrder("2 api.example", "7 10.1.2.3", "7 0:0:0:0:0:0:0:1");
  }

  @Test
  void aCertificateIsForServersAndClientsAndSignsNoOther() throws Exception {
    X509Certificate certificate = issue().certificate();

    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(root.certificate().getBasicConstraints()).isZero();
    assertThat(certificate.getExtendedKeyUsage())
        .containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=coordinator");
  }

  @Test
  void aCertificateDoesNotOutliveItsAuthority() {
    KeyWithCertificate issued = authority.issue("agent-a", List.of(), NOW, YEAR.multipliedBy(2));

    assertThat(issued.certificate().getNotAfter()).isEqualTo(root.certificate().getNotAfter());
  }

  @Test
  void everyCertificateHasAKeyAndANumberOfItsOwn() {
    List<X509Certificate> certificates =
        List.of(issue().certificate(), issue().certificate(), root.certificate());

    assertThat(certificates.stream().map(X509Certificate::getPublicKey).distinct()).hasSize(3);
    assertThat(
            certificates.stream().map(X509Certificate::getSerialNumber).collect(Collectors.toSet()))
        .hasSize(3);
  }

  @Test
  void thePrivateKeyDoesNotShow() {
    assertThat(root).hasToString("KeyWithCertificate[CN=ca]");
  }
}
