package io.sealift.agent.attempt;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sealift.copy.FailureCode;
import io.sealift.telemetry.MetricNames;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What attempts count. Safe for use by many threads. */
public final class AttemptMetrics {
  private final MeterRegistry meters;
  private final AtomicInteger running = new AtomicInteger();
  private final Map<StageClock.Stage, Counter> stages;

  /** Counters and gauges in a registry. */
  public AttemptMetrics(MeterRegistry meters) {
    this.meters = meters;
    meters.gauge(MetricNames.ATTEMPTS_RUNNING, running);
    for (FailureCode code : FailureCode.values()) {
      failures(code).increment(0);
    }
    this.stages =
        StageClock.counters(
            stage ->
                Counter.builder(MetricNames.STAGE_TIME)
                    .baseUnit("seconds")
                    .tag("stage", stage.tag())
                    .register(meters));
  }

  /** A clock for one attempt, which starts now. */
  StageClock startClock() {
    return StageClock.start(stages);
  }

  /** How long attempts at tasks of that kind took. */
  Timer durations(String kind, String outcome) {
    return meters.timer(MetricNames.ATTEMPT_DURATION, "kind", kind, "outcome", outcome);
  }

  /** A counter of bytes by path. */
  public Counter bytes(String path) {
    return meters.counter(MetricNames.BYTES, "path", path);
  }

  /** A segment's end. */
  public Counter segments(String outcome) {
    return meters.counter(MetricNames.SEGMENTS, "outcome", outcome);
  }

  /** Failed attempts by code. */
  public Counter failures(FailureCode code) {
    return meters.counter(MetricNames.ATTEMPT_FAILURES, "code", code.name());
  }

  AtomicInteger running() {
    return running;
  }
}
