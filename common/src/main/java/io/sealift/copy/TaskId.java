package io.sealift.copy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names one copy task, the unit on a region's task topic. Form: {@code t-} and up to 32 lower-case
 * letters or digits.
 */
public record TaskId(@JsonValue String value) implements Comparable<TaskId> {
  /** What every value starts with. */
  public static final String PREFIX = "t-";

  @JsonCreator
  public TaskId {
    IdFormat.requirePrefixed("task id", PREFIX, value);
  }

  @Override
  public int compareTo(TaskId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
