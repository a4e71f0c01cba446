package io.sealift.coordinator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealift.coordinator.job.Changes;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.CopyMode;
import io.sealift.telemetry.MetricNames;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EngineMetricsTest {
  private static final Instant ASKED = Instant.parse("2026-03-01T12:00:00Z");
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void howLongATargetWaitedAndTookIsTimedWhenItsStateChanges() {
    EngineMetrics metrics = new EngineMetrics(registry);
    Changes changes = new Changes(new ClusterState());
    TargetCopy target = waiting();
    changes.ensure(target);
    changes.ensure(target.with(new TargetState.Preflight(ASKED.plusSeconds(7))));
    changes.ensure(target.with(new TargetState.Creating(ASKED.plusSeconds(8))));
    changes.ensure(target.with(new TargetState.Available(ASKED.plusSeconds(30))));

    metrics.decided(changes, Duration.ofMillis(3));

    assertThat(
            registry
                .get(MetricNames.QUEUE_WAIT)
                .tag("region", "east")
                .timer()
                .totalTime(TimeUnit.SECONDS))
        .isEqualTo(7);
    assertThat(
            registry
                .get(MetricNames.TARGET_DURATION)
                .tags("region", "east", "outcome", "available")
                .timer()
                .totalTime(TimeUnit.SECONDS))
        .isEqualTo(30);
    assertThat(registry.get(MetricNames.TARGET_DURATION).timer().count()).isEqualTo(1);
    assertThat(registry.get(MetricNames.DECISION_LATENCY).timer().count()).isEqualTo(1);
  }

  private static TargetCopy waiting() {
    return new TargetCopy(
        new CopyJobId("j-1"),
        new RegionId("east"),
        new AccountId("alice"),
        CopyMode.VERBATIM,
        KeyReference.STORAGE,
        Optional.empty(),
        List.of(new SnapshotId("s-1")),
        new TargetState.Waiting(ASKED),
        1000,
        0,
        1,
        ASKED);
  }
}
