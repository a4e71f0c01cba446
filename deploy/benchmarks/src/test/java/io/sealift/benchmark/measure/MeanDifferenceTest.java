package io.sealift.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MeanDifferenceTest {
  @Test
  void aDifferenceIsCountedInStandardErrors() {
    // Variances 2.5 and 10, five values each: the error is the root of 0.5 + 2.
    MeanDifference found =
        MeanDifference.of(new double[] {1, 2, 3, 4, 5}, new double[] {2, 4, 6, 8, 10});

    assertThat(found.difference()).isEqualTo(3);
    assertThat(found.t()).isCloseTo(3 / Math.sqrt(2.5), within(1e-12));
  }

  @Test
  void samplesWithTheSameMeanDoNotDiffer() {
    assertThat(MeanDifference.of(new double[] {1, 3}, new double[] {0, 4}).t()).isZero();
  }
}
