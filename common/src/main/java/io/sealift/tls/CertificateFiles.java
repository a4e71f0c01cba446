package io.sealift.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * Where a role's certificate lies, and the key to it; both in PEM. They may be replaced at any
 * time.
 */
public record CertificateFiles(Path certificate, Path key) {
  /**
   * Reads both.
   *
   * @throws IOException when one cannot be read, they do not belong together, or the certificate
   *     has expired; the message names the file
   */
  public TlsCertificate load(Instant now) throws IOException {
    List<X509Certificate> chain = Pem.certificates(certificate);
    TlsCertificate loaded = new TlsCertificate(chain, Pem.privateKey(key));
    if (!belongTogether(chain.get(0).getPublicKey(), loaded.key())) {
      throw new IOException("%s: is not the key to %s".formatted(key, certificate));
    }
    if (!loaded.expiresAt().isAfter(now)) {
      throw new IOException("%s: expired at %s".formatted(certificate, loaded.expiresAt()));
    }
    return loaded;
  }

  private static boolean belongTogether(PublicKey open, PrivateKey secret) {
    String algorithm =
        switch (secret.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> "Ed25519";
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(secret);
      byte[] signed = signature.sign();
      signature.initVerify(open);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // They are not even of the same kind.
    }
  }
}
