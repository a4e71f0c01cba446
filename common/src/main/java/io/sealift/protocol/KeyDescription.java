package io.sealift.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sealift.copy.AccountId;
import io.sealift.copy.KeyId;
import io.sealift.copy.RegionId;
import java.time.Instant;
import java.util.Optional;

/**
 * What may be told of a key: everything but the key itself. {@code owner} is empty for the region's
 * own keys.
 *
 * @param version the version that seals, from 1; it and all below it open
 * @param rotation absent of a key that has one version and gets no other by itself
 */
public record KeyDescription(
    KeyId keyId,
    RegionId region,
    Optional<AccountId> owner,
    KeyState state,
    int version,
    String description,
    Instant createdAt,
    Optional<Instant> deletionAt,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<KeyRotation> rotation) {
  /** A key that has one version, or of whose others nothing is known. */
  public static KeyDescription unrotated(
      KeyId keyId,
      RegionId region,
      Optional<AccountId> owner,
      KeyState state,
      String description,
      Instant createdAt) {
    return new KeyDescription(
        keyId, region, owner, state, 1, description, createdAt, Optional.empty(), Optional.empty());
  }

  /** The same key with the versions of another description of it, if that knows of more. */
  public KeyDescription withVersionsOf(KeyDescription other) {
    return other.version <= version
        ? this
        : new KeyDescription(
            keyId,
            region,
            owner,
            state,
            other.version,
            description,
            createdAt,
            deletionAt,
            other.rotation);
  }
}
