package io.sealift.agent.grant;

import io.sealift.agent.envelope.DataKey;
import io.sealift.copy.SealId;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;

/**
 * Seals data keys to other agents. Whether an agent may have one is decided before. Safe for use by
 * many threads.
 */
public final class GrantSealer {
  /**
   * Seals a data key to the holder of a grant key.
   *
   * @param recipientPublicKey the X25519 key, 32 bytes, that the agent has registered
   * @param ticket the text of the grant ticket; the grant opens only beside it
   * @throws IllegalArgumentException when that is no usable X25519 key
   */
  public SealedGrant seal(
      DataKey dataKey, SealId sealId, byte[] recipientPublicKey, String ticket) {
    if (recipientPublicKey.length != HpkeSuite.KEY_LENGTH) {
      throw new IllegalArgumentException(
          "grant key must have 32 bytes: " + recipientPublicKey.length);
    }
    HPKE hpke = HpkeSuite.create();
    HPKEContextWithEncapsulation sender = senderTo(hpke, recipientPublicKey);
    byte[] ciphertext =
        dataKey.withBytes(
            bytes -> {
              try {
                return sender.seal(HpkeSuite.associatedData(ticket), bytes);
              } catch (InvalidCipherTextException e) {
                throw new IllegalStateException("cannot seal a grant: the cipher checked a tag", e);
              }
            });
    return new SealedGrant(sealId, sender.getEncapsulation(), ciphertext);
  }

  private static HPKEContextWithEncapsulation senderTo(HPKE hpke, byte[] recipientPublicKey) {
    try {
      return hpke.setupBaseS(hpke.deserializePublicKey(recipientPublicKey), HpkeSuite.info());
    } catch (IllegalStateException e) {
      // A point of low order: the shared secret would be known to everybody.
      throw new IllegalArgumentException("grant key is no usable X25519 key", e);
    }
  }
}
