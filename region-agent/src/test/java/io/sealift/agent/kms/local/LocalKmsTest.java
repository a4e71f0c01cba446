package io.sealift.agent.kms.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.agent.kms.DataKeyPair;
import io.sealift.agent.kms.KeyVersionContract;
import io.sealift.agent.kms.Kms;
import io.sealift.agent.kms.KmsException;
import io.sealift.agent.kms.ManualTime;
import io.sealift.copy.FailureCode;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RandomIdSource;
import io.sealift.copy.RegionId;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.TaskMessage.KeyAction;
import io.sealift.protocol.WrappedKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalKmsTest extends KeyVersionContract {
  @TempDir Path home;
  private final ManualTime clock = new ManualTime(NOW);

  @Override
  protected Kms kms() {
    try {
      return open(REGION);
    } catch (KmsException e) {
      throw new AssertionError(e);
    }
  }

  private LocalKms open(RegionId region) throws KmsException {
    return new LocalKms(
        home.resolve("keys"), region, clock, new RandomIdSource(), new SecureRandom());
  }

  @Test
  void everythingIsThereAgainAfterARestart() throws KmsException {
    Kms before = kms();
    create(before, KEY, OWNER);
    WrappedKey underCustomerKey = wrapOnce(before, CUSTOMER, OWNER);
    WrappedKey underStorageKey = wrapOnce(before, KeyReference.STORAGE, OWNER);

    Kms after = kms();

    after.unwrap(underCustomerKey, CONTEXT).close();
    after.unwrap(underStorageKey, CONTEXT).close();
    assertThat(after.list()).isEqualTo(before.list());
  }

  @Test
  void agentsOfOneRegionSeeEachOthersChanges() throws KmsException {
    Kms one = kms();
    Kms other = kms();
    create(one, KEY, OWNER);

    WrappedKey wrapped = wrapOnce(other, CUSTOMER, OWNER);
    one.unwrap(wrapped, CONTEXT).close();
    change(other, KeyAction.DISABLE, OWNER);

    assertRefused(FailureCode.KEY_DISABLED, () -> one.unwrap(wrapped, CONTEXT));
  }

  @Test
  void agentsThatStartTogetherShareOneStorageKey() throws Exception {
    int agents = 4;
    ExecutorService threads = Executors.newFixedThreadPool(agents);
    try {
      Callable<KeyId> agent = () -> wrapOnce(kms(), KeyReference.STORAGE, OWNER).keyId();
      List<KeyId> used = new ArrayList<>();
      for (Future<KeyId> future :
          threads.invokeAll(Stream.generate(() -> agent).limit(agents).toList())) {
        used.add(future.get());
      }

      assertThat(used).containsOnly(kms().list().get(0).keyId());
      assertThat(kms().list()).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void changesMadeAtTheSameTimeAreAllKept() throws Exception {
    Kms one = kms();
    Kms other = kms();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<KeyDescription>> changes = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        KeyId keyId = new KeyId("key-" + i);
        Kms kms = i % 2 == 0 ? one : other;
        changes.add(() -> create(kms, keyId, OWNER));
      }
      for (Future<KeyDescription> future : threads.invokeAll(changes)) {
        future.get();
      }

      assertThat(one.list()).hasSize(8).isEqualTo(other.list());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aKeyWhoseWaitingPeriodIsOverIsGoneForEver() throws KmsException {
    Kms kms = kms();
    create(kms, KEY, OWNER);
    WrappedKey wrapped = wrapOnce(kms, CUSTOMER, OWNER);
    kms.change(task(KeyAction.SCHEDULE_DELETION, KEY, OWNER, "", Optional.of(7)));

    clock.advance(Duration.ofDays(7).minusSeconds(1));
    assertRefused(FailureCode.KEY_PENDING_DELETION, () -> kms.unwrap(wrapped, CONTEXT));
    clock.advance(Duration.ofSeconds(1));
    assertRefused(FailureCode.KEY_NOT_FOUND, () -> kms.unwrap(wrapped, CONTEXT));

    // Even with the clock turned back, and with the id taken by a new key.
    clock.advance(Duration.ofDays(-7));
    Kms restarted = kms();
    assertThat(restarted.list()).isEmpty();
    create(restarted, KEY, OWNER);
    assertRefused(FailureCode.KEY_NOT_FOUND, () -> restarted.unwrap(wrapped, CONTEXT));
    assertRefused(FailureCode.KEY_NOT_FOUND, () -> kms.unwrap(wrapped, CONTEXT));
  }

  @Test
  void aVersionIsMadeByItselfWhenItIsDueAndOnceForAllAgents() throws KmsException {
    Kms kms = kms();
    create(kms, KEY, OWNER);
    WrappedKey first = wrapOnce(kms, CUSTOMER, OWNER);
    KeyDescription set = kms.change(rotation(Optional.of(Duration.ofDays(7))));
    assertThat(set.rotation().orElseThrow().nextAt()).contains(NOW.plus(Duration.ofDays(7)));

    clock.advance(Duration.ofDays(7).minusSeconds(1));
    assertThat(wrapOnce(kms, CUSTOMER, OWNER).keyVersion()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(1));
    Kms other = kms();
    assertThat(wrapOnce(kms, CUSTOMER, OWNER).keyVersion()).isEqualTo(2);
    assertThat(wrapOnce(other, CUSTOMER, OWNER).keyVersion()).isEqualTo(2);
    other.unwrap(first, CONTEXT).close();
    assertThat(other.list().get(0).rotation().orElseThrow().nextAt())
        .contains(NOW.plus(Duration.ofDays(14)));

    kms.change(rotation(Optional.empty()));
    clock.advance(Duration.ofDays(30));
    assertThat(wrapOnce(other, CUSTOMER, OWNER).keyVersion()).isEqualTo(2);
  }

  @Test
  void aDisabledKeyGetsItsVersionWhenItIsEnabledAgain() throws KmsException {
    Kms kms = kms();
    create(kms, KEY, OWNER);
    kms.change(rotation(Optional.of(Duration.ofDays(7))));
    change(kms, KeyAction.DISABLE, OWNER);
    clock.advance(Duration.ofDays(8));
    assertThat(kms.list().get(0).version()).isEqualTo(1);
    change(kms, KeyAction.ENABLE, OWNER);
    assertThat(kms.list().get(0).version()).isEqualTo(2);
  }

  @Test
  void everyVersionIsThereAgainAfterARestart() throws KmsException {
    Kms before = kms();
    create(before, KEY, OWNER);
    WrappedKey first = wrapOnce(before, CUSTOMER, OWNER);
    change(before, KeyAction.ROTATE, OWNER);
    WrappedKey second = wrapOnce(before, CUSTOMER, OWNER);

    Kms after = kms();

    after.unwrap(first, CONTEXT).close();
    after.unwrap(second, CONTEXT).close();
    assertThat(after.list()).isEqualTo(before.list());
  }

  @Test
  void aRingOfVersionOneIsReadAndWrittenAsVersionTwo() throws Exception {
    Path ring = Files.createDirectories(home.resolve("keys"));
    for (String name : new String[] {"keys.bcfks", "password"}) {
      Files.copy(Path.of("src/test/resources/golden/keyring.v1").resolve(name), ring.resolve(name));
      Files.setPosixFilePermissions(
          ring.resolve(name), PosixFilePermissions.fromString("rw-------"));
    }
    WrappedKey wrapped =
        new WrappedKey(
            KEY,
            1,
            Files.readString(Path.of("src/test/resources/golden/keyring.v1/wrapped")).strip());

    Kms kms = kms();
    assertThat(kms.list()).extracting(KeyDescription::keyId).containsExactly(KEY);
    kms.unwrap(wrapped, CONTEXT).close();
    change(kms, KeyAction.ROTATE, OWNER);

    Kms again = kms();
    again.unwrap(wrapped, CONTEXT).close();
    assertThat(again.list().get(0).version()).isEqualTo(2);
  }

  @Test
  void aRingWithAnotherPasswordIsRefusedInOneLine() throws Exception {
    kms();
    Files.writeString(home.resolve("keys/password"), "another\n");

    assertThatThrownBy(this::openAgain)
        .isInstanceOf(KmsException.class)
        .hasMessageContaining("keys.bcfks: the password does not fit, or the file is damaged")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aRingWithoutItsPasswordIsRefused() throws Exception {
    kms();
    Files.delete(home.resolve("keys/password"));

    assertThatThrownBy(this::openAgain)
        .isInstanceOf(KmsException.class)
        .hasMessageContaining("'password' beside it is missing");
    assertThat(home.resolve("keys/password")).doesNotExist();
  }

  @Test
  void aPasswordThatOthersMayReadIsRefused() throws Exception {
    kms();
    Files.setPosixFilePermissions(
        home.resolve("keys/password"), PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(this::openAgain)
        .isInstanceOf(KmsException.class)
        .hasMessageContaining("0600");
  }

  @Test
  void anotherRegionDoesNotOpenTheRing() throws KmsException {
    kms();

    assertThatThrownBy(() -> open(new RegionId("region-b")))
        .isInstanceOf(KmsException.class)
        .hasMessageContaining("it is of region region-a, not region-b");
  }

  @Test
  void everyFileIsItsOwnersAlone() throws Exception {
    wrapOnce(kms(), KeyReference.STORAGE, OWNER);

    try (Stream<Path> files = Files.list(home.resolve("keys"))) {
      assertThat(files)
          .hasSize(3)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void aDamagedRingIsRefused() throws Exception {
    create(kms(), KEY, OWNER);
    Path file = home.resolve("keys/keys.bcfks");
    byte[] ring = Files.readAllBytes(file);

    for (int at = 0; at < ring.length; at += 1 + ring.length / 23) {
      byte[] damaged = ring.clone();
      damaged[at] ^= 1;
      Files.write(file, damaged);
      assertRefused(FailureCode.KEY_SERVICE_UNAVAILABLE, this::openAgain);
    }
  }

  @Test
  void theRingFileShowsNothingOfItsKeys() throws Exception {
    Kms kms = kms();
    create(kms, KEY, OWNER);
    try (DataKeyPair pair = kms.generateDataKey(CUSTOMER, OWNER, CONTEXT)) {
      String file = Files.readString(home.resolve("keys/keys.bcfks"), StandardCharsets.ISO_8859_1);

      assertThat(file).doesNotContain(KEY.value()).doesNotContain(OWNER.value());
      assertThat(pair).asString().doesNotContain("[B");
    }
  }

  private void openAgain() throws KmsException, IOException {
    open(REGION);
  }

  private void passwords(String... lines) throws IOException {
    Path fresh = Files.writeString(home.resolve("fresh"), String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
    Files.move(fresh, home.resolve("keys/password"), StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aNewPasswordComesBeforeTheOldOneWhichThenGoes() throws Exception {
    Kms running = kms();
    Kms other = kms();
    create(running, KEY, OWNER);
    WrappedKey wrapped = wrapOnce(running, CUSTOMER, OWNER);
    String old = Files.readString(home.resolve("keys/password")).strip();

    passwords("new", old);
    running.unwrap(wrapped, CONTEXT).close();
    passwords("new");

    running.unwrap(wrapped, CONTEXT).close();
    other.unwrap(wrapped, CONTEXT).close();
    kms().unwrap(wrapped, CONTEXT).close();
    change(other, KeyAction.DISABLE, OWNER);
    assertRefused(FailureCode.KEY_DISABLED, () -> running.unwrap(wrapped, CONTEXT));
    passwords(old);
    assertThatThrownBy(() -> open(REGION))
        .hasMessageContaining("keys.bcfks: the password does not fit, or the file is damaged");
  }

  @Test
  void anOldPasswordThatGoesTooEarlyIsMissedUntilItIsBack() throws Exception {
    Kms running = kms();
    WrappedKey wrapped = wrapOnce(running, KeyReference.STORAGE, OWNER);
    String old = Files.readString(home.resolve("keys/password")).strip();

    passwords("new");
    assertRefused(FailureCode.KEY_SERVICE_UNAVAILABLE, () -> running.unwrap(wrapped, CONTEXT));
    passwords("new", old);

    running.unwrap(wrapped, CONTEXT).close();
  }
}
