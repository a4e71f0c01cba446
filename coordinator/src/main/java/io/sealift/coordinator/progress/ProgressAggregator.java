package io.sealift.coordinator.progress;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyTask;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.SegmentRef;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.AttemptId;
import io.sealift.copy.SnapshotId;
import io.sealift.copy.TaskId;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.ProgressMessage;
import io.sealift.protocol.ProgressMessage.AttemptReport;
import io.sealift.protocol.ProgressMessage.AttemptRunning;
import io.sealift.protocol.ProgressMessage.SegmentSealed;
import io.sealift.protocol.SegmentReceipt;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pure: how far each target is. What is sealed counts by the journal alone; to it comes what
 * running attempts say of segments that are not sealed yet, each segment once and never more than
 * it holds. What was shown of a round never goes down. Built from the same messages in any order it
 * shows the same. Safe for use by many threads.
 */
public final class ProgressAggregator {
  private static final Duration SILENCE = Duration.ofMinutes(2);
  private static final int MAX_TRACKS_PER_TARGET = 4096;
  private static final int MAX_TARGETS = 100_000;
  private static final int ALMOST = 99;

  private static final class Entry {
    final Map<AttemptId, AttemptTrack> tracks = new HashMap<>();
    int round;
    long shownBytes;
  }

  private final Map<TargetId, Entry> entries = new HashMap<>();

  /** Takes one message that an agent sent at that time. */
  public synchronized void accept(ProgressMessage message, Instant at) {
    if (message instanceof AttemptRunning running) {
      note(running, running.bytesDone(), at);
    } else if (message instanceof SegmentSealed sealed) {
      note(sealed, sealed.receipt().plainBytes(), at);
    }
  }

  private void note(AttemptReport report, long bytesDone, Instant at) {
    if (bytesDone < 0) {
      return;
    }
    TargetId id = new TargetId(report.head().jobId(), report.head().region());
    // Whether there is such a target is seen at the next sweep.
    if (entries.size() >= MAX_TARGETS && !entries.containsKey(id)) {
      return;
    }
    Map<AttemptId, AttemptTrack> tracks = entries.computeIfAbsent(id, key -> new Entry()).tracks;
    @Nullable AttemptTrack track = tracks.get(report.attempt());
    if (track == null) {
      if (tracks.size() >= MAX_TRACKS_PER_TARGET) {
        tracks.values().removeIf(old -> old.isSilentSince(at.minus(SILENCE)));
      }
      if (tracks.size() >= MAX_TRACKS_PER_TARGET) {
        return;
      }
      track = new AttemptTrack(report.head().taskId());
      tracks.put(report.attempt(), track);
    }
    track.said(bytesDone, at);
  }

  /** How far the target is, by the given state and by what agents have said so far. */
  public synchronized TargetProgress of(ClusterState state, TargetCopy target, Instant now) {
    long sealed = sealedBytes(state, target);
    if (target.state() instanceof TargetState.Available) {
      // Of an import only the end tells how much of it holds data.
      long total = target.mode() == CopyMode.IMPORTED && sealed > 0 ? sealed : target.bytesTotal();
      return new TargetProgress(100, total, total, Optional.empty(), Optional.empty());
    }
    long total = target.bytesTotal();
    @Nullable Entry entry = entries.get(target.id());
    long bytes = Math.min(total, sealed + runningBytes(state, target, entry));
    if (bytes > 0) {
      entry = entries.computeIfAbsent(target.id(), key -> new Entry());
      bytes = shown(entry, target.round(), bytes);
    } else if (entry != null) {
      bytes = shown(entry, target.round(), bytes);
    }
    int percent = total == 0 ? 0 : (int) Math.min(ALMOST, Math.floor(100.0 * bytes / total));
    if (entry == null || !(target.state() instanceof TargetState.Creating)) {
      return new TargetProgress(percent, total, bytes, Optional.empty(), Optional.empty());
    }
    EtaEstimator estimator = new EtaEstimator(now);
    entry.tracks.values().forEach(track -> track.addGains(estimator));
    return new TargetProgress(
        percent, total, bytes, estimator.bytesPerSecond(), estimator.secondsFor(total - bytes));
  }

  /** How many plain bytes an export has written, by what agents have said. */
  public synchronized long writtenBytes(Operation operation) {
    @Nullable Entry entry = entries.get(new TargetId(operation.operationId(), operation.region()));
    return entry == null
        ? 0
        : entry.tracks.values().stream().mapToLong(AttemptTrack::mostBytes).max().orElse(0);
  }

  private static long shown(Entry entry, int round, long bytes) {
    if (entry.round != round) {
      entry.round = round;
      entry.shownBytes = 0;
    }
    entry.shownBytes = Math.max(entry.shownBytes, bytes);
    return entry.shownBytes;
  }

  private static long sealedBytes(ClusterState state, TargetCopy target) {
    if (target.state() instanceof TargetState.Cancelled cancelled) {
      return cancelled.bytesDone();
    }
    if (target.state() instanceof TargetState.CreateFailed failed) {
      return failed.bytesDone();
    }
    return state.segments().plainBytes(target.snapshots());
  }

  private static long runningBytes(ClusterState state, TargetCopy target, @Nullable Entry entry) {
    if (entry == null) {
      return 0;
    }
    Map<TaskId, Long> mostBytes = new HashMap<>();
    entry
        .tracks
        .values()
        .forEach(track -> mostBytes.merge(track.taskId(), track.mostBytes(), Math::max));
    long sum = 0;
    for (CopyTask task : state.work().tasksOf(target.id())) {
      if (task.work() instanceof CopyTask.Segment segment) {
        SegmentRef ref = new SegmentRef(segment.snapshotId(), segment.segment());
        sum += Math.min(mostBytes.getOrDefault(task.taskId(), 0L), openBytes(state, ref));
      } else if (task.work() instanceof CopyTask.ReadFiles) {
        // It counts what it has read, zeros and all; what it has sealed is in there.
        long read = mostBytes.getOrDefault(task.taskId(), 0L);
        sum += Math.max(0, read - state.segments().plainBytes(target.snapshots()));
      }
    }
    return sum;
  }

  /** How many plain bytes the segment will add once it is sealed. */
  private static long openBytes(ClusterState state, SegmentRef ref) {
    if (state.segments().of(ref.snapshotId()).containsKey(ref.segment())) {
      return 0;
    }
    Optional<SnapshotId> source =
        state
            .find(Snapshot.class, Snapshot.KIND + ref.snapshotId())
            .flatMap(Snapshot::source)
            .map(from -> from.snapshotId());
    return source
        .map(id -> state.segments().of(id).get(ref.segment()))
        .map(SegmentReceipt::plainBytes)
        .orElse(0L);
  }

  /**
   * Forgets what nobody will ask for any more: attempts that fell silent, and targets that are
   * available or unknown. What was shown of the others stays.
   */
  public synchronized void sweep(ClusterState state, Instant now) {
    Instant before = now.minus(SILENCE);
    entries
        .entrySet()
        .removeIf(
            mapping -> {
              Map<AttemptId, AttemptTrack> tracks = mapping.getValue().tracks;
              Optional<TargetCopy> target =
                  state.find(TargetCopy.class, TargetCopy.KIND + mapping.getKey());
              tracks.values().removeIf(track -> isOver(state, target, track, before));
              return target.isPresent()
                  ? target.get().state() instanceof TargetState.Available
                  : tracks.isEmpty();
            });
  }

  // An attempt at a parked task is silent, and still says how far the target was.
  private static boolean isOver(
      ClusterState state, Optional<TargetCopy> target, AttemptTrack track, Instant before) {
    return track.isSilentSince(before)
        && (target.isEmpty() || state.find(CopyTask.KIND + track.taskId()).isEmpty());
  }

  /** How many targets it knows of. */
  synchronized int size() {
    return entries.size();
  }
}
