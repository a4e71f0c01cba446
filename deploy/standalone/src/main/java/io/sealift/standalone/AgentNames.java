package io.sealift.standalone;

import io.sealift.copy.AgentId;
import io.sealift.copy.RegionId;

/**
 * The names of a cluster's agents: the same after each start, so that a restarted agent takes its
 * own place again.
 */
final class AgentNames {
  private static final int LONGEST_REGION = 30;

  private AgentNames() {}

  /** For example {@code a-1}. Of a long region's name only the beginning and a hash are kept. */
  static AgentId of(RegionId region, int number) {
    String name = region.value();
    if (name.length() > LONGEST_REGION) {
      name =
          name.substring(0, LONGEST_REGION - Integer.BYTES * 2) + "%08x".formatted(name.hashCode());
    }
    return new AgentId(name + "-" + number);
  }
}
