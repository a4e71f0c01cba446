package io.sealift.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** Self-signed certificates, made by the JDK's own program. */
final class Keytool {
  private static final char[] PASSWORD = "password".toCharArray();

  private Keytool() {}

  /**
   * Makes a certificate of one day.
   *
   * @param start when it begins, as {@code -2d}
   */
  static TlsCertificate certificate(Path directory, String name, String start) throws Exception {
    Path store = directory.resolve(name + start + ".p12");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "own",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + name,
                "-startdate",
                start,
                "-validity",
                "1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(said);
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream stream = Files.newInputStream(store)) {
      keys.load(stream, PASSWORD);
    }
    return new TlsCertificate(
        List.of((X509Certificate) keys.getCertificate("own")),
        (PrivateKey) keys.getKey("own", PASSWORD));
  }
}
