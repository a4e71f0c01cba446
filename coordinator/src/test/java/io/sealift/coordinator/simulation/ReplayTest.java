package io.sealift.coordinator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.engine.MemoryJournal;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyTask;
import io.sealift.coordinator.state.EngineClaim;
import io.sealift.coordinator.state.Entity;
import io.sealift.coordinator.state.SegmentRef;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The owner's live state is the one that the full and the compacted journal give, with every index.
 */
class ReplayTest {
  private static final long STEP_MILLIS = 3_000;
  private static final int STEPS = 20;

  static LongStream seeds() {
    return LongStream.range(1_000, 1_010);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theLiveStateIsTheReplayedOne(long seed) {
    Cluster cluster = new Cluster(seed);
    for (int step = 1; step <= STEPS; step++) {
      cluster.scheduler.runUntil(step * STEP_MILLIS);
      Optional<ClusterState> live = cluster.ownersState();
      if (live.isPresent()) {
        for (MemoryJournal.Order order : MemoryJournal.Order.values()) {
          assertSame(live.get(), cluster.journal.replayed(order), "seed " + seed + " " + order);
        }
      }
    }
  }

  private static void assertSame(ClusterState live, ClusterState replayed, String where) {
    assertThat(entities(replayed)).as(where).isEqualTo(entities(live));
    assertThat(replayed.work().openTargets()).as(where).isEqualTo(live.work().openTargets());
    for (TargetCopy target : live.all(TargetCopy.class, TargetCopy.KIND)) {
      assertThat(replayed.work().pending(target.id()))
          .as(where)
          .isEqualTo(live.work().pending(target.id()));
    }
    for (CopyTask task : live.all(CopyTask.class, CopyTask.KIND)) {
      assertThat(replayed.work().tasksOf(task.targetId()))
          .as(where)
          .containsExactlyElementsOf(live.work().tasksOf(task.targetId()));
      if (task.work() instanceof CopyTask.Segment work) {
        SegmentRef ref = new SegmentRef(work.snapshotId(), work.segment());
        assertThat(replayed.work().taskFor(ref)).as(where).isEqualTo(live.work().taskFor(ref));
      }
    }
    for (var region : Cluster.REGIONS) {
      assertThat(replayed.work().dispatchedSegments(region))
          .as(where)
          .isEqualTo(live.work().dispatchedSegments(region));
    }
    for (Snapshot snapshot : live.all(Snapshot.class, Snapshot.KIND)) {
      var id = snapshot.snapshotId();
      assertThat(replayed.segments().of(id)).as(where).isEqualTo(live.segments().of(id));
      assertThat(replayed.segments().plainBytes(id))
          .as(where)
          .isEqualTo(live.segments().plainBytes(id));
      assertThat(replayed.segments().storedBytes(id))
          .as(where)
          .isEqualTo(live.segments().storedBytes(id));
      assertThat(replayed.work().openTargetOf(id))
          .as(where)
          .isEqualTo(live.work().openTargetOf(id));
    }
  }

  private static Map<String, Entity> entities(ClusterState state) {
    Map<String, Entity> entities = new TreeMap<>(state.entities());
    entities.remove(EngineClaim.KEY);
    return entities;
  }
}
