package io.sealift.coordinator.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealift.coordinator.progress.LiveAgents;
import io.sealift.coordinator.progress.ProgressAggregator;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.RegionKey;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.AccountId;
import io.sealift.copy.AgentId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.RequestToken;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.Endpoint;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyState;
import io.sealift.telemetry.MetricNames;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a coordinator tells whoever watches over it. */
class ClusterGaugesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final RegionId EAST = new RegionId("east");
  private static final RegionId WEST = new RegionId("west");
  private static final AccountId ALICE = new AccountId("alice");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ClusterView view = new ClusterView();
  private final LiveAgents agents = new LiveAgents();
  private final ClusterGauges gauges =
      new ClusterGauges(view, agents, new ProgressAggregator(), Set.of(EAST, WEST), registry);

  private double value(String name, String... tags) {
    return registry.get(name).tags(tags).gauge().value();
  }

  private Optional<Gauge> gauge(String name, String... tags) {
    return Optional.ofNullable(registry.find(name).tags(tags).gauge());
  }

  @Test
  void aRegionWithoutAgentsIsSeen() {
    agents.registered(agent("agent-1"), NOW);

    gauges.refresh(NOW);
    assertThat(value(MetricNames.AGENTS, "region", "east", "state", "alive")).isEqualTo(1);
    assertThat(value(MetricNames.AGENTS, "region", "west", "state", "alive")).isZero();
    assertThat(value(MetricNames.SLOTS, "region", "east", "state", "free")).isEqualTo(3);
    assertThat(value(MetricNames.SLOTS, "region", "east", "state", "busy")).isEqualTo(1);

    gauges.refresh(NOW.plusSeconds(60));
    assertThat(value(MetricNames.AGENTS, "region", "east", "state", "alive")).isZero();
    assertThat(value(MetricNames.AGENTS, "region", "east", "state", "silent")).isEqualTo(1);
  }

  @Test
  void theNextDeletionOfARegionsKeysIsSeenUntilItIsTakenBack() {
    view.apply("key/key-1", key("key-1", KeyState.PENDING_DELETION, NOW.plusSeconds(7000)));
    view.apply("key/key-2", key("key-2", KeyState.PENDING_DELETION, NOW.plusSeconds(500)));

    gauges.refresh(NOW);
    assertThat(value(MetricNames.KEY_DELETION, "region", "east")).isEqualTo(500);
    assertThat(value(MetricNames.KEYS, "region", "east", "state", "pending-deletion")).isEqualTo(2);
    assertThat(gauge(MetricNames.KEY_DELETION, "region", "west")).isEmpty();

    view.apply("key/key-1", null);
    view.apply("key/key-2", null);
    gauges.refresh(NOW);
    assertThat(gauge(MetricNames.KEY_DELETION, "region", "east")).isEmpty();
  }

  @Test
  void aRunningTargetThatDoesNotMoveIsSeenToStall() {
    TargetCopy target = target("j-1", CopyMode.VERBATIM, new TargetState.Creating(NOW));
    view.apply(target.key(), target);

    gauges.refresh(NOW);
    gauges.refresh(NOW.plusSeconds(90));
    assertThat(value(MetricNames.TARGET_STALLED, "job_id", "j-1")).isEqualTo(90);
    assertThat(value(MetricNames.TARGET_RUNNING, "job_id", "j-1")).isEqualTo(90);
    assertThat(value(MetricNames.TARGET_SIZE, "job_id", "j-1")).isEqualTo(1000);

    TargetCopy later = target.with(new TargetState.Committing(NOW.plusSeconds(100)));
    view.apply(later.key(), later);
    gauges.refresh(NOW.plusSeconds(120));
    assertThat(value(MetricNames.TARGET_STALLED, "job_id", "j-1")).isZero();
    assertThat(value(MetricNames.TARGET_RUNNING, "job_id", "j-1")).isEqualTo(20);

    TargetCopy ended = target.with(new TargetState.Available(NOW.plusSeconds(130)));
    view.apply(ended.key(), ended);
    gauges.refresh(NOW.plusSeconds(130));
    assertThat(gauge(MetricNames.TARGET_STALLED, "job_id", "j-1")).isEmpty();
  }

  @Test
  void anImportThatWaitsForItsUserDoesNotStall() {
    TargetCopy target = target("j-2", CopyMode.IMPORTED, new TargetState.Creating(NOW));
    view.apply(target.key(), target);

    gauges.refresh(NOW.plus(Duration.ofHours(2)));

    assertThat(gauge(MetricNames.TARGET_STALLED, "job_id", "j-2")).isEmpty();
    assertThat(gauge(MetricNames.TARGET_SIZE, "job_id", "j-2")).isPresent();
  }

  @Test
  void theLimitOfAJobIsSeen() {
    CopyJob job =
        new CopyJob(
            new CopyJobId("j-3"),
            ALICE,
            CopyJob.Kind.COPY,
            CopyJob.State.RUNNING,
            new RequestToken("t"),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(EAST),
            0,
            Optional.of(4096L),
            NOW,
            Optional.empty(),
            Optional.empty());
    TargetCopy target = target("j-3", CopyMode.VERBATIM, new TargetState.Creating(NOW));
    view.apply(job.key(), job);
    view.apply(target.key(), target);

    gauges.refresh(NOW);

    assertThat(value(MetricNames.TARGET_LIMIT, "job_id", "j-3")).isEqualTo(4096);
  }

  @Test
  void ofVeryManyTargetsThoseThatRunTheLongestAreShown() {
    for (int i = 0; i < 250; i++) {
      TargetCopy target =
          target("j-n" + i, CopyMode.VERBATIM, new TargetState.Creating(NOW.plusSeconds(i)));
      view.apply(target.key(), target);
    }

    gauges.refresh(NOW.plusSeconds(300));

    assertThat(registry.get(MetricNames.TARGET_SIZE).gauges()).hasSize(200);
    assertThat(gauge(MetricNames.TARGET_SIZE, "job_id", "j-n0")).isPresent();
    assertThat(gauge(MetricNames.TARGET_SIZE, "job_id", "j-n249")).isEmpty();
  }

  private static TargetCopy target(String job, CopyMode mode, TargetState state) {
    return new TargetCopy(
        new CopyJobId(job),
        EAST,
        ALICE,
        mode,
        KeyReference.STORAGE,
        Optional.empty(),
        List.of(new SnapshotId("s-1")),
        state,
        1000,
        0,
        1,
        NOW);
  }

  private static RegionKey key(String id, KeyState state, Instant deletionAt) {
    return new RegionKey(
        new KeyDescription(
            new KeyId(id),
            EAST,
            Optional.of(ALICE),
            state,
            1,
            "",
            NOW,
            Optional.of(deletionAt),
            Optional.empty()));
  }

  private static AgentRegistered agent(String id) {
    return new AgentRegistered(
        new AgentId(id),
        EAST,
        "0.1.0",
        new Endpoint("127.0.0.1", 7001),
        new Endpoint("127.0.0.1", 7002),
        "ab".repeat(32),
        "Z3JhbnQ=",
        "c2lnbg==",
        4,
        3,
        1,
        2,
        "native",
        3,
        NOW);
  }
}
