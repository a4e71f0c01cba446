package io.sealift.agent.kms;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sealift.agent.envelope.DataKey;
import io.sealift.copy.AccountId;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyUse;
import io.sealift.protocol.TaskMessage;
import io.sealift.protocol.WrappedKey;
import io.sealift.telemetry.MetricNames;
import java.util.List;
import java.util.Locale;

/**
 * Times every call of another key service, by operation and outcome. As safe for threads as that
 * one.
 */
public final class InstrumentedKms implements Kms {
  private final Kms kms;
  private final MeterRegistry registry;

  /** Times the calls of {@code kms}. */
  public InstrumentedKms(Kms kms, MeterRegistry registry) {
    this.kms = kms;
    this.registry = registry;
  }

  @Override
  public DataKeyPair generateDataKey(KeyReference key, AccountId caller, EncryptionContext context)
      throws KmsException {
    return timed("generate", () -> kms.generateDataKey(key, caller, context));
  }

  @Override
  public WrappedKey wrap(
      KeyReference key, AccountId caller, EncryptionContext context, DataKey dataKey)
      throws KmsException {
    return timed("wrap", () -> kms.wrap(key, caller, context, dataKey));
  }

  @Override
  public DataKey unwrap(WrappedKey wrapped, EncryptionContext context) throws KmsException {
    return timed("unwrap", () -> kms.unwrap(wrapped, context));
  }

  @Override
  public KeyDescription change(TaskMessage.ChangeKey task) throws KmsException {
    return timed("change", () -> kms.change(task));
  }

  @Override
  public KeyUse.Sealed seal(KeyId keyId, AccountId caller, byte[] plain, String context)
      throws KmsException {
    return timed("seal", () -> kms.seal(keyId, caller, plain, context));
  }

  @Override
  public byte[] open(KeyUse.Sealed sealed, AccountId caller, String context) throws KmsException {
    return timed("open", () -> kms.open(sealed, caller, context));
  }

  @Override
  public List<KeyDescription> list() throws KmsException {
    return timed("list", kms::list);
  }

  private <T> T timed(String operation, KmsCall<T> call) throws KmsException {
    Timer.Sample sample = Timer.start(registry);
    String outcome = "defect";
    try {
      T answer = call.run();
      outcome = "ok";
      return answer;
    } catch (KmsException e) {
      outcome = e.code().name().toLowerCase(Locale.ROOT);
      throw e;
    } finally {
      sample.stop(
          registry.timer(MetricNames.KMS_CALLS, "operation", operation, "outcome", outcome));
    }
  }
}
