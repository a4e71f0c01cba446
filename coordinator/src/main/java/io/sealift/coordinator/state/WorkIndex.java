package io.sealift.coordinator.state;

import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.copy.TaskId;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Derived: the targets that have not ended, each with its tasks and with the segments that are
 * neither sealed nor given to an agent. Keeps the engine's work independent of how much lies in the
 * catalogue.
 */
public final class WorkIndex {
  private static final class Open {
    TargetCopy target;
    @Nullable NavigableSet<SegmentRef> pending;

    Open(TargetCopy target) {
      this.target = target;
    }
  }

  private final ClusterState state;
  private final TreeMap<TargetId, Open> open = new TreeMap<>();
  private final TreeMap<RegionId, TreeMap<TargetId, TargetCopy>> creating = new TreeMap<>();
  private final Map<SnapshotId, TargetId> owners = new HashMap<>();
  private final TreeMap<TargetId, TreeMap<TaskId, CopyTask>> tasks = new TreeMap<>();
  private final Map<SegmentRef, TaskId> tasksBySegment = new HashMap<>();
  private final TreeMap<RegionId, Integer> dispatchedSegments = new TreeMap<>();
  private final TreeMap<TargetId, Operation> exports = new TreeMap<>();
  private final TreeMap<TargetId, Operation> rebuilds = new TreeMap<>();

  WorkIndex(ClusterState state) {
    this.state = state;
  }

  void changed(@Nullable Entity before, @Nullable Entity after) {
    if (before instanceof TargetCopy || after instanceof TargetCopy) {
      targetChanged((TargetCopy) before, (TargetCopy) after);
    } else if (before instanceof CopyTask || after instanceof CopyTask) {
      taskChanged((CopyTask) before, (CopyTask) after);
    } else if (before instanceof Operation || after instanceof Operation) {
      operationChanged((Operation) before, (Operation) after);
    } else if (after instanceof SealedSegment sealed) {
      pendingOf(sealed.snapshotId())
          .ifPresent(
              set -> set.remove(new SegmentRef(sealed.snapshotId(), sealed.receipt().segment())));
    }
  }

  private void operationChanged(@Nullable Operation before, @Nullable Operation after) {
    if (before != null) {
      TargetId id = new TargetId(before.operationId(), before.region());
      exports.remove(id);
      rebuilds.remove(id);
    }
    if (after != null && after.state() == Operation.State.RUNNING) {
      TargetId id = new TargetId(after.operationId(), after.region());
      if (after.kind() instanceof Operation.Export) {
        exports.put(id, after);
      } else if (after.kind() instanceof Operation.Rebuild) {
        rebuilds.put(id, after);
      }
    }
  }

  private void targetChanged(@Nullable TargetCopy before, @Nullable TargetCopy after) {
    if (before != null) {
      creating.computeIfPresent(
          before.region(),
          (region, targets) -> {
            targets.remove(before.id());
            return targets.isEmpty() ? null : targets;
          });
    }
    if (after != null && after.state() instanceof TargetState.Creating) {
      creating.computeIfAbsent(after.region(), region -> new TreeMap<>()).put(after.id(), after);
    }
    if (before != null && (after == null || !after.snapshots().equals(before.snapshots()))) {
      before.snapshots().forEach(owners::remove);
    }
    if (after == null || after.state().isEnd()) {
      TargetCopy gone = after == null ? before : after;
      if (gone != null) {
        open.remove(gone.id());
        gone.snapshots().forEach(owners::remove);
      }
      return;
    }
    after.snapshots().forEach(snapshot -> owners.put(snapshot, after.id()));
    Open entry = open.computeIfAbsent(after.id(), id -> new Open(after));
    entry.target = after;
    // Built anew at the next look: it depends on the source's segments, which do not change under a
    // running target.
    if (before == null || !before.snapshots().equals(after.snapshots())) {
      entry.pending = null;
    }
  }

  private void taskChanged(@Nullable CopyTask before, @Nullable CopyTask after) {
    if (before != null) {
      forget(before);
    }
    if (after != null) {
      tasks.computeIfAbsent(after.targetId(), id -> new TreeMap<>()).put(after.taskId(), after);
      if (after.work() instanceof CopyTask.Segment work) {
        SegmentRef ref = new SegmentRef(work.snapshotId(), work.segment());
        tasksBySegment.put(ref, after.taskId());
        pendingOf(work.snapshotId()).ifPresent(set -> set.remove(ref));
        if (after.phase() == CopyTask.Phase.DISPATCHED) {
          dispatchedSegments.merge(after.region(), 1, Integer::sum);
        }
      }
    }
  }

  private void forget(CopyTask task) {
    @Nullable TreeMap<TaskId, CopyTask> ofTarget = tasks.get(task.targetId());
    if (ofTarget != null) {
      ofTarget.remove(task.taskId());
      if (ofTarget.isEmpty()) {
        tasks.remove(task.targetId());
      }
    }
    if (task.work() instanceof CopyTask.Segment work) {
      SegmentRef ref = new SegmentRef(work.snapshotId(), work.segment());
      tasksBySegment.remove(ref, task.taskId());
      if (task.phase() == CopyTask.Phase.DISPATCHED) {
        dispatchedSegments.merge(task.region(), -1, Integer::sum);
      }
      if (state.find(SealedSegment.key(work.snapshotId(), work.segment())).isEmpty()) {
        pendingOf(work.snapshotId()).ifPresent(set -> set.add(ref));
      }
    }
  }

  private Optional<NavigableSet<SegmentRef>> pendingOf(SnapshotId snapshotId) {
    return Optional.ofNullable(owners.get(snapshotId))
        .flatMap(id -> Optional.ofNullable(open.get(id)))
        .flatMap(entry -> Optional.ofNullable(entry.pending));
  }

  /** The targets that have not ended, by id. */
  public Collection<TargetCopy> openTargets() {
    return open.values().stream().map(entry -> entry.target).toList();
  }

  /** The regions that have targets whose segments are being copied or uploaded. */
  public NavigableSet<RegionId> creatingRegions() {
    return Collections.unmodifiableNavigableSet(creating.navigableKeySet());
  }

  /** The targets of a region whose segments are being copied or uploaded, by id. */
  public Collection<TargetCopy> creating(RegionId region) {
    @Nullable SortedMap<TargetId, TargetCopy> targets = creating.get(region);
    return targets == null
        ? Collections.emptyList()
        : Collections.unmodifiableCollection(targets.values());
  }

  /** The open target that a snapshot is part of. */
  public Optional<TargetCopy> openTargetOf(SnapshotId snapshotId) {
    return Optional.ofNullable(owners.get(snapshotId))
        .flatMap(id -> Optional.ofNullable(open.get(id)))
        .map(entry -> entry.target);
  }

  /** The segments of a copy's target that are to be given to an agent; empty for an import. */
  public NavigableSet<SegmentRef> pending(TargetId id) {
    @Nullable Open entry = open.get(id);
    if (entry == null) {
      return Collections.emptyNavigableSet();
    }
    if (entry.pending == null) {
      entry.pending = build(entry.target);
    }
    return Collections.unmodifiableNavigableSet(entry.pending);
  }

  private NavigableSet<SegmentRef> build(TargetCopy target) {
    TreeSet<SegmentRef> refs = new TreeSet<>();
    for (SnapshotId snapshotId : target.snapshots()) {
      state
          .find(Snapshot.class, Snapshot.KIND + snapshotId)
          .flatMap(Snapshot::source)
          .ifPresent(
              source ->
                  state.segments().of(source.snapshotId()).keySet().stream()
                      .map(segment -> new SegmentRef(snapshotId, segment))
                      .filter(ref -> !tasksBySegment.containsKey(ref))
                      .filter(ref -> !state.segments().of(snapshotId).containsKey(ref.segment()))
                      .forEach(refs::add));
    }
    return refs;
  }

  /** The tasks of a target, or of an operation or deletion with that id and region. */
  public Collection<CopyTask> tasksOf(TargetId id) {
    @Nullable SortedMap<TaskId, CopyTask> ofTarget = tasks.get(id);
    return ofTarget == null
        ? Collections.emptyList()
        : Collections.unmodifiableCollection(ofTarget.values());
  }

  /** The task that copies a segment now. */
  public Optional<TaskId> taskFor(SegmentRef ref) {
    return Optional.ofNullable(tasksBySegment.get(ref));
  }

  /** The exports that have not ended. */
  public Collection<Operation> runningExports() {
    return Collections.unmodifiableCollection(exports.values());
  }

  /** Whether a region is being rebuilt from its store. */
  public boolean isRebuilding(RegionId region) {
    return rebuilds.values().stream().anyMatch(rebuild -> rebuild.region().equals(region));
  }

  /** How many segment tasks are out in a region. */
  public int dispatchedSegments(RegionId region) {
    return dispatchedSegments.getOrDefault(region, 0);
  }
}
