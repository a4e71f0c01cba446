package io.sealift.copy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names one copy job, import or snapshot copy. Form: {@code j-} and up to 32 lower-case letters or
 * digits.
 */
public record CopyJobId(@JsonValue String value) implements Comparable<CopyJobId> {
  /** What every value starts with. */
  public static final String PREFIX = "j-";

  @JsonCreator
  public CopyJobId {
    IdFormat.requirePrefixed("job id", PREFIX, value);
  }

  @Override
  public int compareTo(CopyJobId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
