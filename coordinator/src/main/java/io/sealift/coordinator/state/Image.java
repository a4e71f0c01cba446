package io.sealift.coordinator.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.ImageId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A regional image: one snapshot for each disk, the system disk first.
 *
 * @param keyReference the key it is sealed under; under the region's storage key its user calls it
 *     unencrypted
 * @param jobId the job that made it
 */
public record Image(
    ImageId imageId,
    RegionId region,
    AccountId account,
    Attributes attributes,
    Status status,
    KeyReference keyReference,
    List<SnapshotId> snapshots,
    CopyJobId jobId,
    Optional<Source> source,
    Instant createdAt)
    implements Entity {
  /** What every key starts with. */
  public static final String KIND = "image/";

  public Image {
    snapshots = List.copyOf(snapshots);
  }

  @Override
  public String key() {
    return KIND + imageId;
  }

  /** Whether its user calls it encrypted. */
  @JsonIgnore
  public boolean isEncrypted() {
    return !keyReference.equals(KeyReference.STORAGE);
  }

  /** The same image in another status. */
  public Image with(Status changed) {
    return new Image(
        imageId,
        region,
        account,
        attributes,
        changed,
        keyReference,
        snapshots,
        jobId,
        source,
        createdAt);
  }

  /** The same image with other attributes. */
  public Image withAttributes(Attributes changed) {
    return new Image(
        imageId,
        region,
        account,
        changed,
        status,
        keyReference,
        snapshots,
        jobId,
        source,
        createdAt);
  }

  /** The same image with other snapshots, for a retry. */
  public Image withSnapshots(Status changed, List<SnapshotId> others) {
    return new Image(
        imageId,
        region,
        account,
        attributes,
        changed,
        keyReference,
        others,
        jobId,
        source,
        createdAt);
  }

  /** How far the image is; only an available one can be used. */
  public enum Status {
    WAITING,
    CREATING,
    AVAILABLE,
    CREATE_FAILED
  }

  /** What its user gave it. */
  public record Attributes(
      String name,
      Optional<String> description,
      Optional<String> resourceGroup,
      Map<String, String> tags) {
    public Attributes {
      tags = Map.copyOf(tags);
    }
  }

  /** The image it is a copy of. */
  public record Source(RegionId region, ImageId imageId) {}
}
