package io.sealift.coordinator.view;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.sealift.coordinator.progress.LiveAgents;
import io.sealift.coordinator.progress.ProgressAggregator;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.RegionId;
import io.sealift.telemetry.MetricNames;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Gauges of jobs, targets, queues, agents and keys, counted anew whenever somebody is about to
 * look.
 */
public final class ClusterGauges {
  private record Counts(
      Map<CopyJob.State, Long> jobs,
      Map<RegionId, Map<String, Long>> targets,
      Map<RegionId, Instant> oldestWaiting) {}

  private final ClusterView view;
  private final RegionGauges regionGauges;
  private final TargetGauges targetGauges;
  private final MultiGauge targets;
  private final MultiGauge jobs;
  private final MultiGauge queueDepth;
  private final MultiGauge queueAge;

  /** Registers the gauges, which are empty until {@link #refresh}. */
  public ClusterGauges(
      ClusterView view,
      LiveAgents agents,
      ProgressAggregator progress,
      Set<RegionId> regions,
      MeterRegistry registry) {
    this.view = view;
    this.regionGauges = new RegionGauges(agents, regions, registry);
    this.targetGauges = new TargetGauges(progress, registry);
    this.targets = MultiGauge.builder(MetricNames.TARGETS).register(registry);
    this.jobs = MultiGauge.builder(MetricNames.JOBS).register(registry);
    this.queueDepth = MultiGauge.builder(MetricNames.QUEUE_DEPTH).register(registry);
    this.queueAge =
        MultiGauge.builder(MetricNames.QUEUE_AGE).baseUnit("seconds").register(registry);
  }

  /** Counts what there is now. */
  public synchronized void refresh(Instant now) {
    Counts counts = view.read(ClusterGauges::count);
    List<Row<?>> jobRows = new ArrayList<>();
    counts
        .jobs()
        .forEach((state, count) -> jobRows.add(Row.of(Tags.of("state", state.name()), count)));
    jobs.register(jobRows, true);
    List<Row<?>> targetRows = new ArrayList<>();
    List<Row<?>> depthRows = new ArrayList<>();
    List<Row<?>> ageRows = new ArrayList<>();
    counts
        .targets()
        .forEach(
            (region, states) -> {
              Tags tags = Tags.of("region", region.value());
              states.forEach(
                  (state, count) -> targetRows.add(Row.of(tags.and("state", state), count)));
              depthRows.add(Row.of(tags, states.getOrDefault("WAITING", 0L)));
              Instant oldest = counts.oldestWaiting().getOrDefault(region, now);
              ageRows.add(Row.of(tags, Math.max(0, Duration.between(oldest, now).toSeconds())));
            });
    targets.register(targetRows, true);
    queueDepth.register(depthRows, true);
    queueAge.register(ageRows, true);
    regionGauges.refresh(view.read(RegionGauges::keys), now);
    targetGauges.refresh(view, now);
  }

  private static Counts count(ClusterState state) {
    Counts counts =
        new Counts(new EnumMap<>(CopyJob.State.class), new TreeMap<>(), new TreeMap<>());
    for (CopyJob job : state.all(CopyJob.class, CopyJob.KIND)) {
      counts.jobs().merge(job.state(), 1L, Long::sum);
    }
    for (TargetCopy target : state.all(TargetCopy.class, TargetCopy.KIND)) {
      counts
          .targets()
          .computeIfAbsent(target.region(), region -> new TreeMap<>())
          .merge(TargetStateName.of(target.state()), 1L, Long::sum);
      if (target.state() instanceof TargetState.Waiting waiting) {
        counts
            .oldestWaiting()
            .merge(target.region(), waiting.since(), (a, b) -> a.isBefore(b) ? a : b);
      }
    }
    return counts;
  }
}
