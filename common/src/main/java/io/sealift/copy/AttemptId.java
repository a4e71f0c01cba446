package io.sealift.copy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names one try at a task; the files that the try writes bear it. Form: {@code a-} and up to 32
 * lower-case letters or digits.
 */
public record AttemptId(@JsonValue String value) implements Comparable<AttemptId> {
  /** What every value starts with. */
  public static final String PREFIX = "a-";

  @JsonCreator
  public AttemptId {
    IdFormat.requirePrefixed("attempt id", PREFIX, value);
  }

  @Override
  public int compareTo(AttemptId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
