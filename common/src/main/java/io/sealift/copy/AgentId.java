package io.sealift.copy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Names one region agent. Form: 1 to 40 lower-case letters, digits or inner hyphens. */
public record AgentId(@JsonValue String value) implements Comparable<AgentId> {
  @JsonCreator
  public AgentId {
    IdFormat.requireName("agent id", value);
  }

  @Override
  public int compareTo(AgentId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
