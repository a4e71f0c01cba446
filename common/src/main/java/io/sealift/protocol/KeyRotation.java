package io.sealift.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a key came to its versions, and when the next one is made.
 *
 * @param madeAt when each version after the first was made, in order
 * @param intervalSeconds how long a version is the newest before the next one is made by itself;
 *     empty when none is
 * @param nextAt when that is due
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record KeyRotation(
    List<Instant> madeAt, Optional<Long> intervalSeconds, Optional<Instant> nextAt) {
  /** Of a key that has one version and gets no other by itself. */
  public static final KeyRotation NONE =
      new KeyRotation(List.of(), Optional.empty(), Optional.empty());

  /** The most versions that a key may have. */
  public static final int MAX_VERSIONS = 50;

  /** A week. */
  public static final long LEAST_INTERVAL_SECONDS = 7 * 86_400L;

  /** Two years. */
  public static final long MOST_INTERVAL_SECONDS = 730 * 86_400L;

  public KeyRotation {
    madeAt = List.copyOf(madeAt);
    if (madeAt.size() >= MAX_VERSIONS) {
      throw new IllegalArgumentException("key must have at most 50 versions");
    }
    if (intervalSeconds.isPresent() != nextAt.isPresent()) {
      throw new IllegalArgumentException("rotation needs an interval and a next time, or neither");
    }
  }
}
