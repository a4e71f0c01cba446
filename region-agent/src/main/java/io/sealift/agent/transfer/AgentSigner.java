package io.sealift.agent.transfer;

import io.sealift.copy.AgentId;
import io.sealift.ticket.Ed25519;
import java.security.KeyPair;
import java.time.Clock;
import java.util.Base64;

/**
 * Signs an agent's calls with a key pair that lives as long as its process. Safe for use by many
 * threads.
 */
public final class AgentSigner {
  private static final long VALID_SECONDS = 60;
  private final AgentId agentId;
  private final Clock clock;
  private final KeyPair keyPair = Ed25519.newKeyPair();

  /** A signer with a new key pair. */
  public AgentSigner(AgentId agentId, Clock clock) {
    this.agentId = agentId;
    this.clock = clock;
  }

  /** The key that others verify with, as the agent registers it. */
  public String publicKey() {
    return Ed25519.encode(keyPair.getPublic());
  }

  /** The value of the {@link AgentSignature#HEADER} header for one call. */
  public String header(SignedCall call) {
    long expires = clock.instant().getEpochSecond() + VALID_SECONDS;
    byte[] signature =
        Ed25519.sign(keyPair.getPrivate(), AgentSignature.signedText(call, agentId, expires));
    return "%s.%d.%s"
        .formatted(
            agentId, expires, Base64.getUrlEncoder().withoutPadding().encodeToString(signature));
  }
}
