package io.sealift.coordinator.job;

import io.sealift.copy.AgentId;
import io.sealift.copy.RegionId;
import io.sealift.protocol.AgentMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.TreeMap;

/**
 * Which agents were heard lately: what the engine needs to know of them. Not journaled, since
 * agents repeat themselves every two seconds. Confined to the engine's thread.
 */
public final class AgentRoster {
  private static final Duration SILENCE = Duration.ofSeconds(AgentMessage.SILENCE_SECONDS);

  private record Heard(RegionId region, int slots, int freeSlots, Instant at) {}

  private final TreeMap<AgentId, Heard> agents = new TreeMap<>();

  /** An agent spoke. */
  public void heard(AgentMessage.AgentRegistered agent, Instant now) {
    // An agent's own clock is not trusted: what counts is when it was heard here.
    agents.put(agent.agentId(), new Heard(agent.region(), agent.slots(), agent.freeSlots(), now));
  }

  /** An agent left. */
  public void left(AgentId agentId) {
    agents.remove(agentId);
  }

  private Collection<Heard> alive(RegionId region, Instant now) {
    return agents.values().stream()
        .filter(a -> a.region().equals(region) && !a.at().plus(SILENCE).isBefore(now))
        .toList();
  }

  /** How many agents of the region live. */
  public int agents(RegionId region, Instant now) {
    return alive(region, now).size();
  }

  /** How many attempts they can run at once. */
  public int slots(RegionId region, Instant now) {
    return alive(region, now).stream().mapToInt(Heard::slots).sum();
  }

  /** How many of their slots were idle when they last spoke. */
  public int freeSlots(RegionId region, Instant now) {
    return alive(region, now).stream().mapToInt(Heard::freeSlots).sum();
  }
}
