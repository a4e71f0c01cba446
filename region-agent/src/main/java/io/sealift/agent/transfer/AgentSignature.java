package io.sealift.agent.transfer;

import io.sealift.copy.AgentId;
import java.nio.charset.StandardCharsets;

/** What an agent signs to prove who pulls or asks for a grant, and the headers that carry it. */
public final class AgentSignature {
  /** Header that carries the proof: {@code <agentId>.<expiry, epoch seconds>.<signature>}. */
  public static final String HEADER = "Sealift-Agent";

  /** What the {@code Authorization} header starts with; the ticket follows. */
  public static final String TICKET_SCHEME = "Sealift-Ticket ";

  private AgentSignature() {}

  static byte[] signedText(SignedCall call, AgentId agentId, long expiresEpochSecond) {
    return "%s\n%s\n%s\n%s\n%d"
        .formatted(call.method(), call.path(), call.ticket(), agentId, expiresEpochSecond)
        .getBytes(StandardCharsets.UTF_8);
  }
}
