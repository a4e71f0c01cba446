package io.sealift.coordinator.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sealift.copy.AccountId;
import io.sealift.copy.KeyId;
import io.sealift.copy.RegionId;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyRotation;
import io.sealift.protocol.KeyState;
import java.time.Instant;
import java.util.Optional;

/** A key as users see it; the region's own keys have no owner. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record KeyJson(
    KeyId keyId,
    RegionId region,
    KeyState state,
    int version,
    String description,
    Instant createdAt,
    Optional<Instant> deletionAt,
    Optional<Long> rotationSeconds,
    Optional<Instant> nextRotationAt,
    Optional<AccountId> owner) {
  /** The key, as its region described it. */
  static KeyJson of(KeyDescription key) {
    return new KeyJson(
        key.keyId(),
        key.region(),
        key.state(),
        key.version(),
        key.description(),
        key.createdAt(),
        key.deletionAt(),
        key.rotation().flatMap(KeyRotation::intervalSeconds),
        key.rotation().flatMap(KeyRotation::nextAt),
        key.owner());
  }
}
