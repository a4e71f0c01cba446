package io.sealift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.tls.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitCertificatesTest {
  private static final List<String> NAMES =
      List.of(
          "broker-1",
          "broker-2",
          "broker-3",
          "coordinator",
          "agent-a",
          "agent-b",
          "producer",
          "monitor",
          "admin");

  @TempDir Path work;
  private Path directory = Path.of("");

  @BeforeEach
  void choose() {
    directory = work.resolve("tls");
  }

  private CliRun init(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("init", "certificates", "--dir", directory.toString(), "--regions", "a,b"));
    arguments.addAll(Arrays.asList(more));
    return CliRun.of(Map.of(), arguments.toArray(String[]::new));
  }

  private void initDone(String... more) {
    assertThat(init(more)).extracting(CliRun::exitCode, CliRun::err).containsExactly(0, "");
  }

  private X509Certificate certificate(String name) throws IOException {
    return Pem.certificates(directory.resolve(name).resolve("tls.pem")).get(0);
  }

  private List<X509Certificate> trusted(String name) throws IOException {
    return Pem.certificates(directory.resolve(name).resolve("ca.pem"));
  }

  /** Every file with its content. */
  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      all.filter(Files::isRegularFile)
          .forEach(file -> files.put(directory.relativize(file).toString(), content(file)));
    }
    return files;
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyRoleGetsACertificateOfTheAuthorityAndTheKeyToIt() throws Exception {
    initDone();

    for (String name : NAMES) {
      X509Certificate certificate = certificate(name);
      certificate.verify(trusted(name).get(0).getPublicKey());
      assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=" + name);
      Signature signing = Signature.getInstance("SHA256withECDSA");
      signing.initSign(Pem.privateKey(directory.resolve(name).resolve("tls.key")));
      byte[] signature = signing.sign();
      signing.initVerify(certificate);
      assertThat(signing.verify(signature)).as(name).isTrue();
      assertThat(directory.resolve(name).resolve("kafka.pem"))
          .content()
          .isEqualTo(
              content(directory.resolve(name).resolve("tls.key"))
                  + content(directory.resolve(name).resolve("tls.pem")));
    }
    assertThat(directory.toFile().list())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(NAMES.stream(), Stream.of("ca")).toList());
  }

  @Test
  void onlyTheOwnerReadsKeys() throws Exception {
    initDone();

    Set<String> forAll = new HashSet<>();
    for (String file : files().keySet()) {
      String mode =
          PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file)));
      if (!mode.equals("rw-------")) {
        forAll.add(Path.of(file).getFileName().toString());
      }
    }
    assertThat(forAll).containsExactlyInAnyOrder("tls.pem", "ca.pem");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("ca"))))
        .isEqualTo("rwx------");
  }

  @Test
  void aSecondRunChangesNothingAndSaysSo() throws Exception {
    initDone("--host", "broker-1=kafka-1,localhost", "--host", "coordinator=api.example,10.0.0.9");
    Map<String, String> before = files();

    CliRun again =
        init("--host", "broker-1=localhost,kafka-1", "--host", "coordinator=10.0.0.9,api.example");

    assertThat(again.out()).isEqualTo("nothing to do: 9 certificates are there\n");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aNewRegionGetsItsCertificateAndNothingElseChanges() throws Exception {
    initDone();
    Map<String, String> before = files();

    CliRun added =
        CliRun.of(
            Map.of(), "init", "certificates", "--dir", directory.toString(), "--regions", "a,b,c");

    assertThat(added.out()).isEqualTo("made agent-c\nwrote ca.pem for agent-c\n");
    assertThat(files()).containsAllEntriesOf(before);
  }

  @Test
  void rotationReplacesOneCertificateAlone() throws Exception {
    initDone();
    Map<String, String> before = files();
    X509Certificate old = certificate("agent-a");

    assertThat(init("--rotate", "agent-a").out()).isEqualTo("replaced agent-a\n");

    Map<String, String> after = files();
    assertThat(certificate("agent-a")).isNotEqualTo(old);
    after.keySet().removeIf(file -> file.startsWith("agent-a/"));
    assertThat(before).containsAllEntriesOf(after);
  }

  @Test
  void otherHostsAreRefusedWithTheWayOutAndNothingIsWritten() throws Exception {
    initDone();
    Map<String, String> before = files();

    CliRun refused = init("--host", "coordinator=api.example", "--host", "agent-a=agent.example");

    assertThat(refused.exitCode()).isEqualTo(4);
    assertThat(refused.err().lines())
        .containsExactly(
            "sealift: coordinator: has a certificate for coordinator, localhost, not for"
                + " api.example; --rotate coordinator makes a new one",
            "sealift: agent-a: has a certificate for agent-a, localhost, not for agent.example;"
                + " --rotate agent-a makes a new one");
    assertThat(files()).isEqualTo(before);
    initDone("--host", "coordinator=api.example", "--rotate", "coordinator");
  }

  @Test
  void anAuthorityIsReplacedWhileTheOldOneIsTrusted() throws Exception {
    initDone();
    X509Certificate oldAuthority = trusted("coordinator").get(0);

    initDone("--rotate", "ca");
    assertThat(trusted("coordinator")).hasSize(2).endsWith(oldAuthority);
    certificate("coordinator").verify(oldAuthority.getPublicKey());
    CliRun tooEarly = init("--forget-old-ca", "--rotate", "coordinator");
    initDone("--rotate", String.join(",", NAMES));
    certificate("coordinator").verify(trusted("coordinator").get(0).getPublicKey());
    initDone("--forget-old-ca");

    assertThat(tooEarly.exitCode()).isEqualTo(4);
    assertThat(tooEarly.err())
        .contains("broker-1: is not of this authority; --rotate broker-1 makes a new one")
        .doesNotContain("coordinator: is not");
    assertThat(trusted("coordinator")).hasSize(1).doesNotContain(oldAuthority);
    assertThat(init().out()).startsWith("nothing to do");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--host|coordinator|--host: must be NAME=HOST,HOST, not 'coordinator'",
        "--host|agent-z=z|--host: there is no 'agent-z'; there are broker-1",
        "--host|coordinator=a b|--host: 'a b' of coordinator is neither a host name nor an address",
        "--host|coordinator=|--host: '' of coordinator is neither a host name nor an address",
        "--host|coordinator=10.0.0.999|--host: '10.0.0.999' of coordinator is neither",
        "--rotate|agent-z|--rotate: there is no 'agent-z'; there are ca, broker-1",
        "--brokers|0|--brokers: must be 1 to 9, not 0",
        "--days|900|--days: must be 1 to 825, not 900"
      })
  void aWrongOptionIsNamedAndNothingIsWritten(String option, String value, String message) {
    CliRun refused = init(option, value);

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).startsWith("sealift: " + message);
    assertThat(directory).doesNotExist();
  }

  @Test
  void theResultIsOneJsonObjectForScripts() {
    CliRun made = init("--json");

    assertThat(made.json().path("done").path(0).asText()).isEqualTo("made ca");
    assertThat(made.json().path("expiresAt").path("agent-b").asText()).isNotEmpty();
  }
}
