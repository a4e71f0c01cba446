package io.sealift.coordinator.view;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.sealift.coordinator.progress.ProgressAggregator;
import io.sealift.coordinator.progress.TargetProgress;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.coordinator.state.TargetState;
import io.sealift.protocol.CopyMode;
import io.sealift.telemetry.MetricNames;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gauges of each target that runs, of so many that a monitoring system bears. An import waits for
 * its user's uploads, so it is neither late nor stalled. Used by one thread at a time.
 */
final class TargetGauges {
  private static final int MAX_TARGETS = 200;

  private record Running(TargetCopy target, TargetProgress progress, Optional<Long> limit) {}

  private record Seen(TargetState state, long bytesDone, Instant since) {}

  private final ProgressAggregator progress;
  private final Map<String, MultiGauge> gauges = new LinkedHashMap<>();
  private final Map<TargetId, Seen> seen = new HashMap<>();

  TargetGauges(ProgressAggregator progress, MeterRegistry registry) {
    this.progress = progress;
    add(MetricNames.TARGET_SIZE, "bytes", registry);
    add(MetricNames.TARGET_DONE, "bytes", registry);
    add(MetricNames.TARGET_REMAINING, "seconds", registry);
    add(MetricNames.TARGET_RUNNING, "seconds", registry);
    add(MetricNames.TARGET_STALLED, "seconds", registry);
    gauges.put(
        MetricNames.TARGET_SPEED, MultiGauge.builder(MetricNames.TARGET_SPEED).register(registry));
    gauges.put(
        MetricNames.TARGET_LIMIT, MultiGauge.builder(MetricNames.TARGET_LIMIT).register(registry));
  }

  private void add(String name, String unit, MeterRegistry registry) {
    gauges.put(name, MultiGauge.builder(name).baseUnit(unit).register(registry));
  }

  void refresh(ClusterView view, Instant now) {
    List<Running> running = view.read(state -> running(state, now));
    Map<TargetId, Seen> stillSeen = new HashMap<>();
    List<Map<String, Row<?>>> rows =
        running.stream().map(each -> rows(each, now, stillSeen)).toList();
    seen.clear();
    seen.putAll(stillSeen);
    gauges.forEach((name, gauge) -> gauge.register(rowsOf(name, rows), true));
  }

  private static List<Row<?>> rowsOf(String name, List<Map<String, Row<?>>> rows) {
    List<Row<?>> ofName = new ArrayList<>();
    rows.forEach(each -> Optional.ofNullable(each.get(name)).ifPresent(ofName::add));
    return ofName;
  }

  private Map<String, Row<?>> rows(Running running, Instant now, Map<TargetId, Seen> stillSeen) {
    TargetCopy target = running.target();
    TargetProgress done = running.progress();
    Tags tags = Tags.of("job_id", target.jobId().value(), "region", target.region().value());
    Map<String, Row<?>> rows = new HashMap<>();
    rows.put(MetricNames.TARGET_SIZE, Row.of(tags, done.bytesTotal()));
    rows.put(MetricNames.TARGET_DONE, Row.of(tags, done.bytesDone()));
    done.bytesPerSecond().ifPresent(v -> rows.put(MetricNames.TARGET_SPEED, Row.of(tags, v)));
    done.etaSeconds().ifPresent(v -> rows.put(MetricNames.TARGET_REMAINING, Row.of(tags, v)));
    running.limit().ifPresent(v -> rows.put(MetricNames.TARGET_LIMIT, Row.of(tags, v)));
    if (target.mode() != CopyMode.IMPORTED) {
      Seen last = lastChange(target, done.bytesDone(), now);
      stillSeen.put(target.id(), last);
      rows.put(MetricNames.TARGET_STALLED, Row.of(tags, seconds(last.since(), now)));
      rows.put(MetricNames.TARGET_RUNNING, Row.of(tags, seconds(target.state().since(), now)));
    }
    return rows;
  }

  // What is seen for the first time counts as changed just now: a coordinator that starts, or sees
  // metrics asked for again after a while, cries no alarm.
  private Seen lastChange(TargetCopy target, long bytesDone, Instant now) {
    Seen fresh = new Seen(target.state(), bytesDone, now);
    Seen known = seen.getOrDefault(target.id(), fresh);
    boolean same = known.state().equals(fresh.state()) && known.bytesDone() == bytesDone;
    return same ? known : fresh;
  }

  private static long seconds(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toSeconds());
  }

  private List<Running> running(ClusterState state, Instant now) {
    return state.work().openTargets().stream()
        .filter(target -> target.state().isRunning())
        .sorted(Comparator.comparing((TargetCopy target) -> target.state().since()))
        .limit(MAX_TARGETS)
        .map(
            target ->
                new Running(
                    target,
                    progress.of(state, target, now),
                    state
                        .find(CopyJob.class, CopyJob.KIND + target.jobId())
                        .flatMap(CopyJob::maxBytesPerSecond)))
        .toList();
  }
}
