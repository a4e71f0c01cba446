package io.sealift.agent.attempt;

import io.sealift.agent.transfer.Pacer;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.RegionId;
import io.sealift.protocol.ControlMessage.JobDirectives;
import io.sealift.protocol.TargetDirective;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The standing orders for this region's targets, and the pacer that all attempts at one target
 * share. Safe for use by many threads.
 */
public final class TargetDirectives {
  private final RegionId region;
  private final Map<CopyJobId, TargetDirective> directives = new ConcurrentHashMap<>();
  private final Map<CopyJobId, Pacer> pacers = new ConcurrentHashMap<>();

  /** No orders yet, for targets in this region. */
  public TargetDirectives(RegionId region) {
    this.region = region;
  }

  /** Takes the newest orders for a job; what runs follows within a tenth of a second. */
  public void apply(JobDirectives orders) {
    TargetDirective directive = orders.targets().getOrDefault(region, TargetDirective.RUN);
    if (directive.equals(TargetDirective.RUN)) {
      directives.remove(orders.jobId());
    } else {
      directives.put(orders.jobId(), directive);
    }
    pacers.computeIfPresent(
        orders.jobId(),
        (job, pacer) -> {
          pacer.limit(directive.maxBytesPerSecond());
          return pacer;
        });
  }

  /** Drops what is known of a job whose orders were removed from the topic. */
  public void forget(CopyJobId job) {
    directives.remove(job);
    pacers.remove(job);
  }

  /** The order for the job's target in this region. */
  public TargetDirective of(CopyJobId job) {
    return directives.getOrDefault(job, TargetDirective.RUN);
  }

  /** Holds all transfers for the job's target in this region, together, to its rate. */
  public Pacer pacer(CopyJobId job) {
    return pacers.computeIfAbsent(job, id -> new Pacer(of(id).maxBytesPerSecond()));
  }
}
