package io.sealift.agent.kms;

import io.sealift.agent.envelope.Manifest;
import io.sealift.copy.RegionId;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotId;
import java.nio.charset.StandardCharsets;

/**
 * What a wrapped data key is bound to: it unwraps only for this snapshot of this region and this
 * sealed content.
 */
public record EncryptionContext(RegionId region, SnapshotId snapshotId, SealId sealId) {
  /** The context that a manifest's data key was wrapped in. */
  public static EncryptionContext of(Manifest manifest) {
    return new EncryptionContext(manifest.region(), manifest.snapshotId(), manifest.sealId());
  }

  /** The one spelling of the context; ids hold no line feed, so no two contexts share it. */
  public byte[] canonicalBytes() {
    return "sealift/1/context\nregion=%s\nsnapshot=%s\nseal=%s\n"
        .formatted(region, snapshotId, sealId)
        .getBytes(StandardCharsets.UTF_8);
  }
}
