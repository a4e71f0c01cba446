package io.sealift.agent.kms;

import io.sealift.agent.envelope.DataKey;
import io.sealift.audit.AuditEntry;
import io.sealift.audit.AuditEntry.Outcome;
import io.sealift.audit.AuditEntry.UsedKey;
import io.sealift.audit.AuditEntry.What;
import io.sealift.audit.AuditEntry.Who;
import io.sealift.audit.AuditTrail;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyUse;
import io.sealift.protocol.TaskMessage;
import io.sealift.protocol.WrappedKey;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Records each use of a key of another key service, and each change of one, before its caller has
 * the answer. Listing keys uses none. As safe for threads as the other one.
 */
public final class AuditedKms implements Kms {
  private static final Set<FailureCode> DENIALS =
      EnumSet.of(
          FailureCode.KEY_FOREIGN, FailureCode.KEY_DISABLED, FailureCode.KEY_PENDING_DELETION);

  private final Kms kms;
  private final RegionId region;
  private final AuditTrail trail;
  private final KeyWork work;

  /** Records the calls of {@code kms}, the key service of that region, for no known work. */
  public AuditedKms(Kms kms, RegionId region, AuditTrail trail) {
    this(kms, region, trail, KeyWork.of("unknown", Optional.empty()));
  }

  private AuditedKms(Kms kms, RegionId region, AuditTrail trail, KeyWork work) {
    this.kms = kms;
    this.region = region;
    this.trail = trail;
    this.work = work;
  }

  @Override
  public Kms on(KeyWork other) {
    return new AuditedKms(kms, region, trail, other);
  }

  /** What is known of a call before it is made. */
  private record Use(String action, String keyId, Optional<AccountId> account, String resource) {}

  @Override
  public DataKeyPair generateDataKey(KeyReference key, AccountId caller, EncryptionContext context)
      throws KmsException {
    return recorded(
        use("generate", key, caller, context),
        () -> kms.generateDataKey(key, caller, context),
        pair -> pair.wrapped().keyId());
  }

  @Override
  public WrappedKey wrap(
      KeyReference key, AccountId caller, EncryptionContext context, DataKey dataKey)
      throws KmsException {
    return recorded(
        use("wrap", key, caller, context),
        () -> kms.wrap(key, caller, context, dataKey),
        WrappedKey::keyId);
  }

  private static Use use(
      String action, KeyReference key, AccountId caller, EncryptionContext context) {
    return new Use(action, key.toString(), Optional.of(caller), context.snapshotId().value());
  }

  @Override
  public DataKey unwrap(WrappedKey wrapped, EncryptionContext context) throws KmsException {
    return recorded(
        new Use("unwrap", wrapped.keyId().value(), work.account(), context.snapshotId().value()),
        () -> kms.unwrap(wrapped, context),
        opened -> wrapped.keyId());
  }

  @Override
  public KeyDescription change(TaskMessage.ChangeKey task) throws KmsException {
    String action = task.action().name().toLowerCase(Locale.ROOT).replace('_', '-');
    return recorded(
        new Use(action, task.keyId().value(), Optional.of(task.account()), ""),
        () -> kms.change(task),
        KeyDescription::keyId);
  }

  @Override
  public KeyUse.Sealed seal(KeyId keyId, AccountId caller, byte[] plain, String context)
      throws KmsException {
    return recorded(
        new Use("seal", keyId.value(), Optional.of(caller), ""),
        () -> kms.seal(keyId, caller, plain, context),
        KeyUse.Sealed::keyId);
  }

  @Override
  public byte[] open(KeyUse.Sealed sealed, AccountId caller, String context) throws KmsException {
    return recorded(
        new Use("open", sealed.keyId().value(), Optional.of(caller), ""),
        () -> kms.open(sealed, caller, context),
        opened -> sealed.keyId());
  }

  @Override
  public List<KeyDescription> list() throws KmsException {
    return kms.list();
  }

  private <T> T recorded(Use use, KmsCall<T> call, Function<T, KeyId> usedKey) throws KmsException {
    try {
      T answer = call.run();
      record(use, usedKey.apply(answer).value(), Outcome.ACCEPTED, Optional.empty());
      return answer;
    } catch (KmsException e) {
      Outcome outcome = DENIALS.contains(e.code()) ? Outcome.DENIED : Outcome.FAILED;
      record(use, use.keyId(), outcome, Optional.of(e.code().name()));
      throw e;
    }
  }

  private void record(Use use, String keyId, Outcome outcome, Optional<String> code) {
    trail.record(
        new AuditEntry(
            Who.of(use.account().map(AccountId::value)),
            new What(
                "key:" + use.action(),
                Optional.of(work.purpose()),
                Optional.empty(),
                work.trace().map(TraceParent::traceId),
                work.job().map(CopyJobId::value),
                work.taskId(),
                use.resource().isEmpty() ? List.of() : List.of(use.resource()),
                List.of(region.value())),
            List.of(new UsedKey(keyId, Optional.of(region.value()))),
            outcome,
            code,
            Optional.empty()));
  }
}
