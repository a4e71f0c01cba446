package io.sealift.copy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names one key of a region's key service. Form: {@code key-} and up to 32 lower-case letters or
 * digits.
 */
public record KeyId(@JsonValue String value) implements Comparable<KeyId> {
  /** What every value starts with. */
  public static final String PREFIX = "key-";

  @JsonCreator
  public KeyId {
    IdFormat.requirePrefixed("key id", PREFIX, value);
  }

  @Override
  public int compareTo(KeyId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
