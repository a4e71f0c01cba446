package io.sealift.benchmark.measure;

import java.util.List;
import java.util.Optional;

/**
 * Cases that were measured in turns, under the same conditions.
 *
 * @param title which image, how large, where
 */
public record Group(String title, List<Outcome> outcomes, List<Requirement> requirements) {
  public Group {
    outcomes = List.copyOf(outcomes);
    requirements = List.copyOf(requirements);
  }

  /** The requirements that could be judged. */
  public List<Requirement.Judgement> judgements() {
    return requirements.stream()
        .map(requirement -> requirement.judge(outcomes))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Whether no requirement that could be judged was missed. */
  public boolean isMet() {
    return judgements().stream().allMatch(Requirement.Judgement::met);
  }
}
