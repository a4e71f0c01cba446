package io.sealift.coordinator.job;

import io.sealift.coordinator.catalog.CopyOrder;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.ImageProfile;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.copy.AccountId;
import io.sealift.copy.ImageId;
import io.sealift.copy.RegionId;
import io.sealift.copy.RequestToken;
import java.util.List;
import java.util.Optional;

/** Turns copies that the interfaces' rules allow into one job. */
final class ImageCopies {
  private static final int PRIORITY = 5;
  private final Changes changes;
  private final Submission submission;

  ImageCopies(Changes changes, Submission submission) {
    this.changes = changes;
    this.submission = submission;
  }

  /** One job for all orders, which have the same source and each a region of its own. */
  CopyJob start(AccountId account, List<CopyOrder> orders, RequestToken token, String fingerprint) {
    CopyOrder first = orders.get(0);
    long bytes =
        first.snapshots().stream()
            .mapToLong(snapshot -> state().segments().plainBytes(snapshot.snapshotId()))
            .sum();
    CopyPlan plan =
        new CopyPlan(
            token,
            first.snapshots().get(0).region(),
            first.source(),
            first.snapshots(),
            orders.stream()
                .map(
                    order ->
                        new CopyPlan.Target(
                            order.region(), order.mode(), order.keyReference(), order.attributes()))
                .toList(),
            PRIORITY,
            Optional.empty(),
            bytes);
    CopyJob job = submission.copy(account, plan, fingerprint);
    first
        .source()
        .map(source -> ImageProfile.of(state(), source.imageId()).traits().ofCopy())
        .filter(traits -> !traits.equals(ImageProfile.Traits.NONE))
        .ifPresent(traits -> describe(job, traits));
    return job;
  }

  private void describe(CopyJob job, ImageProfile.Traits traits) {
    for (RegionId region : job.targets()) {
      ImageId copy = target(job, region).imageId().orElseThrow();
      changes.put(new ImageProfile(copy, ImageProfile.Standing.CURRENT, traits, List.of()));
    }
  }

  /** What the job makes in a region. */
  TargetCopy target(CopyJob job, RegionId region) {
    return state()
        .find(TargetCopy.class, TargetCopy.KIND + new TargetId(job.jobId(), region))
        .orElseThrow();
  }

  private ClusterState state() {
    return changes.state();
  }
}
