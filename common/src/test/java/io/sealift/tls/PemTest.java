package io.sealift.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
  @TempDir Path work;

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void aPrivateKeyIsReadBack(String algorithm) throws Exception {
    PrivateKey key = KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();
    Path file = Files.writeString(work.resolve("tls.key"), Pem.of(key));

    assertThat(Pem.privateKey(file).getEncoded()).isEqualTo(key.getEncoded());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
      })
  void whatIsNoPrivateKeyIsRefusedByNameAndNotQuoted(String text) throws Exception {
    Path file = Files.writeString(work.resolve("tls.key"), text);

    assertThatThrownBy(() -> Pem.privateKey(file))
        .isInstanceOf(IOException.class)
        .hasMessage("%s: has no unencrypted PKCS#8 private key", file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n"})
  void whatIsNoCertificateIsRefusedByName(String text) throws Exception {
    Path file = Files.writeString(work.resolve("tls.pem"), text);

    assertThatThrownBy(() -> Pem.certificates(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file.toString());
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> Pem.certificates(work.resolve("none.pem")))
        .hasMessage("%s: there is no such file", work.resolve("none.pem"));
  }
}
