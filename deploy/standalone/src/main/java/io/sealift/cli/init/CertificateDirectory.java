package io.sealift.cli.init;

import io.sealift.agent.certificate.CertificateAuthority;
import io.sealift.agent.certificate.KeyWithCertificate;
import io.sealift.tls.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A cluster's certificates: the authority in {@code ca/}, and a directory for each role. While an
 * authority is replaced, {@code ca.pem} has the new one first and the old one after it: all trust
 * both until every role has a certificate of the new one.
 */
final class CertificateDirectory {
  /** The name that stands for the authority itself. */
  static final String AUTHORITY = "ca";

  private static final Duration AUTHORITY_VALID = Duration.ofDays(3650);

  private final Path root;
  private final Instant now;
  private final Duration valid;
  private final List<String> done = new ArrayList<>();

  CertificateDirectory(Path root, Instant now, Duration valid) {
    this.root = root;
    this.now = now;
    this.valid = valid;
  }

  /** What has been changed, in words and in order. */
  List<String> done() {
    return List.copyOf(done);
  }

  RoleCertificate role(String name) {
    return new RoleCertificate(root.resolve(name));
  }

  boolean hasAuthority() {
    return Files.exists(authorityCertificates());
  }

  /** The one that signs first; the others are trusted still. */
  List<X509Certificate> authorities() throws IOException {
    return Pem.certificates(authorityCertificates());
  }

  /** Makes an authority. Those before it are trusted until they are forgotten. */
  void makeAuthority() throws IOException {
    Path directory = root.resolve(AUTHORITY);
    Files.createDirectories(root);
    if (!Files.exists(directory)) {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    List<X509Certificate> trusted = new ArrayList<>();
    KeyWithCertificate made =
        CertificateAuthority.create("sealift-ca-" + now.getEpochSecond(), now, AUTHORITY_VALID);
    trusted.add(made.certificate());
    if (hasAuthority()) {
      trusted.addAll(authorities());
    }
    OwnedFile.writePrivate(directory.resolve("ca.key"), Pem.of(made.privateKey()));
    OwnedFile.writePublic(authorityCertificates(), Pem.of(trusted));
    done.add(trusted.size() == 1 ? "made " + AUTHORITY : "replaced " + AUTHORITY);
  }

  /** Trusts only the authority that signs now. */
  void forgetOldAuthorities() throws IOException {
    List<X509Certificate> authorities = authorities();
    if (authorities.size() > 1) {
      OwnedFile.writePublic(authorityCertificates(), Pem.of(authorities.subList(0, 1)));
      done.add("forgot the old " + AUTHORITY);
    }
  }

  /** Gives a role a new key and a certificate to it. */
  void issue(String name, Set<String> hosts) throws IOException {
    KeyWithCertificate authority =
        new KeyWithCertificate(
            Pem.privateKey(root.resolve(AUTHORITY).resolve("ca.key")), authorities().get(0));
    RoleCertificate role = role(name);
    done.add((role.isPresent() ? "replaced " : "made ") + name);
    role.write(new CertificateAuthority(authority).issue(name, hosts, now, valid));
  }

  /** Has the roles trust the authorities that there are. */
  void spreadTrust(Iterable<String> names) throws IOException {
    List<X509Certificate> authorities = authorities();
    Set<String> told = new TreeSet<>();
    for (String name : names) {
      if (role(name).trust(authorities)) {
        told.add(name);
      }
    }
    if (!told.isEmpty()) {
      done.add("wrote ca.pem for " + String.join(", ", told));
    }
  }

  private Path authorityCertificates() {
    return root.resolve(AUTHORITY).resolve("ca.pem");
  }
}
