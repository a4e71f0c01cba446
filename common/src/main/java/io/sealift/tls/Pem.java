package io.sealift.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates and keys in PEM, as OpenSSL, Kafka and Vert.x read them. Messages name the file, and
 * never quote it.
 */
public final class Pem {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
  private static final long MAX_BYTES = 256 << 10;
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

  private Pem() {}

  /** The certificates one after the other. */
  public static String of(Collection<X509Certificate> certificates) {
    StringBuilder text = new StringBuilder();
    try {
      for (X509Certificate certificate : certificates) {
        text.append(block("CERTIFICATE", certificate.getEncoded()));
      }
    } catch (CertificateException e) {
      throw new IllegalStateException("cannot encode a certificate", e);
    }
    return text.toString();
  }

  /** The key in PKCS#8, not encrypted: the file's mode has to protect it. */
  public static String of(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  private static String block(String kind, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(kind, LINES.encodeToString(content), kind);
  }

  /**
   * Reads a file's certificates; the first is the owner's, or the newest of several authorities.
   *
   * @throws IOException when it cannot be read or has no certificate
   */
  public static List<X509Certificate> certificates(Path file) throws IOException {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      List<X509Certificate> certificates = new ArrayList<>();
      for (Certificate found : factory.generateCertificates(new ByteArrayInputStream(read(file)))) {
        certificates.add((X509Certificate) found);
      }
      if (certificates.isEmpty()) {
        throw new IOException("%s: has no certificate".formatted(file));
      }
      return List.copyOf(certificates);
    } catch (CertificateException e) {
      throw new IOException("%s: is not a PEM file of certificates".formatted(file), e);
    }
  }

  /**
   * Reads the private key of a file, in PKCS#8 and not encrypted.
   *
   * @throws IOException when it cannot be read or has no such key
   */
  public static PrivateKey privateKey(Path file) throws IOException {
    Matcher matcher = KEY.matcher(new String(read(file), StandardCharsets.US_ASCII));
    if (!matcher.find()) {
      throw noKey(file);
    }
    byte[] content = Base64.getMimeDecoder().decode(matcher.group(1));
    for (String algorithm : ALGORITHMS) {
      Optional<PrivateKey> key = privateKey(algorithm, content);
      if (key.isPresent()) {
        return key.get();
      }
    }
    throw noKey(file);
  }

  private static IOException noKey(Path file) {
    return new IOException("%s: has no unencrypted PKCS#8 private key".formatted(file));
  }

  private static Optional<PrivateKey> privateKey(String algorithm, byte[] content) {
    try {
      return Optional.of(
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(content)));
    } catch (InvalidKeySpecException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no " + algorithm, e);
    }
  }

  private static byte[] read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "%s: %s".formatted(file, Files.exists(file) ? "is no file" : "there is no such file"));
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException("%s: is larger than 256 KiB".formatted(file));
    }
    return Files.readAllBytes(file);
  }
}
