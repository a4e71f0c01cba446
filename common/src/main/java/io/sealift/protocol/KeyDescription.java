package io.sealift.protocol;

import io.sealift.copy.AccountId;
import io.sealift.copy.KeyId;
import io.sealift.copy.RegionId;
import java.time.Instant;
import java.util.Optional;

/**
 * What may be told of a key: everything but the key itself. {@code owner} is empty for the region's
 * own keys.
 */
public record KeyDescription(
    KeyId keyId,
    RegionId region,
    Optional<AccountId> owner,
    KeyState state,
    int version,
    String description,
    Instant createdAt,
    Optional<Instant> deletionAt) {}
