package io.sealift.coordinator.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.RequestToken;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.CopyMode;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class QueuePlacesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final List<RegionId> REGIONS = List.of(new RegionId("east"), new RegionId("west"));

  static LongStream seeds() {
    return LongStream.range(0, 30);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void thePlacesAreInTheOrderThatTheEngineTakes(long seed) {
    ClusterState state = new ClusterState();
    Random random = new Random(seed);
    for (int i = 0; i < 40; i++) {
      addJob(state, random, i);
    }
    QueuePlaces places = QueuePlaces.of(state);
    for (RegionId region : REGIONS) {
      List<TargetCopy> queue =
          state.work().openTargets().stream()
              .filter(target -> target.region().equals(region))
              .filter(target -> target.state() instanceof TargetState.Waiting)
              .sorted(order(state))
              .toList();
      for (int i = 0; i < queue.size(); i++) {
        assertThat(places.of(queue.get(i).id())).as("seed " + seed).contains(i + 1);
      }
    }
    long shown =
        state.work().openTargets().stream().filter(t -> places.of(t.id()).isPresent()).count();
    long waiting =
        state.work().openTargets().stream()
            .filter(t -> t.state() instanceof TargetState.Waiting)
            .count();
    assertThat(shown).isEqualTo(waiting);
  }

  /** Higher priority first, then who waits longer, then by id. */
  private static Comparator<TargetCopy> order(ClusterState state) {
    return Comparator.<TargetCopy>comparingInt(
            target ->
                -state.find(CopyJob.class, CopyJob.KIND + target.jobId()).orElseThrow().priority())
        .thenComparing(target -> target.state().since())
        .thenComparing(TargetCopy::id);
  }

  private static void addJob(ClusterState state, Random random, int number) {
    CopyJobId id = new CopyJobId("j-" + Integer.toString(random.nextInt(1 << 20), 36) + number);
    CopyJob job =
        new CopyJob(
            id,
            new AccountId("alice"),
            CopyJob.Kind.COPY,
            CopyJob.State.RUNNING,
            new RequestToken("t" + number),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            REGIONS,
            random.nextInt(3),
            Optional.empty(),
            NOW,
            Optional.empty(),
            Optional.empty());
    // Replay may show a target before its job.
    if (number % 2 == 0) {
      state.apply(job.key(), job);
    }
    for (RegionId region : REGIONS) {
      Instant since = NOW.plusSeconds(random.nextInt(5));
      TargetState targetState =
          random.nextInt(5) == 0 ? new TargetState.Creating(since) : new TargetState.Waiting(since);
      TargetCopy target =
          new TargetCopy(
              id,
              region,
              new AccountId("alice"),
              CopyMode.VERBATIM,
              KeyReference.STORAGE,
              Optional.empty(),
              List.of(new SnapshotId("s-" + number + region)),
              targetState,
              1,
              0,
              1,
              NOW);
      state.apply(target.key(), target);
    }
    state.apply(job.key(), job.withLimits(random.nextInt(3), Optional.empty()));
  }
}
