package io.sealift.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequirementTest {
  private static final Requirement TWICE = new Requirement("ours", "theirs", 2, Optional.empty());

  private static Outcome measured(String name, double... seconds) {
    return new Outcome.Measured(
        new Series(
            name, 1 << 20, Arrays.stream(seconds).mapToObj(each -> new Sample(each, 1)).toList()));
  }

  @Test
  void theMedianDecidesAndNotTheBestRun() {
    List<Outcome> outcomes = List.of(measured("ours", 9, 1, 2), measured("theirs", 3, 3, 0.1));
    Requirement.Judgement judgement = TWICE.judge(outcomes).orElseThrow();
    assertThat(judgement.ratio()).isEqualTo(1.5, within(1e-9));
    assertThat(judgement.met()).isFalse();
  }

  @Test
  void aRatioThatIsReachedIsMet() {
    List<Outcome> outcomes = List.of(measured("ours", 1), measured("theirs", 2));
    assertThat(TWICE.judge(outcomes).orElseThrow().met()).isTrue();
  }

  @Test
  void whatWasNotMeasuredIsNotJudged() {
    List<Outcome> outcomes =
        List.of(measured("ours", 1), new Outcome.NotMeasured("theirs", "not installed"));
    Group group = new Group("group", outcomes, List.of(TWICE));
    assertThat(group.judgements()).isEmpty();
    assertThat(group.isMet()).isTrue();
  }
}
