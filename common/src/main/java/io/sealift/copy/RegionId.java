package io.sealift.copy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Names one region, a placement unit with its own agents, store and key service. Form: 1 to 40
 * lower-case letters, digits or inner hyphens.
 */
public record RegionId(@JsonValue String value) implements Comparable<RegionId> {
  @JsonCreator
  public RegionId {
    IdFormat.requireName("region id", value);
  }

  @Override
  public int compareTo(RegionId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
