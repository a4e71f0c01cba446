package io.sealift.coordinator.state;

import io.sealift.copy.AccountId;
import io.sealift.copy.RegionId;
import io.sealift.protocol.CopyMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Derived: the targets that wait, in the order in which they will begin, and how many run, by
 * account and region. Keeps the engine's decisions independent of how many wait.
 */
public final class QueueIndex {
  private static final Comparator<Queued> ORDER =
      Comparator.comparingInt(Queued::priority)
          .reversed()
          .thenComparing(Queued::since)
          .thenComparing(Queued::id);

  /** Whose targets count against one limit. */
  private record Place(AccountId account, RegionId region) {
    static Place of(TargetCopy target) {
      return new Place(target.account(), target.region());
    }
  }

  /** Higher priority goes first, then who waits longer, then the smaller id. */
  private record Queued(int priority, Instant since, TargetId id) implements Comparable<Queued> {
    @Override
    public int compareTo(Queued other) {
      return ORDER.compare(this, other);
    }
  }

  private final ClusterState state;
  private final Map<TargetId, Queued> queued = new HashMap<>();
  private final Map<Place, TreeSet<Queued>> copies = new HashMap<>();
  private final TreeSet<Queued> imports = new TreeSet<>();
  private final Map<Place, Integer> running = new HashMap<>();

  QueueIndex(ClusterState state) {
    this.state = state;
  }

  void changed(@Nullable Entity before, @Nullable Entity after) {
    if (before instanceof TargetCopy target) {
      leave(target);
    }
    if (after instanceof TargetCopy target) {
      enter(target);
    } else if (after instanceof CopyJob job) {
      // Its priority may be another, or be known only now.
      for (RegionId region : job.targets()) {
        state
            .find(TargetCopy.class, TargetCopy.KIND + new TargetId(job.jobId(), region))
            .filter(target -> queued.containsKey(target.id()))
            .ifPresent(this::enterAnew);
      }
    }
  }

  private void enterAnew(TargetCopy target) {
    leave(target);
    enter(target);
  }

  private void enter(TargetCopy target) {
    if (target.takesPlace()) {
      running.merge(Place.of(target), 1, Integer::sum);
    }
    if (target.state() instanceof TargetState.Waiting waiting) {
      int priority =
          state.find(CopyJob.class, CopyJob.KIND + target.jobId()).map(CopyJob::priority).orElse(0);
      Queued entry = new Queued(priority, waiting.since(), target.id());
      queued.put(target.id(), entry);
      if (target.mode() == CopyMode.IMPORTED) {
        imports.add(entry);
      } else {
        copies.computeIfAbsent(Place.of(target), place -> new TreeSet<>()).add(entry);
      }
    }
  }

  private void leave(TargetCopy target) {
    Place place = Place.of(target);
    if (target.takesPlace()) {
      running.computeIfPresent(
          place, (key, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }
    @Nullable Queued entry = queued.remove(target.id());
    if (entry != null) {
      imports.remove(entry);
      @Nullable TreeSet<Queued> ofPlace = copies.get(place);
      if (ofPlace != null) {
        ofPlace.remove(entry);
        if (ofPlace.isEmpty()) {
          copies.remove(place);
        }
      }
    }
  }

  /**
   * Who may begin now, in order: all imports, and of the copies so many that no account has more
   * than the limit running in a region.
   */
  public List<TargetId> next(int runningPerAccountAndRegion) {
    List<Queued> next = new ArrayList<>(imports);
    copies.forEach(
        (place, waiting) ->
            waiting.stream()
                .limit(Math.max(0, runningPerAccountAndRegion - running.getOrDefault(place, 0)))
                .forEach(next::add));
    Collections.sort(next);
    return next.stream().map(Queued::id).toList();
  }
}
