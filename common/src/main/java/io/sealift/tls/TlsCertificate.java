package io.sealift.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;

/**
 * What a server or a client shows of itself: a certificate, those that vouch for it, and the key to
 * it, which shows nowhere.
 *
 * @param chain the own certificate first
 */
public record TlsCertificate(List<X509Certificate> chain, PrivateKey key) {
  public TlsCertificate {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("chain must have a certificate");
    }
  }

  /** The own certificate. */
  public X509Certificate certificate() {
    return chain.get(0);
  }

  /** Until when the own certificate is valid. */
  public Instant expiresAt() {
    return certificate().getNotAfter().toInstant();
  }

  /** Presents the certificate in TLS handshakes. */
  public KeyManagerFactory keyManagers() {
    try {
      char[] inMemory = "memory".toCharArray();
      KeyStore keyStore = KeyStore.getInstance("PKCS12");
      keyStore.load(null, null);
      keyStore.setKeyEntry("own", key, inMemory, chain.toArray(Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keyStore, inMemory);
      return factory;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot present the certificate", e);
    }
  }

  @Override
  public String toString() {
    return "TlsCertificate[%s]".formatted(certificate().getSubjectX500Principal());
  }
}
