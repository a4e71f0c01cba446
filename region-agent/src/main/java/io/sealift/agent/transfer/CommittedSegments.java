package io.sealift.agent.transfer;

import io.sealift.agent.store.StoreException;
import io.sealift.copy.SnapshotId;
import java.nio.file.Path;
import java.util.Optional;

/** The segment files that others may pull: those that a committed snapshot's manifest names. */
@FunctionalInterface
public interface CommittedSegments {
  /**
   * Where the segment's file lies; empty when there is no such committed snapshot or it has no data
   * in this segment.
   */
  Optional<Path> find(SnapshotId snapshot, int segment) throws StoreException;
}
