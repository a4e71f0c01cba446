package io.sealift.coordinator.view;

import io.sealift.coordinator.progress.LiveAgents;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.RegionId;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Tells users of regions and their agents. A region is one that an agent has registered in, or that
 * a target is to be made in. Safe for use by many threads, each inside a read of the view.
 */
public final class RegionReader {
  private final LiveAgents agents;

  /** A reader of these agents. */
  public RegionReader(LiveAgents agents) {
    this.agents = agents;
  }

  /** All regions by id, with the load of those targets that are {@code counted}. */
  public List<RegionJson> regions(ClusterState state, Predicate<TargetCopy> counted, Instant now) {
    Collection<TargetCopy> targets = state.work().openTargets().stream().filter(counted).toList();
    TreeSet<RegionId> regions = new TreeSet<>();
    agents.all().forEach(agent -> regions.add(agent.region()));
    targets.forEach(target -> regions.add(target.region()));
    return regions.stream().map(region -> json(region, targets, now)).toList();
  }

  private RegionJson json(RegionId region, Collection<TargetCopy> targets, Instant now) {
    List<TargetState> states =
        targets.stream()
            .filter(target -> target.region().equals(region))
            .map(TargetCopy::state)
            .toList();
    List<AgentRegistered> alive = agents.aliveIn(region, now);
    // All agents of a region share its store: the last word on it counts.
    Optional<AgentRegistered> latest =
        alive.stream().max(Comparator.comparing(AgentRegistered::at));
    return new RegionJson(
        region,
        alive.size(),
        latest.map(AgentRegistered::storeFreeBytes).orElse(0L),
        latest.map(AgentRegistered::storeTotalBytes).orElse(0L),
        states.stream().filter(TargetState::isRunning).count(),
        states.stream().filter(TargetState.Waiting.class::isInstance).count());
  }

  /** All agents that have not left, by id. */
  public List<AgentJson> agents(Instant now) {
    return agents.all().stream()
        .map(agent -> AgentJson.of(agent, agents.isAlive(agent.agentId(), now)))
        .toList();
  }
}
