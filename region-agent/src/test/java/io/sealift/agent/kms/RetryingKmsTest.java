package io.sealift.agent.kms;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.agent.envelope.DataKey;
import io.sealift.agent.kms.RetryingKms.Limits;
import io.sealift.copy.AccountId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyUse;
import io.sealift.protocol.TaskMessage;
import io.sealift.protocol.WrappedKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryingKmsTest {
  private final List<Duration> pauses = new ArrayList<>();

  private RetryingKms retrying(Kms kms) {
    return new RetryingKms(kms, Limits.DEFAULT, new Random(1), pauses::add);
  }

  @Test
  void aCallThatGotNoAnswerIsMadeAgainAfterAGrowingPause() throws KmsException {
    FailingKms failing = new FailingKms(FailureCode.KEY_SERVICE_UNAVAILABLE, 3);

    assertThat(retrying(failing).list()).isEmpty();

    assertThat(failing.calls).isEqualTo(4);
    assertThat(pauses).hasSize(3);
    assertThat(pauses.get(0)).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
    assertThat(pauses.get(2)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void callsEndWithTheirBudget() {
    FailingKms failing = new FailingKms(FailureCode.KEY_SERVICE_UNAVAILABLE, 100);

    KmsContract.assertRefused(FailureCode.KEY_SERVICE_UNAVAILABLE, () -> retrying(failing).list());

    assertThat(failing.calls).isEqualTo(5);
  }

  @Test
  void aRefusalIsNotAskedAgain() {
    FailingKms failing = new FailingKms(FailureCode.KEY_DISABLED, 100);

    KmsContract.assertRefused(FailureCode.KEY_DISABLED, () -> retrying(failing).list());

    assertThat(failing.calls).isEqualTo(1);
  }

  @Test
  void anInterruptEndsTheCallAndIsKept() {
    FailingKms failing = new FailingKms(FailureCode.KEY_SERVICE_UNAVAILABLE, 100);
    RetryingKms retrying =
        new RetryingKms(
            failing,
            Limits.DEFAULT,
            new Random(1),
            duration -> {
              throw new InterruptedException();
            });

    KmsContract.assertRefused(FailureCode.KEY_SERVICE_UNAVAILABLE, retrying::list);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(failing.calls).isEqualTo(1);
  }

  /** Fails so many calls, then answers. */
  private static final class FailingKms implements Kms {
    private final FailureCode code;
    private final int failures;
    private int calls;

    FailingKms(FailureCode code, int failures) {
      this.code = code;
      this.failures = failures;
    }

    @Override
    public List<KeyDescription> list() throws KmsException {
      calls++;
      if (calls <= failures) {
        throw new KmsException(code, "no");
      }
      return List.of();
    }

    @Override
    public DataKeyPair generateDataKey(
        KeyReference key, AccountId caller, EncryptionContext context) {
      throw new UnsupportedOperationException();
    }

    @Override
    public WrappedKey wrap(
        KeyReference key, AccountId caller, EncryptionContext context, DataKey dataKey) {
      throw new UnsupportedOperationException();
    }

    @Override
    public DataKey unwrap(WrappedKey wrapped, EncryptionContext context) {
      throw new UnsupportedOperationException();
    }

    @Override
    public KeyUse.Sealed seal(KeyId keyId, AccountId caller, byte[] plain, String context) {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] open(KeyUse.Sealed sealed, AccountId caller, String context) {
      throw new UnsupportedOperationException();
    }

    @Override
    public KeyDescription change(TaskMessage.ChangeKey task) {
      throw new UnsupportedOperationException();
    }
  }
}
