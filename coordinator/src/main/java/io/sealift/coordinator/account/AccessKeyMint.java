package io.sealift.coordinator.account;

import io.sealift.copy.IdSource;
import io.sealift.signature.AccessKey;

/**
 * Makes access keys. A secret is shown once, to whoever asked for it; what is kept is sealed. Safe
 * for use by many threads.
 */
public final class AccessKeyMint {
  private final SecretSealer sealer;
  private final IdSource ids;

  /** Makes keys that the sealer's coordinators can read. */
  public AccessKeyMint(SecretSealer sealer, IdSource ids) {
    this.sealer = sealer;
    this.ids = ids;
  }

  /** A new key, with its secret in the clear and sealed. */
  public record Minted(AccessKey key, String sealedSecret) {}

  /** A new key. */
  public Minted mint() {
    // Two ids make a secret of about 206 bits.
    AccessKey key = new AccessKey("ak-" + ids.next(), ids.next() + ids.next());
    return new Minted(key, sealer.seal(key.id(), key.secret()));
  }
}
