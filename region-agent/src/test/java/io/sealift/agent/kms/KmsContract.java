package io.sealift.agent.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.agent.envelope.DataKey;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RandomIdSource;
import io.sealift.copy.RegionId;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotId;
import io.sealift.copy.TaskId;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyState;
import io.sealift.protocol.KeyUse;
import io.sealift.protocol.TaskHead;
import io.sealift.protocol.TaskMessage;
import io.sealift.protocol.TaskMessage.KeyAction;
import io.sealift.protocol.WrappedKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every key service promises. Its region is {@link #REGION}; its clock stands at {@link #NOW}.
 */
public abstract class KmsContract {
  protected static final RegionId REGION = new RegionId("region-a");
  protected static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  protected static final AccountId OWNER = new AccountId("owner");
  protected static final AccountId STRANGER = new AccountId("stranger");
  protected static final KeyId KEY = new KeyId("key-1");
  protected static final KeyReference CUSTOMER = KeyReference.of(KEY);
  protected static final EncryptionContext CONTEXT =
      new EncryptionContext(REGION, new SnapshotId("s-1"), new SealId("c-1"));

  /** A new and empty key service. */
  protected abstract Kms kms();

  @ParameterizedTest
  @ValueSource(strings = {"alias/sealift/storage", "alias/acs/ecs"})
  void theRegionsOwnKeysAreMadeOnFirstUseAndServeEverybody(String reference) throws KmsException {
    Kms kms = kms();
    KeyReference key = new KeyReference(reference);

    WrappedKey first = wrapOnce(kms, key, OWNER);
    WrappedKey second = wrapOnce(kms, key, STRANGER);

    assertThat(second.keyId()).isEqualTo(first.keyId());
    assertThat(kms.list())
        .singleElement()
        .satisfies(described -> assertThat(described.owner()).isEmpty())
        .satisfies(described -> assertThat(described.region()).isEqualTo(REGION))
        .satisfies(described -> assertThat(described.state()).isEqualTo(KeyState.ENABLED));
  }

  @Test
  void theStorageKeyAndTheServiceKeyAreTwoKeys() throws KmsException {
    Kms kms = kms();

    KeyId storage = wrapOnce(kms, KeyReference.STORAGE, OWNER).keyId();
    KeyId service = wrapOnce(kms, KeyReference.SERVICE, OWNER).keyId();

    assertThat(storage).isNotEqualTo(service);
  }

  @Test
  void aGeneratedDataKeyUnwrapsToItself() throws KmsException {
    Kms kms = kms();
    create(kms, KEY, OWNER);

    try (DataKeyPair pair = kms.generateDataKey(CUSTOMER, OWNER, CONTEXT);
        DataKey unwrapped = kms.unwrap(pair.wrapped(), CONTEXT)) {
      assertThat(bytesOf(unwrapped)).isEqualTo(bytesOf(pair.dataKey())).hasSize(32);
      assertThat(pair.wrapped().keyId()).isEqualTo(KEY);
    }
  }

  @Test
  void aGivenDataKeyUnwrapsToItself() throws KmsException {
    Kms kms = kms();
    try (DataKey dataKey = DataKey.takeOwnershipOf(new byte[32])) {
      WrappedKey wrapped = kms.wrap(KeyReference.STORAGE, OWNER, CONTEXT, dataKey);
      try (DataKey unwrapped = kms.unwrap(wrapped, CONTEXT)) {
        assertThat(bytesOf(unwrapped)).isEqualTo(new byte[32]);
      }
    }
  }

  @Test
  void noTwoWrapsAreAlikeAndNoneHoldsTheDataKey() throws KmsException {
    Kms kms = kms();
    try (DataKeyPair pair = kms.generateDataKey(KeyReference.STORAGE, OWNER, CONTEXT)) {
      WrappedKey again = kms.wrap(KeyReference.STORAGE, OWNER, CONTEXT, pair.dataKey());

      assertThat(again.blob()).isNotEqualTo(pair.wrapped().blob());
      assertThat(HexFormat.of().formatHex(Base64.getDecoder().decode(again.blob())))
          .doesNotContain(HexFormat.of().formatHex(bytesOf(pair.dataKey())));
    }
  }

  @Test
  void aWrappedKeyOpensOnlyInItsContext() throws KmsException {
    Kms kms = kms();
    WrappedKey wrapped = wrapOnce(kms, KeyReference.STORAGE, OWNER);

    for (EncryptionContext other :
        List.of(
            new EncryptionContext(REGION, new SnapshotId("s-2"), CONTEXT.sealId()),
            new EncryptionContext(REGION, CONTEXT.snapshotId(), new SealId("c-2")),
            new EncryptionContext(
                new RegionId("region-b"), CONTEXT.snapshotId(), CONTEXT.sealId()))) {
      assertRefused(FailureCode.KEY_NOT_FOUND, () -> kms.unwrap(wrapped, other));
    }
  }

  @Test
  void anotherRegionsContextIsNotWrapped() {
    EncryptionContext foreign =
        new EncryptionContext(new RegionId("region-b"), CONTEXT.snapshotId(), CONTEXT.sealId());

    assertRefused(
        FailureCode.KEY_NOT_FOUND,
        () -> kms().generateDataKey(KeyReference.STORAGE, OWNER, foreign));
  }

  @Test
  void aWrappedKeyWithAnyByteAlteredDoesNotOpen() throws KmsException {
    Kms kms = kms();
    WrappedKey wrapped = wrapOnce(kms, KeyReference.STORAGE, OWNER);
    byte[] blob = Base64.getDecoder().decode(wrapped.blob());

    for (int at = 0; at < blob.length; at++) {
      byte[] altered = blob.clone();
      altered[at] ^= 1;
      String text = Base64.getEncoder().encodeToString(altered);
      assertRefused(
          FailureCode.KEY_NOT_FOUND,
          () -> kms.unwrap(new WrappedKey(wrapped.keyId(), wrapped.keyVersion(), text), CONTEXT));
    }
    for (String text : List.of("AA==", "!", wrapped.blob().substring(4), wrapped.blob() + "AAAA")) {
      assertRefused(
          FailureCode.KEY_NOT_FOUND,
          () -> kms.unwrap(new WrappedKey(wrapped.keyId(), wrapped.keyVersion(), text), CONTEXT));
    }
  }

  @Test
  void aWrappedKeyDoesNotOpenUnderAnotherKeyOrVersion() throws KmsException {
    Kms kms = kms();
    create(kms, KEY, OWNER);
    WrappedKey wrapped = wrapOnce(kms, KeyReference.STORAGE, OWNER);

    assertRefused(
        FailureCode.KEY_NOT_FOUND,
        () -> kms.unwrap(new WrappedKey(KEY, 1, wrapped.blob()), CONTEXT));
    assertRefused(
        FailureCode.KEY_NOT_FOUND,
        () -> kms.unwrap(new WrappedKey(wrapped.keyId(), 2, wrapped.blob()), CONTEXT));
  }

  @Test
  void anUnknownKeyIsNotFound() {
    Kms kms = kms();

    assertRefused(FailureCode.KEY_NOT_FOUND, () -> kms.generateDataKey(CUSTOMER, OWNER, CONTEXT));
    assertRefused(
        FailureCode.KEY_NOT_FOUND, () -> kms.unwrap(new WrappedKey(KEY, 1, "AA=="), CONTEXT));
    assertRefused(FailureCode.KEY_NOT_FOUND, () -> change(kms, KeyAction.DISABLE, OWNER));
  }

  @Test
  void anotherAccountNeitherUsesNorChangesAKey() throws KmsException {
    Kms kms = kms();
    create(kms, KEY, OWNER);

    assertRefused(FailureCode.KEY_FOREIGN, () -> kms.generateDataKey(CUSTOMER, STRANGER, CONTEXT));
    for (KeyAction action : KeyAction.values()) {
      assertRefused(FailureCode.KEY_FOREIGN, () -> change(kms, action, STRANGER));
    }
    assertThat(kms.list())
        .singleElement()
        .extracting(KeyDescription::owner)
        .isEqualTo(Optional.of(OWNER));
  }

  @Test
  void nobodyChangesTheRegionsOwnKeys() throws KmsException {
    Kms kms = kms();
    KeyId storage = wrapOnce(kms, KeyReference.STORAGE, OWNER).keyId();

    for (KeyAction action : KeyAction.values()) {
      assertRefused(
          FailureCode.KEY_FOREIGN,
          () -> kms.change(task(action, storage, OWNER, "", Optional.empty())));
    }
  }

  @Test
  void aDisabledKeyNeitherWrapsNorUnwrapsUntilItIsEnabled() throws KmsException {
    Kms kms = kms();
    create(kms, KEY, OWNER);
    WrappedKey wrapped = wrapOnce(kms, CUSTOMER, OWNER);

    assertThat(change(kms, KeyAction.DISABLE, OWNER).state()).isEqualTo(KeyState.DISABLED);
    assertRefused(FailureCode.KEY_DISABLED, () -> kms.generateDataKey(CUSTOMER, OWNER, CONTEXT));
    assertRefused(FailureCode.KEY_DISABLED, () -> kms.unwrap(wrapped, CONTEXT));

    assertThat(change(kms, KeyAction.ENABLE, OWNER).state()).isEqualTo(KeyState.ENABLED);
    kms.unwrap(wrapped, CONTEXT).close();
  }

  @Test
  void aKeyThatWaitsForItsDeletionServesNobody() throws KmsException {
    Kms kms = kms();
    create(kms, KEY, OWNER);
    WrappedKey wrapped = wrapOnce(kms, CUSTOMER, OWNER);

    KeyDescription described =
        kms.change(task(KeyAction.SCHEDULE_DELETION, KEY, OWNER, "", Optional.of(7)));

    assertThat(described.state()).isEqualTo(KeyState.PENDING_DELETION);
    assertThat(described.deletionAt()).contains(NOW.plus(Duration.ofDays(7)));
    assertRefused(
        FailureCode.KEY_PENDING_DELETION, () -> kms.generateDataKey(CUSTOMER, OWNER, CONTEXT));
    assertRefused(FailureCode.KEY_PENDING_DELETION, () -> kms.unwrap(wrapped, CONTEXT));
    assertRefused(FailureCode.KEY_PENDING_DELETION, () -> change(kms, KeyAction.ENABLE, OWNER));
    assertRefused(FailureCode.KEY_PENDING_DELETION, () -> change(kms, KeyAction.DISABLE, OWNER));
  }

  @Test
  void aDeletionCanBeCancelled() throws KmsException {
    Kms kms = kms();
    create(kms, KEY, OWNER);
    WrappedKey wrapped = wrapOnce(kms, CUSTOMER, OWNER);
    change(kms, KeyAction.SCHEDULE_DELETION, OWNER);

    KeyDescription described = change(kms, KeyAction.CANCEL_DELETION, OWNER);

    assertThat(described.state()).isEqualTo(KeyState.ENABLED);
    assertThat(described.deletionAt()).isEmpty();
    kms.unwrap(wrapped, CONTEXT).close();
  }

  @Test
  void everyChangeMayBeRepeated() throws KmsException {
    Kms kms = kms();
    for (KeyAction action :
        List.of(
            KeyAction.CREATE,
            KeyAction.DISABLE,
            KeyAction.ENABLE,
            KeyAction.SCHEDULE_DELETION,
            KeyAction.CANCEL_DELETION)) {
      KeyDescription once = change(kms, action, OWNER);
      assertThat(change(kms, action, OWNER)).isEqualTo(once);
    }
  }

  @Test
  void aTaskThatComesAgainLateUndoesNothing() throws KmsException {
    Kms kms = kms();
    create(kms, KEY, OWNER);
    TaskMessage.ChangeKey disable = task(KeyAction.DISABLE, KEY, OWNER, "", Optional.empty());
    kms.change(disable);
    change(kms, KeyAction.ENABLE, OWNER);

    assertThat(kms.change(disable).state()).isEqualTo(KeyState.ENABLED);
  }

  @Test
  void creatingAnExistingKeyKeepsIt() throws KmsException {
    Kms kms = kms();
    create(kms, KEY, OWNER);
    WrappedKey wrapped = wrapOnce(kms, CUSTOMER, OWNER);

    KeyDescription described =
        kms.change(task(KeyAction.CREATE, KEY, OWNER, "another text", Optional.empty()));

    assertThat(described.description()).isEqualTo("my key");
    kms.unwrap(wrapped, CONTEXT).close();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 6, 367})
  void aWaitingPeriodOutOfRangeIsRefused(int days) throws KmsException {
    Kms kms = kms();
    create(kms, KEY, OWNER);

    assertThatThrownBy(
            () -> kms.change(task(KeyAction.SCHEDULE_DELETION, KEY, OWNER, "", Optional.of(days))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("7 to 366 days");
  }

  @Test
  void keysAreListedInTheOrderOfTheirIds() throws KmsException {
    Kms kms = kms();
    create(kms, new KeyId("key-b"), OWNER);
    create(kms, new KeyId("key-a"), STRANGER);

    assertThat(kms.list())
        .extracting(KeyDescription::keyId)
        .containsExactly(new KeyId("key-a"), new KeyId("key-b"));
  }

  @Test
  void whatACallerSealedOpensForItInTheSameContextAlone() throws KmsException {
    Kms kms = kms();
    create(kms, KEY, OWNER);
    byte[] plain = {1, 2, 3};

    KeyUse.Sealed sealed = kms.seal(KEY, OWNER, plain, "here");

    assertThat(kms.open(sealed, OWNER, "here")).isEqualTo(plain);
    assertRefused(FailureCode.KEY_NOT_FOUND, () -> kms.open(sealed, OWNER, "there"));
    assertRefused(FailureCode.KEY_FOREIGN, () -> kms.open(sealed, STRANGER, "here"));
    assertRefused(FailureCode.KEY_FOREIGN, () -> kms.seal(KEY, STRANGER, plain, "here"));
    for (String blob : new String[] {"", "AA==", "no base64", sealed.blob().substring(4)}) {
      KeyUse.Sealed altered = new KeyUse.Sealed(KEY, sealed.keyVersion(), blob);
      assertRefused(FailureCode.KEY_NOT_FOUND, () -> kms.open(altered, OWNER, "here"));
    }
    change(kms, KeyAction.DISABLE, OWNER);
    assertRefused(FailureCode.KEY_DISABLED, () -> kms.open(sealed, OWNER, "here"));
    assertRefused(FailureCode.KEY_DISABLED, () -> kms.seal(KEY, OWNER, plain, "here"));
  }

  /** A task of its own. */
  protected static TaskMessage.ChangeKey task(
      KeyAction action,
      KeyId keyId,
      AccountId account,
      String description,
      Optional<Integer> deletionDays) {
    TaskHead head =
        new TaskHead(
            new TaskId(TaskId.PREFIX + new RandomIdSource().next()),
            1,
            new CopyJobId("j-1"),
            CONTEXT.region());
    return new TaskMessage.ChangeKey(
        head, action, keyId, account, description, deletionDays, Optional.empty());
  }

  protected static KeyDescription create(Kms kms, KeyId keyId, AccountId owner)
      throws KmsException {
    return kms.change(task(KeyAction.CREATE, keyId, owner, "my key", Optional.empty()));
  }

  protected static KeyDescription change(Kms kms, KeyAction action, AccountId account)
      throws KmsException {
    return kms.change(task(action, KEY, account, "my key", Optional.empty()));
  }

  protected static WrappedKey wrapOnce(Kms kms, KeyReference key, AccountId caller)
      throws KmsException {
    try (DataKeyPair pair = kms.generateDataKey(key, caller, CONTEXT)) {
      return pair.wrapped();
    }
  }

  protected static byte[] bytesOf(DataKey dataKey) {
    return dataKey.withBytes(byte[]::clone);
  }

  protected static void assertRefused(FailureCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KmsException.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
  }
}
