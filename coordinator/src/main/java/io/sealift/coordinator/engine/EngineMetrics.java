package io.sealift.coordinator.engine;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sealift.coordinator.job.Changes;
import io.sealift.coordinator.job.Changes.TargetMove;
import io.sealift.coordinator.state.TargetState;
import io.sealift.telemetry.MetricNames;
import java.time.Duration;

/** What the engine counts of its decisions, once they are durable. Safe for use by many threads. */
final class EngineMetrics {
  private final MeterRegistry meters;
  private final Timer decisionLatency;
  private final Counter journalRecords;
  private final Counter fencedResults;
  private final Counter redispatches;

  EngineMetrics(MeterRegistry meters) {
    this.meters = meters;
    this.decisionLatency = meters.timer(MetricNames.DECISION_LATENCY);
    this.journalRecords = meters.counter(MetricNames.JOURNAL_RECORDS);
    this.fencedResults = meters.counter(MetricNames.FENCED_RESULTS);
    this.redispatches = meters.counter(MetricNames.REDISPATCHES);
  }

  /** Counts changes that are in the journal now. */
  void decided(Changes changes, Duration latency) {
    journalRecords.increment(changes.records().size());
    fencedResults.increment(changes.fencedResults());
    redispatches.increment(changes.redispatchedTasks());
    changes.targetMoves().forEach(this::moved);
    decisionLatency.record(latency);
  }

  private void moved(TargetMove move) {
    TargetState from = move.before().state();
    TargetState to = move.after().state();
    String region = move.after().region().value();
    if (from instanceof TargetState.Waiting && to.isRunning()) {
      meters
          .timer(MetricNames.QUEUE_WAIT, "region", region)
          .record(Duration.between(from.since(), to.since()));
    }
    if (!from.isEnd() && to.isEnd()) {
      meters
          .timer(MetricNames.TARGET_DURATION, "region", region, "outcome", outcome(to))
          .record(Duration.between(move.after().createdAt(), to.since()));
    }
  }

  private static String outcome(TargetState end) {
    if (end instanceof TargetState.Available) {
      return "available";
    }
    return end instanceof TargetState.Cancelled ? "cancelled" : "create-failed";
  }
}
