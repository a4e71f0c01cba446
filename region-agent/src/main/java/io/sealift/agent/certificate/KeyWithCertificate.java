package io.sealift.agent.certificate;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** A certificate and the private key to it, which shows nowhere. */
public record KeyWithCertificate(PrivateKey privateKey, X509Certificate certificate) {
  @Override
  public String toString() {
    return "KeyWithCertificate[" + certificate.getSubjectX500Principal() + "]";
  }
}
