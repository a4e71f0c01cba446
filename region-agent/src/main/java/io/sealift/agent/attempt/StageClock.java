package io.sealift.agent.attempt;

import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Tells where the time of one attempt goes. Whatever passes between two laps belongs to the stage
 * of the second. Confined to the attempt's thread.
 */
final class StageClock {
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  /** What an attempt at a segment spends time on. */
  enum Stage {
    KEY_SERVICE,
    TURN,
    LIMIT,
    NETWORK,
    OPEN,
    SEAL,
    WRITE,
    SYNC;

    /** Its name in metrics. */
    String tag() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Map<Stage, Counter> seconds;
  private long lapNanos = System.nanoTime();

  private StageClock(Map<Stage, Counter> seconds) {
    this.seconds = seconds;
  }

  /** Starts a clock that adds to these counters of seconds. */
  static StageClock start(Map<Stage, Counter> seconds) {
    return new StageClock(seconds);
  }

  /** One counter for each stage. */
  static Map<Stage, Counter> counters(Function<Stage, Counter> counterOf) {
    Map<Stage, Counter> counters = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      counters.put(stage, counterOf.apply(stage));
    }
    return counters;
  }

  /** Says that all since the last lap was this stage's. */
  void lap(Stage stage) {
    long now = System.nanoTime();
    Counter counter = seconds.get(stage);
    if (counter != null) {
      counter.increment((now - lapNanos) / NANOS_PER_SECOND);
    }
    lapNanos = now;
  }
}
