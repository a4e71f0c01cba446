package io.sealift.agent.transfer;

import io.sealift.copy.AgentId;
import io.sealift.copy.RegionId;
import io.sealift.protocol.AgentMessage;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Which agents there are, by their own word on {@code sealift.agents}. Safe for use by many
 * threads.
 */
public final class AgentDirectory {
  // Clocks of machines differ a little. An agent's own time only tells whether its record is an old
  // one read late.
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(60);

  private static final Duration SILENT_BUT_ASKED = Duration.ofSeconds(60);

  private record Entry(AgentRegistered agent, Instant seen) {}

  private final Map<AgentId, Entry> agents = new ConcurrentHashMap<>();
  private final Clock clock;

  /** An empty directory. */
  public AgentDirectory(Clock clock) {
    this.clock = clock;
  }

  /** Notes what an agent says of itself. */
  public void register(AgentRegistered agent) {
    Instant now = clock.instant();
    boolean old = Duration.between(agent.at(), now).compareTo(CLOCK_TOLERANCE) > 0;
    agents.put(agent.agentId(), new Entry(agent, old ? agent.at() : now));
  }

  /** Forgets an agent that left. */
  public void remove(AgentId agentId) {
    agents.remove(agentId);
  }

  /** What the agent last said, silent or not. */
  public Optional<AgentRegistered> find(AgentId agentId) {
    return Optional.ofNullable(agents.get(agentId)).map(Entry::agent);
  }

  /**
   * Whom to ask in a region: the agents that spoke lately, in random order so that pulls spread
   * over them, and after them those that fell silent within the last minute, for an agent that lost
   * Kafka may still serve its blocks.
   */
  public List<AgentRegistered> candidates(RegionId region) {
    Instant now = clock.instant();
    List<AgentRegistered> live =
        heard(region, now.minusSeconds(AgentMessage.SILENCE_SECONDS), Instant.MAX);
    List<AgentRegistered> silent =
        heard(region, now.minus(SILENT_BUT_ASKED), now.minusSeconds(AgentMessage.SILENCE_SECONDS));
    live.addAll(silent);
    return live;
  }

  private List<AgentRegistered> heard(RegionId region, Instant after, Instant until) {
    List<AgentRegistered> heard = new ArrayList<>();
    for (Entry entry : agents.values()) {
      if (entry.agent().region().equals(region)
          && entry.seen().isAfter(after)
          && !entry.seen().isAfter(until)) {
        heard.add(entry.agent());
      }
    }
    Collections.shuffle(heard, ThreadLocalRandom.current());
    return heard;
  }
}
