package io.sealift.agent.certificate;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The certificates that agents show to each other when they call. */
public final class ClientCertificates {
  private static final int KEY_BITS = 256;

  private ClientCertificates() {}

  /**
   * Takes whatever certificate with a P-256 key a client shows, which all agents' are: the
   * handshake proves that the client has the key to it, and whose it is, is looked up by its digest
   * among the registered ones. Keys of other kinds could be made large to keep the agent busy. It
   * trusts no server.
   */
  public static TrustManager any() {
    return new AnyClient();
  }

  /** SHA-256 of what the client of this session has shown, in hexadecimal digits. */
  public static Optional<String> sha256(@Nullable SSLSession session) {
    try {
      return session == null
          ? Optional.empty()
          : Optional.of(ServerCertificate.fingerprint(session.getPeerCertificates()[0]));
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  private static final class AnyClient extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      requireSmallKey(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      requireSmallKey(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      requireSmallKey(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
      throw noServer();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
      throw noServer();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
      throw noServer();
    }

    private static void requireSmallKey(X509Certificate[] chain) throws CertificateException {
      if (!(chain[0].getPublicKey() instanceof ECPublicKey key)
          || key.getParams().getOrder().bitLength() != KEY_BITS) {
        throw new CertificateException("not an agent's: its key is none of P-256");
      }
    }

    private static UnsupportedOperationException noServer() {
      return new UnsupportedOperationException("servers are pinned, not trusted here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
