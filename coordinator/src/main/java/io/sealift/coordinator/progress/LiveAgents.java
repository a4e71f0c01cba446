package io.sealift.coordinator.progress;

import io.sealift.copy.AgentId;
import io.sealift.copy.RegionId;
import io.sealift.protocol.AgentMessage;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Pure: the agents that have registered, and which of them were heard lately. Safe for use by many
 * threads.
 */
public final class LiveAgents {
  private static final Duration SILENCE = Duration.ofSeconds(AgentMessage.SILENCE_SECONDS);

  private record Heard(AgentRegistered agent, Instant at) {}

  private final Map<AgentId, Heard> agents = new ConcurrentHashMap<>();

  /**
   * Notes what an agent said of itself; what was said earlier than the last known word is ignored.
   */
  public void registered(AgentRegistered agent, Instant heardAt) {
    agents.merge(
        agent.agentId(),
        new Heard(agent, heardAt),
        (known, fresh) -> fresh.at().isBefore(known.at()) ? known : fresh);
  }

  /** Forgets an agent that has left. */
  public void left(AgentId agentId) {
    agents.remove(agentId);
  }

  /** All agents that have not left, by id. */
  public List<AgentRegistered> all() {
    return agents.values().stream()
        .map(Heard::agent)
        .sorted(Comparator.comparing(AgentRegistered::agentId))
        .toList();
  }

  /** Whether the agent was heard lately. */
  public boolean isAlive(AgentId agentId, Instant now) {
    return Optional.ofNullable(agents.get(agentId))
        .filter(heard -> isAlive(heard, now))
        .isPresent();
  }

  /** The agents that were heard lately, by id. */
  public List<AgentRegistered> alive(Instant now) {
    return all().stream().filter(agent -> isAlive(agent.agentId(), now)).toList();
  }

  /** The same of one region. */
  public List<AgentRegistered> aliveIn(RegionId region, Instant now) {
    return alive(now).stream().filter(agent -> agent.region().equals(region)).toList();
  }

  /**
   * The agent that a user's upload or download should go to: of the region's live ones, the idlest.
   */
  public Optional<AgentRegistered> pickForTransfer(RegionId region, Instant now) {
    return aliveIn(region, now).stream()
        .max(
            Comparator.comparingInt(AgentRegistered::freeSlots)
                .thenComparing(AgentRegistered::agentId, Comparator.reverseOrder()));
  }

  private static boolean isAlive(Heard heard, Instant now) {
    return !heard.at().plus(SILENCE).isBefore(now);
  }
}
