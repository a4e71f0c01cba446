package io.sealift.coordinator.progress;

import java.util.Optional;

/**
 * How far a target is.
 *
 * @param percent 0 to 100, and 100 only when the target is available
 * @param bytesDone at most {@code bytesTotal}
 * @param bytesPerSecond while it is being made and anything moves
 * @param etaSeconds likewise
 */
public record TargetProgress(
    int percent,
    long bytesTotal,
    long bytesDone,
    Optional<Long> bytesPerSecond,
    Optional<Long> etaSeconds) {}
