package io.sealift.agent.kms;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealift.agent.kms.RetryingKms.Limits;
import io.sealift.agent.kms.local.LocalKms;
import io.sealift.copy.FailureCode;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RandomIdSource;
import io.sealift.telemetry.MetricNames;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the contract through both decorators, as an agent stacks them. */
class InstrumentedKmsTest extends KmsContract {
  @TempDir Path home;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Override
  protected Kms kms() {
    try {
      Kms local =
          new LocalKms(home, REGION, new ManualTime(NOW), new RandomIdSource(), new SecureRandom());
      return new RetryingKms(
          new InstrumentedKms(local, registry), Limits.DEFAULT, new Random(1), pause -> {});
    } catch (KmsException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void callsAreTimedByOperationAndOutcome() throws KmsException {
    Kms kms = kms();
    wrapOnce(kms, KeyReference.STORAGE, OWNER);
    assertRefused(FailureCode.KEY_NOT_FOUND, () -> kms.generateDataKey(CUSTOMER, OWNER, CONTEXT));

    assertThat(count("ok")).isEqualTo(1);
    assertThat(count("key_not_found")).isEqualTo(1);
  }

  private long count(String outcome) {
    return registry
        .get(MetricNames.KMS_CALLS)
        .tags("operation", "generate", "outcome", outcome)
        .timer()
        .count();
  }
}
