package io.sealift.coordinator.view;

import io.sealift.copy.AgentId;
import io.sealift.copy.RegionId;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import io.sealift.protocol.Endpoint;
import java.time.Instant;

/** An agent as users see it: what it said of itself, but for its public keys. */
public record AgentJson(
    AgentId agentId,
    RegionId region,
    String softwareVersion,
    Endpoint blockEndpoint,
    Endpoint controlEndpoint,
    String certificateSha256,
    int slots,
    int freeSlots,
    long storeFreeBytes,
    long storeTotalBytes,
    String sealEngine,
    long sealBytesPerSecond,
    Instant at,
    boolean alive) {
  /** The agent as it registered. */
  static AgentJson of(AgentRegistered agent, boolean alive) {
    return new AgentJson(
        agent.agentId(),
        agent.region(),
        agent.softwareVersion(),
        agent.blockEndpoint(),
        agent.controlEndpoint(),
        agent.certificateSha256(),
        agent.slots(),
        agent.freeSlots(),
        agent.storeFreeBytes(),
        agent.storeTotalBytes(),
        agent.sealEngine(),
        agent.sealBytesPerSecond(),
        agent.at(),
        alive);
  }
}
