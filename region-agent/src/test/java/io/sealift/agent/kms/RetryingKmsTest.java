package io.sealift.agent.kms;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.agent.kms.RetryingKms.Limits;
import io.sealift.agent.kms.local.LocalKms;
import io.sealift.copy.FailureCode;
import io.sealift.copy.RandomIdSource;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the contract through a key service that fails twice before its first answer. */
class RetryingKmsTest extends KmsContract {
  @TempDir Path home;
  private final List<Duration> pauses = new ArrayList<>();

  @Override
  protected Kms kms() {
    return retrying(failing(FailureCode.KEY_SERVICE_UNAVAILABLE, 2));
  }

  private FailingKms failing(FailureCode code, int failures) {
    try {
      Kms local =
          new LocalKms(home, REGION, new ManualTime(NOW), new RandomIdSource(), new SecureRandom());
      return new FailingKms(local, code, failures);
    } catch (KmsException e) {
      throw new AssertionError(e);
    }
  }

  private RetryingKms retrying(Kms kms) {
    return new RetryingKms(kms, Limits.DEFAULT, new Random(1), pauses::add);
  }

  @Test
  void aCallThatGotNoAnswerIsMadeAgainAfterAGrowingPause() throws KmsException {
    FailingKms failing = failing(FailureCode.KEY_SERVICE_UNAVAILABLE, 3);

    assertThat(retrying(failing).list()).isEmpty();

    assertThat(failing.calls()).isEqualTo(4);
    assertThat(pauses).hasSize(3);
    assertThat(pauses.get(0)).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
    assertThat(pauses.get(2)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void callsEndWithTheirBudget() {
    FailingKms failing = failing(FailureCode.KEY_SERVICE_UNAVAILABLE, 100);

    assertRefused(FailureCode.KEY_SERVICE_UNAVAILABLE, () -> retrying(failing).list());

    assertThat(failing.calls()).isEqualTo(5);
  }

  @Test
  void aRefusalIsNotAskedAgain() {
    FailingKms failing = failing(FailureCode.KEY_DISABLED, 100);

    assertRefused(FailureCode.KEY_DISABLED, () -> retrying(failing).list());

    assertThat(failing.calls()).isEqualTo(1);
  }

  @Test
  void anInterruptEndsTheCallAndIsKept() {
    FailingKms failing = failing(FailureCode.KEY_SERVICE_UNAVAILABLE, 100);
    RetryingKms retrying =
        new RetryingKms(
            failing,
            Limits.DEFAULT,
            new Random(1),
            duration -> {
              throw new InterruptedException();
            });

    assertRefused(FailureCode.KEY_SERVICE_UNAVAILABLE, retrying::list);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(failing.calls()).isEqualTo(1);
  }
}
