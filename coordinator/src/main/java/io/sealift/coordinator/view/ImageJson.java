package io.sealift.coordinator.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sealift.coordinator.state.Image;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.ImageId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An image as users see it. One that they call unencrypted shows no key. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record ImageJson(
    ImageId imageId,
    RegionId region,
    String name,
    Optional<String> description,
    Image.Status status,
    int progress,
    boolean encrypted,
    Optional<KeyReference> keyId,
    List<Disk> disks,
    Map<String, String> tags,
    Optional<String> resourceGroup,
    Instant createdAt,
    Optional<RegionId> sourceRegion,
    Optional<ImageId> sourceImageId,
    CopyJobId jobId) {
  /** One disk, the system disk first; {@code storedBytes} is what its files take. */
  public record Disk(SnapshotId snapshotId, long sizeBytes, long storedBytes) {}
}
