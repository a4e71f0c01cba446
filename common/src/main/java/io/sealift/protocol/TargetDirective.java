package io.sealift.protocol;

import java.util.Optional;

/**
 * What agents must now do with one target.
 *
 * @param maxBytesPerSecond the most that one agent may transfer for this target; empty means no
 *     limit
 */
public record TargetDirective(State state, Optional<Long> maxBytesPerSecond) {
  /** Runs without a limit. */
  public static final TargetDirective RUN = new TargetDirective(State.RUN, Optional.empty());

  /** Whether the target's attempts may run. */
  public enum State {
    RUN,
    PAUSED,
    /** Also when the target failed: nobody wants its bytes any more. */
    CANCELLED
  }
}
