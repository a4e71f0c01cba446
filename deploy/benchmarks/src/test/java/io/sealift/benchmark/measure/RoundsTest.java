package io.sealift.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoundsTest {
  private final List<String> progress = new ArrayList<>();

  @Test
  void everyOtherRoundGoesBackwards() throws Exception {
    new Rounds(3, progress::add).measure(List.of(works("a"), works("b")), 1, Optional.empty());

    assertThat(progress)
        .containsExactly(
            "a, warm-up",
            "b, warm-up",
            "a, round 1",
            "b, round 1",
            "b, round 2",
            "a, round 2",
            "a, round 3",
            "b, round 3");
  }

  @Test
  void whatTakesLongRunsInFewerRounds() throws Exception {
    new Rounds(3, progress::add).measure(List.of(works("a", 2), works("b")), 1, Optional.empty());

    assertThat(progress)
        .containsExactly(
            "a, warm-up",
            "b, warm-up",
            "a, round 1",
            "b, round 1",
            "b, round 2",
            "a, round 3",
            "b, round 3");
  }

  @Test
  void whatFailsIsLeftOutAndSaidToBeSo() throws Exception {
    List<Outcome> outcomes =
        new Rounds(2, progress::add).measure(List.of(fails("a"), works("b")), 1, Optional.empty());

    assertThat(outcomes.get(0)).isEqualTo(new Outcome.NotMeasured("a", "failed: no space"));
    assertThat(outcomes.get(1)).isInstanceOf(Outcome.Measured.class);
    assertThat(progress).containsExactly("a, warm-up", "b, warm-up", "b, round 1", "b, round 2");
  }

  private static Case works(String name) {
    return works(name, 1);
  }

  private static Case works(String name, int interval) {
    return new Case() {
      @Override
      public int interval() {
        return interval;
      }

      @Override
      public String name() {
        return name;
      }

      @Override
      public Sample run() {
        return new Sample(1, 1);
      }
    };
  }

  private static Case fails(String name) {
    return new Case() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Sample run() throws IOException {
        throw new IOException("no space");
      }
    };
  }
}
