package io.sealift.agent.kms;

import io.sealift.agent.envelope.DataKey;
import io.sealift.copy.AccountId;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyUse;
import io.sealift.protocol.TaskMessage;
import io.sealift.protocol.WrappedKey;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls another key service again when it did not answer; what it refused stays refused. Waits
 * between half and all of a delay that doubles, so that agents do not come back all at once. As
 * safe for threads as the other one.
 */
public final class RetryingKms implements Kms {
  private static final Logger LOGGER = LoggerFactory.getLogger(RetryingKms.class);

  private final Kms kms;
  private final Limits limits;
  private final RandomGenerator random;
  private final Pause pause;

  /**
   * How often and how fast.
   *
   * @param calls the most calls in all, 1 to 20
   * @param firstDelay the longest wait before the second call
   * @param maxDelay the longest wait before any
   */
  public record Limits(int calls, Duration firstDelay, Duration maxDelay) {
    /** Five calls within at most 7.5 seconds of waiting. */
    public static final Limits DEFAULT =
        new Limits(5, Duration.ofMillis(500), Duration.ofSeconds(4));

    public Limits {
      if (calls < 1
          || calls > 20
          || firstDelay.isNegative()
          || maxDelay.compareTo(firstDelay) < 0) {
        throw new IllegalArgumentException("retry limits out of range");
      }
    }
  }

  /** Waits; ends early with an interrupt. */
  @FunctionalInterface
  public interface Pause {
    /** Waits as long as told. */
    void await(Duration duration) throws InterruptedException;
  }

  /** Retries calls of {@code kms}; {@code random} must be safe for use by many threads. */
  public RetryingKms(Kms kms, Limits limits, RandomGenerator random, Pause pause) {
    this.kms = kms;
    this.limits = limits;
    this.random = random;
    this.pause = pause;
  }

  @Override
  public DataKeyPair generateDataKey(KeyReference key, AccountId caller, EncryptionContext context)
      throws KmsException {
    return retried(() -> kms.generateDataKey(key, caller, context));
  }

  @Override
  public WrappedKey wrap(
      KeyReference key, AccountId caller, EncryptionContext context, DataKey dataKey)
      throws KmsException {
    return retried(() -> kms.wrap(key, caller, context, dataKey));
  }

  @Override
  public DataKey unwrap(WrappedKey wrapped, EncryptionContext context) throws KmsException {
    return retried(() -> kms.unwrap(wrapped, context));
  }

  @Override
  public KeyDescription change(TaskMessage.ChangeKey task) throws KmsException {
    return retried(() -> kms.change(task));
  }

  @Override
  public KeyUse.Sealed seal(KeyId keyId, AccountId caller, byte[] plain, String context)
      throws KmsException {
    return retried(() -> kms.seal(keyId, caller, plain, context));
  }

  @Override
  public byte[] open(KeyUse.Sealed sealed, AccountId caller, String context) throws KmsException {
    return retried(() -> kms.open(sealed, caller, context));
  }

  @Override
  public List<KeyDescription> list() throws KmsException {
    return retried(kms::list);
  }

  private <T> T retried(KmsCall<T> call) throws KmsException {
    Duration delay = limits.firstDelay();
    for (int made = 1; ; made++) {
      try {
        return call.run();
      } catch (KmsException e) {
        if (!e.code().retryable() || made == limits.calls() || !waited(delay)) {
          throw e;
        }
        LOGGER
            .atWarn()
            .addKeyValue("failureCode", e.code())
            .addKeyValue("calls", made)
            .log("key service call failed");
      }
      Duration doubled = delay.multipliedBy(2);
      delay = doubled.compareTo(limits.maxDelay()) < 0 ? doubled : limits.maxDelay();
    }
  }

  /** Whether the wait went through; an interrupt ends the call with what it had. */
  private boolean waited(Duration longest) {
    long nanos = longest.toNanos();
    try {
      pause.await(Duration.ofNanos(nanos - (long) (random.nextDouble() * (nanos / 2.0))));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
