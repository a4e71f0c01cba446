package io.sealift.coordinator.view;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.TargetId;
import io.sealift.copy.RegionId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The order in which the targets that wait will start, region by region, as the engine takes them:
 * by priority, then by how long they wait, then by id. A picture of one moment.
 */
final class QueuePlaces {
  private final Map<TargetId, Integer> places;

  private QueuePlaces(Map<TargetId, Integer> places) {
    this.places = places;
  }

  static QueuePlaces of(ClusterState state) {
    Map<RegionId, Integer> lengths = new HashMap<>();
    Map<TargetId, Integer> places = new HashMap<>();
    for (TargetId id : state.queue().next(Integer.MAX_VALUE)) {
      places.put(id, lengths.merge(id.region(), 1, Integer::sum));
    }
    return new QueuePlaces(places);
  }

  /** 1 for the target that goes next in its region; empty when it does not wait. */
  Optional<Integer> of(TargetId id) {
    return Optional.ofNullable(places.get(id));
  }
}
