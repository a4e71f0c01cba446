package io.sealift.coordinator.state;

import io.sealift.copy.CopyJobId;
import io.sealift.copy.RegionId;

/** Names one target: a job has at most one in a region. */
public record TargetId(CopyJobId jobId, RegionId region) implements Comparable<TargetId> {
  @Override
  public int compareTo(TargetId other) {
    int byJob = jobId.compareTo(other.jobId);
    return byJob != 0 ? byJob : region.compareTo(other.region);
  }

  @Override
  public String toString() {
    return jobId + "/" + region;
  }
}
