package io.sealift.coordinator.view;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.RegionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The order in which the targets that wait will start, region by region, as the engine takes them:
 * by priority, then by how long they wait, then by id. A picture of one moment.
 */
final class QueuePlaces {
  private static final Comparator<Queued> ORDER =
      Comparator.comparingInt(Queued::priority)
          .reversed()
          .thenComparing(Queued::since)
          .thenComparing(Queued::id);

  private record Queued(int priority, Instant since, TargetId id) {}

  private final Map<TargetId, Integer> places;

  private QueuePlaces(Map<TargetId, Integer> places) {
    this.places = places;
  }

  static QueuePlaces of(ClusterState state) {
    Map<RegionId, List<Queued>> queues = new TreeMap<>();
    for (TargetCopy target : state.work().openTargets()) {
      if (target.state() instanceof TargetState.Waiting waiting) {
        int priority =
            state
                .find(CopyJob.class, CopyJob.KIND + target.jobId())
                .map(CopyJob::priority)
                .orElse(0);
        queues
            .computeIfAbsent(target.region(), region -> new ArrayList<>())
            .add(new Queued(priority, waiting.since(), target.id()));
      }
    }
    Map<TargetId, Integer> places = new HashMap<>();
    for (List<Queued> queue : queues.values()) {
      queue.sort(ORDER);
      for (int i = 0; i < queue.size(); i++) {
        places.put(queue.get(i).id(), i + 1);
      }
    }
    return new QueuePlaces(places);
  }

  /** 1 for the target that goes next in its region; empty when it does not wait. */
  Optional<Integer> of(TargetId id) {
    return Optional.ofNullable(places.get(id));
  }
}
