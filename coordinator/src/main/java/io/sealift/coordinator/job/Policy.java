package io.sealift.coordinator.job;

import io.sealift.coordinator.catalog.CatalogPolicy;
import io.sealift.copy.RegionId;
import java.time.Duration;
import java.util.Set;

/**
 * The limits that decisions obey.
 *
 * @param regions the regions of this cluster; no other may be named
 * @param maxTargets targets of one request, 5 by default
 * @param runningPerAccountAndRegion targets that run at once, 5 by default; the others wait
 * @param attemptsPerTask after so many failed attempts the target fails
 * @param windowPerSlot segment tasks given to a region for each of its agents' slots
 * @param startDeadline after which a task that nobody started, though there is a free slot, is
 *     published again
 * @param silence after which a task that was started and fell silent is published again
 * @param ticketValidity of the tickets in a task
 * @param uploadPatience after which an import without any upload fails
 * @param outcomeRetention how long a command's outcome is kept
 * @param requestRetention how long a request token is remembered after its job ended
 * @param stackRetention how long a stack is shown after its last image was copied
 * @param catalog what the rules of the ECS and KMS interfaces draw on
 */
public record Policy(
    Set<RegionId> regions,
    int maxTargets,
    int runningPerAccountAndRegion,
    int attemptsPerTask,
    int windowPerSlot,
    Duration startDeadline,
    Duration silence,
    Duration ticketValidity,
    Duration uploadPatience,
    Duration outcomeRetention,
    Duration requestRetention,
    Duration stackRetention,
    CatalogPolicy catalog) {
  /** The largest number of targets that a setting may allow. */
  public static final int MAX_TARGETS_LIMIT = 64;

  public Policy {
    regions = Set.copyOf(regions);
    if (maxTargets < 1 || maxTargets > MAX_TARGETS_LIMIT) {
      throw new IllegalArgumentException("max targets must be 1 to 64: " + maxTargets);
    }
    if (runningPerAccountAndRegion < 1 || attemptsPerTask < 1 || windowPerSlot < 1) {
      throw new IllegalArgumentException("limits must be 1 or more");
    }
  }

  /** The defaults, for a cluster of these regions. */
  public static Policy defaults(Set<RegionId> regions) {
    return new Policy(
        regions,
        5,
        5,
        5,
        2,
        Duration.ofSeconds(12),
        Duration.ofSeconds(30),
        Duration.ofMinutes(15),
        Duration.ofHours(24),
        Duration.ofMinutes(10),
        Duration.ofDays(7),
        Duration.ofMinutes(15),
        CatalogPolicy.defaults(regions));
  }

  /** The same policy with another limit on targets. */
  public Policy withMaxTargets(int limit) {
    return new Policy(
        regions,
        limit,
        runningPerAccountAndRegion,
        attemptsPerTask,
        windowPerSlot,
        startDeadline,
        silence,
        ticketValidity,
        uploadPatience,
        outcomeRetention,
        requestRetention,
        stackRetention,
        catalog);
  }

  /** The same policy with another limit on running targets. */
  public Policy withRunningPerAccountAndRegion(int limit) {
    return new Policy(
        regions,
        maxTargets,
        limit,
        attemptsPerTask,
        windowPerSlot,
        startDeadline,
        silence,
        ticketValidity,
        uploadPatience,
        outcomeRetention,
        requestRetention,
        stackRetention,
        catalog);
  }

  /** The same policy with other rules of the interfaces. */
  public Policy withCatalog(CatalogPolicy other) {
    return new Policy(
        regions,
        maxTargets,
        runningPerAccountAndRegion,
        attemptsPerTask,
        windowPerSlot,
        startDeadline,
        silence,
        ticketValidity,
        uploadPatience,
        outcomeRetention,
        requestRetention,
        stackRetention,
        other);
  }
}
