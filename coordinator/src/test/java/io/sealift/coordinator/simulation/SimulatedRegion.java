package io.sealift.coordinator.simulation;

import io.sealift.copy.FailureCode;
import io.sealift.copy.RegionId;
import java.util.ArrayList;
import java.util.List;

/** A region: its agents, what they share, and their queue. */
final class SimulatedRegion {
  final RegionId id;
  final SimulatedStore store = new SimulatedStore();
  final SimulatedKeys keys;
  final TaskQueue tasks;
  final List<SimulatedAgent> agents = new ArrayList<>();

  SimulatedRegion(RegionId id, Scheduler scheduler) {
    this.id = id;
    this.keys = new SimulatedKeys(id);
    this.tasks = new TaskQueue(scheduler);
  }

  void requireAgent() throws SimulatedFailure {
    if (agents.stream().noneMatch(SimulatedAgent::isAwake)) {
      throw new SimulatedFailure(FailureCode.SOURCE_UNREACHABLE);
    }
  }
}
