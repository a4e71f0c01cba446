package io.sealift.agent;

import io.sealift.copy.AgentId;
import io.sealift.copy.RegionId;
import io.sealift.kafka.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a region agent must be told.
 *
 * @param storeDirectory the region's store, which its agents share
 * @param keyRingDirectory the region's key ring, which its agents share
 * @param advertisedHost the name or address under which other agents and users reach this one
 */
public record RegionAgentSettings(
    AgentId agentId,
    RegionId region,
    KafkaSettings kafka,
    Path storeDirectory,
    Path keyRingDirectory,
    String bindHost,
    String advertisedHost,
    Ports ports,
    Limits limits) {

  /** Where the agent listens; 0 means any free port. */
  public record Ports(int block, int control, int management) {
    /** Any free ports. */
    public static final Ports ANY = new Ports(0, 0, 0);
  }

  /**
   * How much the agent does at once, and how long it waits.
   *
   * @param slots attempts at once
   * @param acquisitionLock after which silence Kafka gives a task to another agent; the broker
   *     bounds it
   * @param sweepPeriod time between two sweeps of the store
   * @param strayAge how old a file of a committed snapshot must be, that no manifest names, to be
   *     deleted
   */
  public record Limits(
      int slots, Duration acquisitionLock, Duration sweepPeriod, Duration strayAge) {
    /**
     * Two slots, 15 seconds of lock, a sweep each 20 seconds, files are strays after 10 minutes.
     */
    public static final Limits DEFAULT =
        new Limits(2, Duration.ofSeconds(15), Duration.ofSeconds(20), Duration.ofMinutes(10));

    private static final int MAX_SLOTS = 64;

    public Limits {
      if (slots < 1 || slots > MAX_SLOTS) {
        throw new IllegalArgumentException("slots must be 1 to %d: %d".formatted(MAX_SLOTS, slots));
      }
    }
  }
}
