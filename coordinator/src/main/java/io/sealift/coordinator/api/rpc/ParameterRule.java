package io.sealift.coordinator.api.rpc;

import java.util.Set;

/**
 * What becomes of one parameter of an action.
 *
 * @param name as documented; {@code N} stands for a number from 1
 * @param note for the reference page
 */
public record ParameterRule(String name, Treatment treatment, String note) {
  /** What becomes of it. */
  public sealed interface Treatment {}

  /** It does what is documented; a required one must be given. */
  public record Honoured(Need need) implements Treatment {}

  /**
   * It changes nothing, as the interface's reference says or because there is nothing to change.
   *
   * @param words all that it may be; none if it may be anything
   */
  public record Ignored(Set<String> words) implements Treatment {
    public Ignored {
      words = Set.copyOf(words);
    }

    boolean takes(String value) {
      return words.isEmpty() || words.contains(value);
    }
  }

  /** A request that gives it is refused. */
  public record Refused(int status, String code, String message) implements Treatment {}

  /** Whether it must be given. */
  public enum Need {
    REQUIRED,
    OPTIONAL
  }
}
