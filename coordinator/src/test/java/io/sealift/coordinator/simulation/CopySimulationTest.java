package io.sealift.coordinator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole clusters under faults, one for each seed. To see one again: {@code
 * -Dsealift.simulation.seed=S}; for more of them: {@code -Dsealift.simulation.seeds=N}.
 */
class CopySimulationTest {
  private static final int PER_TEST = 10;

  static LongStream decades() {
    Long one = Long.getLong("sealift.simulation.seed");
    long seeds = Long.getLong("sealift.simulation.seeds", 300L);
    return one != null
        ? LongStream.empty()
        : LongStream.range(0, (seeds + PER_TEST - 1) / PER_TEST);
  }

  @ParameterizedTest(name = "seeds from {0}0", allowZeroInvocations = true)
  @MethodSource("decades")
  void whateverGoesWrongEveryPromiseIsKept(long decade) {
    int cancelled = 0;
    for (long seed = decade * PER_TEST; seed < (decade + 1) * PER_TEST; seed++) {
      cancelled += run(seed).cancelled();
    }
    assertThat(cancelled).as("cancels that came before their copy was done").isPositive();
  }

  @Test
  void theSeedThatWasAskedForKeepsEveryPromise() {
    var unused = run(Long.getLong("sealift.simulation.seed", 0L));
  }

  @SuppressWarnings("IllegalCatch") // Whatever it was, the seed and what came before must be told.
  static CancelRaces run(long seed) {
    Cluster cluster = new Cluster(seed);
    try {
      cluster.run();
      return cluster.races;
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "seed %d: %s%nthe last events:%n%s".formatted(seed, e, cluster.story()), e);
    }
  }
}
