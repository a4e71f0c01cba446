package io.sealift.config;

import java.io.Serial;
import java.util.List;

/** A configuration that cannot be used. Names every problem, one line each: {@code key: reason}. */
public final class ConfigException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // A copy made by List.copyOf, which is serializable.
  private final List<String> problems;

  /** Collects the lines. */
  public ConfigException(List<String> problems) {
    super(String.join(System.lineSeparator(), problems));
    this.problems = List.copyOf(problems);
  }

  /** The lines, sorted as they were found. */
  public List<String> problems() {
    return problems;
  }
}
