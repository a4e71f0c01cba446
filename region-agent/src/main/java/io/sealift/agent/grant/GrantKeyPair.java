package io.sealift.agent.grant;

import org.bouncycastle.crypto.AsymmetricCipherKeyPair;

/**
 * An agent's X25519 key pair for receiving grants, made when the agent starts and never stored. The
 * public half is in the agent's registration. Immutable.
 */
public final class GrantKeyPair {
  private final AsymmetricCipherKeyPair pair;

  private GrantKeyPair(AsymmetricCipherKeyPair pair) {
    this.pair = pair;
  }

  /** Draws a new pair. */
  public static GrantKeyPair generate() {
    return new GrantKeyPair(HpkeSuite.create().generatePrivateKey());
  }

  /** The public key, 32 bytes. */
  public byte[] publicKey() {
    return HpkeSuite.create().serializePublicKey(pair.getPublic());
  }

  /** What opens the grants that are sealed to this pair. */
  public GrantOpener opener() {
    return new GrantOpener(pair);
  }

  @Override
  public String toString() {
    return "GrantKeyPair[redacted]";
  }
}
