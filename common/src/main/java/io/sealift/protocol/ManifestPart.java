package io.sealift.protocol;

import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.SnapshotId;
import java.util.List;
import java.util.Optional;

/**
 * What the manifest of a committed snapshot says, once its data key has vouched for it; or a part
 * of it, for a large snapshot has more segments than a message holds.
 *
 * @param key under which the data key is wrapped
 * @param keyOwner whose key that is; empty for the region's own keys
 * @param jobId the job that copied the snapshot; empty for an import
 * @param storedBytes the length of all its files
 * @param segments how many segments hold data
 * @param from how many of them came in parts before this one
 * @param receipts those of this part, ascending
 */
public record ManifestPart(
    SnapshotPlan plan,
    PreparedSnapshot prepared,
    KeyReference key,
    Optional<AccountId> keyOwner,
    Optional<CopyJobId> jobId,
    long storedBytes,
    int segments,
    int from,
    List<SegmentReceipt> receipts) {
  public ManifestPart {
    receipts = List.copyOf(receipts);
    if (from < 0 || storedBytes < 1 || (long) from + receipts.size() > segments) {
      throw new IllegalArgumentException(
          "manifest part out of range: %d segments from %d of %d, %d bytes"
              .formatted(receipts.size(), from, segments, storedBytes));
    }
  }

  /** Whose manifest it is. */
  public SnapshotId snapshotId() {
    return plan.snapshotId();
  }

  /** Whether no other part of the manifest comes after this one. */
  public boolean ends() {
    return from + receipts.size() == segments;
  }
}
