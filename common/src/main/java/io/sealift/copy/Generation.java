package io.sealift.copy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The number of an engine's ownership, from 1 upwards. Whatever an older one wrote late is ignored.
 */
public record Generation(@JsonValue long number) implements Comparable<Generation> {
  /** Before any engine has ever claimed ownership. */
  public static final Generation NONE = new Generation(0);

  @JsonCreator
  public Generation {
    if (number < 0) {
      throw new IllegalArgumentException("generation must not be negative: " + number);
    }
  }

  /** The generation that follows this one. */
  public Generation next() {
    return new Generation(number + 1);
  }

  @Override
  public int compareTo(Generation other) {
    return Long.compare(number, other.number);
  }
}
