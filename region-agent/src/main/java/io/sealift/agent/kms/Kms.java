package io.sealift.agent.kms;

import io.sealift.agent.envelope.DataKey;
import io.sealift.copy.AccountId;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyUse;
import io.sealift.protocol.TaskMessage;
import io.sealift.protocol.WrappedKey;
import java.util.List;

/**
 * The key service of one region. Its keys (KEK) never leave it; what it gives out are data keys.
 *
 * <p>Promises, as {@code KmsContract} tests them:
 *
 * <ul>
 *   <li>Only an enabled key wraps or unwraps. A customer key wraps only for its owner; for another
 *       account it is {@code KEY_FOREIGN}. Unwrapping asks for no account: who may have the
 *       snapshot is decided before.
 *   <li>The region's storage key and service key are made on first use, belong to nobody and serve
 *       everybody; nobody can change them.
 *   <li>A wrapped key opens only with the context it was wrapped in; any other answer than the data
 *       key is {@code KEY_NOT_FOUND}, without telling what did not match.
 *   <li>What succeeded is durable, and seen by every agent of the region at its next call.
 * </ul>
 *
 * Safe for use by many threads.
 */
public interface Kms {
  /** The same key service, told what it is used for; who keeps no record of that is just itself. */
  default Kms on(KeyWork work) {
    return this;
  }

  /** Draws a data key and wraps it; the caller closes the pair. */
  DataKeyPair generateDataKey(KeyReference key, AccountId caller, EncryptionContext context)
      throws KmsException;

  /** Wraps a data key that exists already. */
  WrappedKey wrap(KeyReference key, AccountId caller, EncryptionContext context, DataKey dataKey)
      throws KmsException;

  /** Opens a wrapped data key; the caller closes it. */
  DataKey unwrap(WrappedKey wrapped, EncryptionContext context) throws KmsException;

  /**
   * Creates a customer key or changes its state, and describes it as it is then. A key that is
   * already so, or exists already for the same account, is left alone; and a task that comes again,
   * however late, changes nothing more.
   */
  KeyDescription change(TaskMessage.ChangeKey task) throws KmsException;

  /**
   * Seals a caller's own bytes, at most 6 KiB, under the newest version of a key of the caller's.
   */
  KeyUse.Sealed seal(KeyId keyId, AccountId caller, byte[] plain, String context)
      throws KmsException;

  /** Opens what {@link #seal} sealed for the same caller in the same context. */
  byte[] open(KeyUse.Sealed sealed, AccountId caller, String context) throws KmsException;

  /** Describes every key, in the order of their ids. */
  List<KeyDescription> list() throws KmsException;
}
