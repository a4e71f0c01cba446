package io.sealift.copy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names one sealed content: it is in the authenticated data of every block, and survives a verbatim
 * copy. Form: {@code c-} and up to 32 lower-case letters or digits.
 */
public record SealId(@JsonValue String value) implements Comparable<SealId> {
  /** What every value starts with. */
  public static final String PREFIX = "c-";

  @JsonCreator
  public SealId {
    IdFormat.requirePrefixed("seal id", PREFIX, value);
  }

  @Override
  public int compareTo(SealId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
