package io.sealift.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFilesTest {
  private final Path work;
  private final CertificateFiles files;
  private final Instant now = Instant.now();

  CertificateFilesTest(@TempDir Path work) {
    this.work = work;
    this.files = new CertificateFiles(work.resolve("tls.pem"), work.resolve("tls.key"));
  }

  private TlsCertificate make(String name) throws Exception {
    return Keytool.certificate(work, name, "-1H");
  }

  private void writeCertificate(TlsCertificate shown) throws Exception {
    Files.writeString(files.certificate(), Pem.of(shown.chain()));
  }

  private void writeKey(TlsCertificate shown) throws Exception {
    Files.writeString(files.key(), Pem.of(shown.key()));
  }

  private void write(TlsCertificate shown) throws Exception {
    writeCertificate(shown);
    writeKey(shown);
  }

  @Test
  void aCertificateAndItsKeyAreRead() throws Exception {
    TlsCertificate made = make("one");
    write(made);

    TlsCertificate read = files.load(now);

    assertThat(read.chain()).isEqualTo(made.chain());
    assertThat(read.key().getEncoded()).isEqualTo(made.key().getEncoded());
    assertThat(read).hasToString("TlsCertificate[CN=one]");
  }

  @Test
  void anotherCertificatesKeyIsRefused() throws Exception {
    writeCertificate(make("one"));
    writeKey(make("two"));

    assertThatThrownBy(() -> files.load(now))
        .hasMessage("%s: is not the key to %s", files.key(), files.certificate());
  }

  @Test
  void anExpiredCertificateIsRefused() throws Exception {
    TlsCertificate made = Keytool.certificate(work, "old", "-3d");
    write(made);

    assertThatThrownBy(() -> files.load(now))
        .hasMessage("%s: expired at %s", files.certificate(), made.expiresAt());
  }

  @Test
  void aReplacedCertificateIsHandedOnOnceAndOnlyWhenBothFilesAreThere() throws Exception {
    TlsCertificate first = make("one");
    TlsCertificate second = make("two");
    write(first);
    List<TlsCertificate> shown = new ArrayList<>();
    try (CertificateWatch watch =
        new CertificateWatch(files, files.load(now), () -> now, shown::add)) {
      watch.look();
      writeKey(second);
      watch.look();
      assertThat(shown).isEmpty();

      writeCertificate(second);
      watch.look();
      watch.look();

      assertThat(shown).extracting(TlsCertificate::chain).containsExactly(second.chain());
      assertThat(watch.expiresAt()).isEqualTo(second.expiresAt());
    }
  }

  @Test
  void aCertificateThatCouldNotBeShownIsTriedAgain() throws Exception {
    TlsCertificate second = make("two");
    write(make("one"));
    List<TlsCertificate> tries = new ArrayList<>();
    try (CertificateWatch watch =
        new CertificateWatch(
            files,
            files.load(now),
            () -> now,
            next -> {
              tries.add(next);
              if (tries.size() == 1) {
                throw new IllegalStateException("not now");
              }
            })) {
      write(second);

      watch.look();
      watch.look();
      watch.look();

      assertThat(tries).hasSize(2);
    }
  }
}
