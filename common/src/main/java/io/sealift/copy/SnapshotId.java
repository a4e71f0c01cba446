package io.sealift.copy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names one regional snapshot, the blocks of one disk. Form: {@code s-} and up to 32 lower-case
 * letters or digits.
 */
public record SnapshotId(@JsonValue String value) implements Comparable<SnapshotId> {
  /** What every value starts with. */
  public static final String PREFIX = "s-";

  @JsonCreator
  public SnapshotId {
    IdFormat.requirePrefixed("snapshot id", PREFIX, value);
  }

  @Override
  public int compareTo(SnapshotId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
