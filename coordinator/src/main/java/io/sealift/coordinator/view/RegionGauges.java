package io.sealift.coordinator.view;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.sealift.coordinator.progress.LiveAgents;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.RegionKey;
import io.sealift.copy.RegionId;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyState;
import io.sealift.telemetry.MetricNames;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Gauges of the regions' agents and keys. Used by one thread at a time. */
final class RegionGauges {
  private final LiveAgents agents;
  private final Set<RegionId> regions;
  private final MultiGauge agentCounts;
  private final MultiGauge slots;
  private final MultiGauge keys;
  private final MultiGauge keyDeletion;

  RegionGauges(LiveAgents agents, Set<RegionId> regions, MeterRegistry registry) {
    this.agents = agents;
    this.regions = regions;
    this.agentCounts = MultiGauge.builder(MetricNames.AGENTS).register(registry);
    this.slots = MultiGauge.builder(MetricNames.SLOTS).register(registry);
    this.keys = MultiGauge.builder(MetricNames.KEYS).register(registry);
    this.keyDeletion =
        MultiGauge.builder(MetricNames.KEY_DELETION).baseUnit("seconds").register(registry);
  }

  /** A region without agents has rows, too: that it has none is what must be seen. */
  void refresh(List<KeyDescription> described, Instant now) {
    List<Row<?>> agentRows = new ArrayList<>();
    List<Row<?>> slotRows = new ArrayList<>();
    List<Row<?>> keyRows = new ArrayList<>();
    List<Row<?>> deletionRows = new ArrayList<>();
    for (RegionId region : regions) {
      Tags tags = Tags.of("region", region.value());
      List<AgentRegistered> alive = agents.aliveIn(region, now);
      long known = agents.all().stream().filter(agent -> agent.region().equals(region)).count();
      int free = alive.stream().mapToInt(AgentRegistered::freeSlots).sum();
      int all = alive.stream().mapToInt(AgentRegistered::slots).sum();
      agentRows.add(Row.of(tags.and("state", "alive"), alive.size()));
      agentRows.add(Row.of(tags.and("state", "silent"), known - alive.size()));
      slotRows.add(Row.of(tags.and("state", "free"), free));
      slotRows.add(Row.of(tags.and("state", "busy"), all - free));
      List<KeyDescription> ofRegion =
          described.stream().filter(key -> key.region().equals(region)).toList();
      for (KeyState state : KeyState.values()) {
        long count = ofRegion.stream().filter(key -> key.state() == state).count();
        String name = state.name().toLowerCase(Locale.ROOT).replace('_', '-');
        keyRows.add(Row.of(tags.and("state", name), count));
      }
      ofRegion.stream()
          .filter(key -> key.state() == KeyState.PENDING_DELETION)
          .flatMap(key -> key.deletionAt().stream())
          .min(Instant::compareTo)
          .map(at -> Math.max(0, Duration.between(now, at).toSeconds()))
          .ifPresent(seconds -> deletionRows.add(Row.of(tags, seconds)));
    }
    agentCounts.register(agentRows, true);
    slots.register(slotRows, true);
    keys.register(keyRows, true);
    keyDeletion.register(deletionRows, true);
  }

  static List<KeyDescription> keys(ClusterState state) {
    return state.all(RegionKey.class, RegionKey.KIND).stream().map(RegionKey::description).toList();
  }
}
