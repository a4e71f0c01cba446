package io.sealift.agent.transfer;

import io.sealift.copy.AgentId;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import io.sealift.ticket.Ed25519;
import io.sealift.ticket.TicketRefusedException;
import java.time.Clock;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out which registered agent makes a call. Safe for use by many threads. */
public final class AgentAuthenticator {
  // A call is signed when it is made; the rest is for clocks that differ.
  private static final long MAX_VALID_SECONDS = 300;
  private static final Pattern FORM =
      Pattern.compile("([a-z0-9][a-z0-9-]{0,38}[a-z0-9])\\.(\\d{1,12})\\.([A-Za-z0-9_-]{1,128})");
  private final AgentDirectory directory;
  private final Clock clock;

  /** Authenticates against the directory. */
  public AgentAuthenticator(AgentDirectory directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /** The agent that signed the call. */
  public AgentRegistered authenticate(String header, SignedCall call)
      throws TicketRefusedException {
    Matcher matcher = FORM.matcher(header);
    if (!matcher.matches()) {
      throw new TicketRefusedException("agent signature is missing or malformed");
    }
    AgentId agentId = new AgentId(matcher.group(1));
    long expires = Long.parseLong(matcher.group(2));
    long now = clock.instant().getEpochSecond();
    if (expires < now || expires > now + MAX_VALID_SECONDS) {
      throw new TicketRefusedException("agent signature has expired");
    }
    AgentRegistered agent =
        directory
            .find(agentId)
            .orElseThrow(() -> new TicketRefusedException("agent is not registered"));
    byte[] signed = AgentSignature.signedText(call, agentId, expires);
    if (!Ed25519.verifies(
        Ed25519.decode(agent.signingPublicKey()), signed, decode(matcher.group(3)))) {
      throw new TicketRefusedException("agent signature does not match");
    }
    return agent;
  }

  private static byte[] decode(String signature) throws TicketRefusedException {
    try {
      return Base64.getUrlDecoder().decode(signature);
    } catch (IllegalArgumentException e) {
      throw new TicketRefusedException("agent signature is missing or malformed");
    }
  }
}
