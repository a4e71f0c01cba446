package io.sealift.coordinator.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.SnapshotPlan;
import io.sealift.protocol.SourceSnapshot;
import java.time.Instant;
import java.util.Optional;

/**
 * The blocks of one disk in one region's store.
 *
 * @param prepared from preflight on
 * @param storedBytes the length of its files, once its manifest is durable
 */
public record Snapshot(
    SnapshotId snapshotId,
    RegionId region,
    AccountId account,
    String name,
    SnapshotGeometry geometry,
    KeyReference keyReference,
    Status status,
    CopyJobId jobId,
    Optional<SourceSnapshot> source,
    Optional<PreparedSnapshot> prepared,
    long storedBytes,
    Instant createdAt)
    implements Entity {
  /** What every key starts with. */
  public static final String KIND = "snapshot/";

  @Override
  public String key() {
    return KIND + snapshotId;
  }

  /** What agents need to know of it. */
  public SnapshotPlan plan() {
    return new SnapshotPlan(snapshotId, geometry, source);
  }

  /** The same snapshot with another name. */
  public Snapshot named(String other) {
    return new Snapshot(
        snapshotId,
        region,
        account,
        other,
        geometry,
        keyReference,
        status,
        jobId,
        source,
        prepared,
        storedBytes,
        createdAt);
  }

  /** The same snapshot with its data key. */
  public Snapshot prepared(PreparedSnapshot settled) {
    return new Snapshot(
        snapshotId,
        region,
        account,
        name,
        geometry,
        keyReference,
        status,
        jobId,
        source,
        Optional.of(settled),
        storedBytes,
        createdAt);
  }

  /** Whether its manifest is durable; it is available only when its whole target is. */
  @JsonIgnore
  public boolean isCommitted() {
    return storedBytes > 0;
  }

  /** The same snapshot with a durable manifest. */
  public Snapshot committed(long bytes) {
    return with(status, bytes);
  }

  /** The same snapshot, complete. */
  public Snapshot available() {
    return with(Status.AVAILABLE, storedBytes);
  }

  private Snapshot with(Status changed, long bytes) {
    return new Snapshot(
        snapshotId,
        region,
        account,
        name,
        geometry,
        keyReference,
        changed,
        jobId,
        source,
        prepared,
        bytes,
        createdAt);
  }

  /** How far the snapshot is. */
  public enum Status {
    CREATING,
    AVAILABLE
  }
}
