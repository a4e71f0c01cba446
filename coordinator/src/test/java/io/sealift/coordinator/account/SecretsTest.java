package io.sealift.coordinator.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.copy.RandomIdSource;
import io.sealift.signature.AccessKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretsTest {
  @TempDir private Path directory;

  @Test
  void aSealedSecretOpensOnlyUnderItsIdAndItsKey() throws Exception {
    SecretSealer sealer = SecretSealer.open(directory.resolve("a.key"));
    SecretSealer other = SecretSealer.open(directory.resolve("b.key"));
    String sealed = sealer.seal("ak-1", "the secret");
    assertThat(sealed).doesNotContain("secret");
    assertThat(sealer.unseal("ak-1", sealed)).contains("the secret");
    assertThat(sealer.unseal("ak-2", sealed)).isEmpty();
    assertThat(other.unseal("ak-1", sealed)).isEmpty();
    assertThat(sealer.seal("ak-1", "the secret")).isNotEqualTo(sealed);
  }

  @Test
  void aSealerOfTheSameFileOpensWhatAnotherSealed() throws Exception {
    Path file = directory.resolve("sub/shared.key");
    String sealed = SecretSealer.open(file).seal("ak-1", "the secret");
    assertThat(SecretSealer.open(file).unseal("ak-1", sealed)).contains("the secret");
  }

  @Test
  void aNewFirstLineSealsAndTheLinesAfterItStillOpen() throws Exception {
    Path file = directory.resolve("secrets.key");
    String before = SecretSealer.open(file).seal("ak-1", "the secret");
    SecretSealer.open(directory.resolve("new.key"));
    String newKey = Files.readString(directory.resolve("new.key"));
    Files.writeString(file, newKey + Files.readString(file));

    SecretSealer both = SecretSealer.open(file);
    String after = both.seal("ak-1", "the secret");

    assertThat(both.unseal("ak-1", before)).contains("the secret");
    assertThat(both.isUnderNewestKey("ak-1", before)).isFalse();
    assertThat(both.isUnderNewestKey("ak-1", after)).isTrue();
    Files.writeString(file, newKey);
    assertThat(SecretSealer.open(file).unseal("ak-1", after)).contains("the secret");
    assertThat(SecretSealer.open(file).unseal("ak-1", before)).isEmpty();
  }

  @Test
  void noAlteredByteOpens() throws Exception {
    SecretSealer sealer = SecretSealer.open(directory.resolve("a.key"));
    byte[] sealed = Base64.getDecoder().decode(sealer.seal("ak-1", "the secret"));
    for (int i = 0; i < sealed.length; i++) {
      byte[] altered = sealed.clone();
      altered[i] ^= 1;
      assertThat(sealer.unseal("ak-1", Base64.getEncoder().encodeToString(altered))).isEmpty();
    }
    for (String text : List.of("", "!", "AAAA")) {
      assertThat(sealer.unseal("ak-1", text)).isEmpty();
    }
  }

  @Test
  void keyFilesAreForTheirOwnerOnly() throws Exception {
    Path file = directory.resolve("a.key");
    SecretSealer.open(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> SecretSealer.open(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("readable by its owner only");
    try (var left = Files.list(directory)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void aBrokenKeyFileIsRefusedAndNotReplaced() throws Exception {
    Path file = directory.resolve("a.key");
    SecretSealer.open(file);
    for (String text : List.of("", "!!", "AAAA")) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> SecretSealer.open(file)).isInstanceOf(IOException.class);
      assertThat(Files.readString(file)).isEqualTo(text);
    }
  }

  @Test
  void theAdministratorsKeyIsMadeOnceAndReadAfterwards() throws Exception {
    Path file = directory.resolve("admin.env");
    AccessKey made = AccessKeyFile.openOrCreate(file, new RandomIdSource());
    assertThat(made.secret()).hasSize(40);
    assertThat(AccessKeyFile.openOrCreate(file, new RandomIdSource())).isEqualTo(made);
    assertThat(Files.readAllLines(file))
        .containsExactly(
            "SEALIFT_ACCESS_KEY_ID=" + made.id(), "SEALIFT_ACCESS_KEY_SECRET=" + made.secret());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void oddLinesInTheAdministratorsFileAreRefusedWithoutTellingThem() throws Exception {
    Path file = directory.resolve("admin.env");
    AccessKeyFile.openOrCreate(file, new RandomIdSource());
    for (String text :
        List.of(
            "",
            "SEALIFT_ACCESS_KEY_ID=ak-12345678",
            "SEALIFT_ACCESS_KEY_ID=ak-12345678\nSEALIFT_ACCESS_KEY_SECRET=short",
            "SEALIFT_ACCESS_KEY_ID=ak-12345678\nSEALIFT_ACCESS_KEY_SECRET=hush hush hush",
            "SEALIFT_ACCESS_KEY_ID=ak-12345678\nSEALIFT_ACCESS_KEY_ID=ak-12345678",
            "PASSWORD=hushhushhush")) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> AccessKeyFile.openOrCreate(file, new RandomIdSource()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("admin.env")
          .hasMessageNotContaining("hush");
    }
  }

  @Test
  void ofManyThatStartAtOnceAllGetTheSameKey() throws Exception {
    Path file = directory.resolve("admin.env");
    ExecutorService starters = Executors.newFixedThreadPool(8);
    try {
      Callable<AccessKey> start = () -> AccessKeyFile.openOrCreate(file, new RandomIdSource());
      Set<AccessKey> keys = new HashSet<>();
      for (Future<AccessKey> key : starters.invokeAll(Collections.nCopies(8, start))) {
        keys.add(key.get());
      }
      assertThat(keys).hasSize(1);
    } finally {
      starters.shutdownNow();
    }
  }
}
