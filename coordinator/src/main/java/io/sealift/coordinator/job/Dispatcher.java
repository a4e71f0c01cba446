package io.sealift.coordinator.job;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.CopyTask;
import io.sealift.coordinator.state.Garbage;
import io.sealift.coordinator.state.SegmentRef;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.IdSource;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Hands out work: lets waiting targets begin, keeps a small window of segment tasks with each
 * region's agents, and has garbage deleted. Fair between accounts, then by priority, then between
 * an account's targets, then by age.
 */
final class Dispatcher {
  /** Deletions of so many snapshots go into one task. */
  private static final int SNAPSHOTS_PER_DELETION = 100;

  private final Changes changes;
  private final Policy policy;
  private final AgentRoster roster;
  private final Instant now;
  private final TargetLifecycle lifecycle;

  Dispatcher(Changes changes, Policy policy, AgentRoster roster, IdSource ids, Instant now) {
    this.changes = changes;
    this.policy = policy;
    this.roster = roster;
    this.now = now;
    this.lifecycle = new TargetLifecycle(changes, ids, now);
  }

  void dispatch() {
    admitWaiting();
    List.copyOf(state().work().creatingRegions()).forEach(this::fillWindow);
    new FileWork(changes, roster, lifecycle, now).start();
    deleteGarbage();
  }

  private ClusterState state() {
    return changes.state();
  }

  private void admitWaiting() {
    for (TargetId id : state().queue().next(policy.runningPerAccountAndRegion())) {
      state().find(TargetCopy.class, TargetCopy.KIND + id).ifPresent(lifecycle::admit);
    }
  }

  /** A target whose segments may be handed out. */
  private record Candidate(TargetCopy target, int priority, boolean limited) {}

  private List<Candidate> candidates(RegionId region) {
    List<Candidate> found = new ArrayList<>();
    for (TargetCopy target : state().work().creating(region)) {
      if (!state().work().pending(target.id()).isEmpty()) {
        CopyJob job = job(target.jobId());
        found.add(new Candidate(target, job.priority(), job.maxBytesPerSecond().isPresent()));
      }
    }
    return found;
  }

  private CopyJob job(CopyJobId id) {
    return state().find(CopyJob.class, CopyJob.KIND + id).orElseThrow();
  }

  private void fillWindow(RegionId region) {
    int slots = roster.slots(region, now);
    int room = slots * policy.windowPerSlot() - state().work().dispatchedSegments(region);
    if (room <= 0) {
      return;
    }
    List<Candidate> candidates = candidates(region);
    // Targets with a rate limit never hold more than half of the slots together: they would keep
    // the others waiting.
    Map<TargetId, Integer> ofTarget = new HashMap<>();
    Map<AccountId, Integer> ofAccount = new HashMap<>();
    int limitedOut = 0;
    for (TargetCopy target : state().work().creating(region)) {
      int out = state().work().tasksOf(target.id()).size();
      ofTarget.put(target.id(), out);
      ofAccount.merge(target.account(), out, Integer::sum);
      limitedOut += job(target.jobId()).maxBytesPerSecond().isPresent() ? out : 0;
    }
    Comparator<Candidate> fairest =
        Comparator.<Candidate>comparingInt(c -> ofAccount.getOrDefault(c.target().account(), 0))
            .thenComparing(Comparator.comparingInt(Candidate::priority).reversed())
            .thenComparingInt(c -> ofTarget.getOrDefault(c.target().id(), 0))
            .thenComparing(c -> c.target().createdAt())
            .thenComparing(c -> c.target().id());
    for (; room > 0; room--) {
      boolean limitedToo = limitedOut < Math.max(1, slots / 2);
      Optional<Candidate> next =
          candidates.stream()
              .filter(c -> !state().work().pending(c.target().id()).isEmpty())
              .filter(c -> limitedToo || !c.limited())
              .min(fairest);
      if (next.isEmpty()) {
        return;
      }
      TargetCopy target = next.get().target();
      SegmentRef ref = state().work().pending(target.id()).first();
      lifecycle.start(target.id(), new CopyTask.Segment(ref.snapshotId(), ref.segment()));
      ofTarget.merge(target.id(), 1, Integer::sum);
      ofAccount.merge(target.account(), 1, Integer::sum);
      limitedOut += next.get().limited() ? 1 : 0;
    }
  }

  private void deleteGarbage() {
    Set<SnapshotId> underway = new HashSet<>();
    for (CopyTask task : state().all(CopyTask.class, CopyTask.KIND)) {
      if (task.work() instanceof CopyTask.Delete delete) {
        underway.addAll(delete.snapshots());
      }
    }
    Map<RegionId, List<SnapshotId>> wanted = new TreeMap<>();
    for (Garbage garbage : state().all(Garbage.class, Garbage.KIND)) {
      if (!underway.contains(garbage.snapshotId())
          && roster.agents(garbage.region(), now) > 0
          && !state().work().isRebuilding(garbage.region())) {
        wanted.computeIfAbsent(garbage.region(), r -> new ArrayList<>()).add(garbage.snapshotId());
      }
    }
    wanted.forEach(
        (region, snapshots) -> {
          List<SnapshotId> some =
              List.copyOf(snapshots.subList(0, Math.min(snapshots.size(), SNAPSHOTS_PER_DELETION)));
          // A deletion belongs to no job; it borrows the id of its first snapshot.
          CopyJobId id =
              new CopyJobId(
                  CopyJobId.PREFIX + some.get(0).value().substring(SnapshotId.PREFIX.length()));
          lifecycle.start(new TargetId(id, region), new CopyTask.Delete(some));
        });
  }
}
