package io.sealift.agent.grant;

import io.sealift.agent.envelope.DataKey;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;

/** Opens the grants that were sealed to one {@link GrantKeyPair}. Safe for use by many threads. */
public final class GrantOpener {
  private final AsymmetricCipherKeyPair pair;

  GrantOpener(AsymmetricCipherKeyPair pair) {
    this.pair = pair;
  }

  /** Opens a grant; {@code ticket} is the one it was asked with. The caller closes the data key. */
  public DataKey open(SealedGrant grant, String ticket) throws GrantRefusedException {
    HPKE hpke = HpkeSuite.create();
    try {
      byte[] opened =
          hpke.setupBaseR(grant.encapsulation(), pair, HpkeSuite.info())
              .open(HpkeSuite.associatedData(ticket), grant.ciphertext());
      return DataKey.takeOwnershipOf(opened);
    } catch (InvalidCipherTextException | IllegalStateException e) {
      throw new GrantRefusedException("cannot open the grant for %s".formatted(grant.sealId()));
    }
  }
}
