package io.sealift.agent.kms;

import io.sealift.agent.envelope.DataKey;
import io.sealift.copy.AccountId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyUse;
import io.sealift.protocol.TaskMessage;
import io.sealift.protocol.WrappedKey;
import java.util.List;

/** Another key service whose first calls fail. Confined to one thread. */
final class FailingKms implements Kms {
  private final Kms kms;
  private final FailureCode code;
  private final int failures;
  private int calls;

  FailingKms(Kms kms, FailureCode code, int failures) {
    this.kms = kms;
    this.code = code;
    this.failures = failures;
  }

  /** How often it was called. */
  int calls() {
    return calls;
  }

  private Kms answering() throws KmsException {
    calls++;
    if (calls <= failures) {
      throw new KmsException(code, "no");
    }
    return kms;
  }

  @Override
  public DataKeyPair generateDataKey(KeyReference key, AccountId caller, EncryptionContext context)
      throws KmsException {
    return answering().generateDataKey(key, caller, context);
  }

  @Override
  public WrappedKey wrap(
      KeyReference key, AccountId caller, EncryptionContext context, DataKey dataKey)
      throws KmsException {
    return answering().wrap(key, caller, context, dataKey);
  }

  @Override
  public DataKey unwrap(WrappedKey wrapped, EncryptionContext context) throws KmsException {
    return answering().unwrap(wrapped, context);
  }

  @Override
  public KeyDescription change(TaskMessage.ChangeKey task) throws KmsException {
    return answering().change(task);
  }

  @Override
  public KeyUse.Sealed seal(KeyId keyId, AccountId caller, byte[] plain, String context)
      throws KmsException {
    return answering().seal(keyId, caller, plain, context);
  }

  @Override
  public byte[] open(KeyUse.Sealed sealed, AccountId caller, String context) throws KmsException {
    return answering().open(sealed, caller, context);
  }

  @Override
  public List<KeyDescription> list() throws KmsException {
    return answering().list();
  }
}
