package io.sealift.cli.init;

import io.sealift.agent.certificate.KeyWithCertificate;
import io.sealift.tls.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One role's directory: its certificate {@code tls.pem}, the key to it {@code tls.key}, both as one
 * file for Kafka's clients and brokers {@code kafka.pem}, and the authorities {@code ca.pem} that
 * it trusts.
 */
final class RoleCertificate {
  static final String CERTIFICATE = "tls.pem";
  static final String KEY = "tls.key";
  static final String BOTH = "kafka.pem";
  static final String AUTHORITIES = "ca.pem";

  private final Path directory;

  RoleCertificate(Path directory) {
    this.directory = directory;
  }

  /** Whether there is one, whole. */
  boolean isPresent() {
    return List.of(CERTIFICATE, KEY, BOTH).stream()
        .allMatch(name -> Files.isRegularFile(directory.resolve(name)));
  }

  X509Certificate read() throws IOException {
    return Pem.certificates(directory.resolve(CERTIFICATE)).get(0);
  }

  Instant expiresAt() throws IOException {
    return read().getNotAfter().toInstant();
  }

  /** The names and addresses in it. */
  Set<String> hosts() throws IOException {
    Set<String> hosts = new TreeSet<>();
    try {
      Collection<List<?>> names = read().getSubjectAlternativeNames();
      if (names != null) {
        names.forEach(name -> hosts.add(String.valueOf(name.get(1))));
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("%s: has unreadable names".formatted(directory), e);
    }
    return hosts;
  }

  boolean isSignedBy(X509Certificate authority) throws IOException {
    try {
      read().verify(authority.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Kafka's file last: whoever waits for it finds the others. */
  void write(KeyWithCertificate made) throws IOException {
    Files.createDirectories(directory);
    String certificate = Pem.of(List.of(made.certificate()));
    String key = Pem.of(made.privateKey());
    OwnedFile.writePrivate(directory.resolve(KEY), key);
    OwnedFile.writePublic(directory.resolve(CERTIFICATE), certificate);
    OwnedFile.writePrivate(directory.resolve(BOTH), key + certificate);
  }

  /** Says whether what is trusted has changed. */
  boolean trust(List<X509Certificate> authorities) throws IOException {
    Path file = directory.resolve(AUTHORITIES);
    String wanted = Pem.of(authorities);
    if (Files.isRegularFile(file) && Files.readString(file).equals(wanted)) {
      return false;
    }
    OwnedFile.writePublic(file, wanted);
    return true;
  }
}
