package io.sealift.coordinator.view;

import io.sealift.coordinator.progress.ProgressAggregator;
import io.sealift.coordinator.progress.TargetProgress;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.coordinator.state.TargetState;
import io.sealift.coordinator.view.TargetJson.FailureJson;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.RegionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells users of their jobs. Safe for use by many threads, each inside a read of the view. */
public final class JobReader {
  private record Pictured(QueuePlaces places, long nanos) {}

  private final ProgressAggregator progress;
  private final Duration queueAge;
  private volatile @Nullable Pictured pictured;

  /**
   * A reader with live progress.
   *
   * @param queueAge for how long a picture of the queue is used again, because drawing it looks at
   *     every open target
   */
  public JobReader(ProgressAggregator progress, Duration queueAge) {
    this.progress = progress;
    this.queueAge = queueAge;
  }

  /** The account's jobs, the newest first; only those in a state, if one is given. */
  public ListPage.Part<JobJson> jobs(
      ClusterState state,
      AccountId account,
      Optional<CopyJob.State> wanted,
      ListPage page,
      Instant now) {
    List<CopyJob> found =
        state.all(CopyJob.class, CopyJob.KIND).stream()
            .filter(job -> job.account().equals(account))
            .filter(job -> wanted.isEmpty() || wanted.get() == job.state())
            .sorted(Newest.first(CopyJob::createdAt, CopyJob::jobId))
            .toList();
    return page.of(found, job -> json(state, job, now));
  }

  /** One of the account's jobs. */
  public Optional<JobJson> job(ClusterState state, AccountId account, CopyJobId id, Instant now) {
    return find(state, account, id).map(job -> json(state, job, now));
  }

  /** One of the account's jobs as the journal has it. */
  public static Optional<CopyJob> find(ClusterState state, AccountId account, CopyJobId id) {
    return state
        .find(CopyJob.class, CopyJob.KIND + id)
        .filter(job -> job.account().equals(account));
  }

  /** The job's targets in the order of the request. */
  public static List<TargetCopy> targets(ClusterState state, CopyJob job) {
    return job.targets().stream().flatMap(region -> target(state, job, region).stream()).toList();
  }

  private static Optional<TargetCopy> target(ClusterState state, CopyJob job, RegionId region) {
    return state.find(TargetCopy.class, TargetCopy.KIND + new TargetId(job.jobId(), region));
  }

  private JobJson json(ClusterState state, CopyJob job, Instant now) {
    return new JobJson(
        job.jobId(),
        job.kind(),
        job.state(),
        job.sourceRegion(),
        job.sourceImage(),
        job.priority(),
        job.maxBytesPerSecond(),
        job.createdAt(),
        job.finishedAt(),
        targets(state, job).stream().map(target -> json(state, target, now)).toList());
  }

  private TargetJson json(ClusterState state, TargetCopy target, Instant now) {
    TargetProgress done = progress.of(state, target, now);
    return new TargetJson(
        target.region(),
        target.imageId(),
        target.snapshots(),
        target.mode(),
        TargetStateName.of(target.state()),
        done.percent(),
        done.bytesTotal(),
        done.bytesDone(),
        done.bytesPerSecond(),
        done.etaSeconds(),
        target.state() instanceof TargetState.Waiting
            ? place(state, target.id())
            : Optional.empty(),
        target.round(),
        failure(target.state()));
  }

  private static Optional<FailureJson> failure(TargetState state) {
    return state instanceof TargetState.CreateFailed failed
        ? Optional.of(
            new FailureJson(failed.code(), failed.reason(), FailureAdvice.of(failed.code())))
        : Optional.empty();
  }

  private Optional<Integer> place(ClusterState state, TargetId id) {
    long now = System.nanoTime();
    Pictured picture = pictured;
    if (picture != null && now - picture.nanos() < queueAge.toNanos()) {
      Optional<Integer> place = picture.places().of(id);
      // A target that the picture does not show has begun to wait since it was drawn.
      if (place.isPresent()) {
        return place;
      }
    }
    QueuePlaces places = QueuePlaces.of(state);
    pictured = new Pictured(places, now);
    return places.of(id);
  }
}
