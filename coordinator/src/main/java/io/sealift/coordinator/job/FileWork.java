package io.sealift.coordinator.job;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyTask;
import io.sealift.coordinator.state.ImportSource;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.copy.RegionId;
import io.sealift.protocol.CopyMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Hands out imports from files and exports to files. One attempt reads or writes a whole image, so
 * together they hold at most half of a region's slots: copies go on meanwhile.
 */
final class FileWork {
  private final Changes changes;
  private final AgentRoster roster;
  private final TargetLifecycle lifecycle;
  private final Instant now;
  private final Map<RegionId, Integer> out = new HashMap<>();
  private final List<Wanted> waiting = new ArrayList<>();

  private record Wanted(TargetId id, CopyTask.Work work, Instant since) {}

  FileWork(Changes changes, AgentRoster roster, TargetLifecycle lifecycle, Instant now) {
    this.changes = changes;
    this.roster = roster;
    this.lifecycle = lifecycle;
    this.now = now;
  }

  void start() {
    ClusterState state = changes.state();
    for (RegionId region : state.work().creatingRegions()) {
      for (TargetCopy target : state.work().creating(region)) {
        if (target.mode() == CopyMode.IMPORTED
            && state.find(ImportSource.KIND + target.jobId()).isPresent()) {
          sort(new Wanted(target.id(), new CopyTask.ReadFiles(), target.createdAt()));
        }
      }
    }
    for (Operation export : state.work().runningExports()) {
      TargetId id = new TargetId(export.operationId(), export.region());
      sort(new Wanted(id, new CopyTask.Operate(), export.createdAt()));
    }
    waiting.sort(Comparator.comparing(Wanted::since).thenComparing(Wanted::id));
    for (Wanted wanted : waiting) {
      RegionId region = wanted.id().region();
      int most = Math.max(1, roster.slots(region, now) / 2);
      if (out.getOrDefault(region, 0) < most) {
        out.merge(region, 1, Integer::sum);
        lifecycle.start(wanted.id(), wanted.work());
      }
    }
  }

  private void sort(Wanted wanted) {
    if (changes.state().work().tasksOf(wanted.id()).isEmpty()) {
      waiting.add(wanted);
    } else {
      out.merge(wanted.id().region(), 1, Integer::sum);
    }
  }
}
