package io.sealift.agent.kms;

import io.sealift.agent.kms.local.LocalKms;
import io.sealift.copy.FailureCode;
import io.sealift.copy.RandomIdSource;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.io.TempDir;

/** The fake keeps the contract too, as long as it is not told to fail. */
class FailingKmsTest extends KmsContract {
  @TempDir Path home;

  @Override
  protected Kms kms() {
    try {
      Kms local =
          new LocalKms(home, REGION, new ManualTime(NOW), new RandomIdSource(), new SecureRandom());
      return new FailingKms(local, FailureCode.KEY_SERVICE_UNAVAILABLE, 0);
    } catch (KmsException e) {
      throw new AssertionError(e);
    }
  }
}
