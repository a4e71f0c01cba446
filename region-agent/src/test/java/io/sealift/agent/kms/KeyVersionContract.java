package io.sealift.agent.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.copy.FailureCode;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyUse;
import io.sealift.protocol.TaskMessage;
import io.sealift.protocol.TaskMessage.KeyAction;
import io.sealift.protocol.WrappedKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every key service promises of the versions of its keys, beside all else. */
public abstract class KeyVersionContract extends KmsContract {
  @Test
  void aNewVersionSealsAndTheOnesBeforeStillOpen() throws KmsException {
    Kms kms = kms();
    create(kms, KEY, OWNER);
    WrappedKey oldKey = wrapOnce(kms, CUSTOMER, OWNER);
    KeyUse.Sealed oldBytes = kms.seal(KEY, OWNER, new byte[] {1}, "here");

    KeyDescription described = change(kms, KeyAction.ROTATE, OWNER);

    assertThat(described.version()).isEqualTo(2);
    assertThat(described.rotation().orElseThrow().madeAt()).containsExactly(NOW);
    WrappedKey newKey = wrapOnce(kms, CUSTOMER, OWNER);
    KeyUse.Sealed newBytes = kms.seal(KEY, OWNER, new byte[] {2}, "here");
    assertThat(newKey.keyVersion()).isEqualTo(2);
    assertThat(newBytes.keyVersion()).isEqualTo(2);
    kms.unwrap(oldKey, CONTEXT).close();
    kms.unwrap(newKey, CONTEXT).close();
    assertThat(kms.open(oldBytes, OWNER, "here")).containsExactly(1);
    assertThat(kms.open(newBytes, OWNER, "here")).containsExactly(2);
    assertRefused(
        FailureCode.KEY_NOT_FOUND,
        () -> kms.unwrap(new WrappedKey(KEY, 1, newKey.blob()), CONTEXT));
    assertRefused(
        FailureCode.KEY_NOT_FOUND,
        () -> kms.unwrap(new WrappedKey(KEY, 2, oldKey.blob()), CONTEXT));
  }

  @Test
  void aVersionIsMadeOnceForEachTask() throws KmsException {
    Kms kms = kms();
    create(kms, KEY, OWNER);
    TaskMessage.ChangeKey task = task(KeyAction.ROTATE, KEY, OWNER, "", Optional.empty());

    assertThat(kms.change(task).version()).isEqualTo(2);
    assertThat(kms.change(task).version()).isEqualTo(2);
    assertThat(change(kms, KeyAction.ROTATE, OWNER).version()).isEqualTo(3);
  }

  @Test
  void aKeyThatMayNotBeUsedGetsNoNewVersion() throws KmsException {
    Kms kms = kms();
    create(kms, KEY, OWNER);
    change(kms, KeyAction.DISABLE, OWNER);
    assertRefused(FailureCode.KEY_DISABLED, () -> change(kms, KeyAction.ROTATE, OWNER));
    change(kms, KeyAction.SCHEDULE_DELETION, OWNER);
    for (KeyAction action : List.of(KeyAction.ROTATE, KeyAction.DESCRIBE, KeyAction.SET_ROTATION)) {
      assertRefused(FailureCode.KEY_PENDING_DELETION, () -> change(kms, action, OWNER));
    }
    assertThat(kms.list().get(0).version()).isEqualTo(1);
  }

  @Test
  void aDescriptionIsChangedAndNothingElse() throws KmsException {
    Kms kms = kms();
    KeyDescription before = create(kms, KEY, OWNER);

    KeyDescription after =
        kms.change(task(KeyAction.DESCRIBE, KEY, OWNER, "another text", Optional.empty()));

    assertThat(after.description()).isEqualTo("another text");
    assertThat(after).usingRecursiveComparison().ignoringFields("description").isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 604_799, 63_072_001})
  void anIntervalOutOfRangeIsRefused(long seconds) throws KmsException {
    Kms kms = kms();
    create(kms, KEY, OWNER);

    assertThatThrownBy(() -> kms.change(rotation(Optional.of(Duration.ofSeconds(seconds)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("7 to 730 days");
  }

  /** A task of its own that sets how often a new version is made. */
  protected static TaskMessage.ChangeKey rotation(Optional<Duration> interval) {
    return new TaskMessage.ChangeKey(
        task(KeyAction.ROTATE, KEY, OWNER, "", Optional.empty()).head(),
        KeyAction.SET_ROTATION,
        KEY,
        OWNER,
        "",
        Optional.empty(),
        interval.map(Duration::toSeconds));
  }
}
