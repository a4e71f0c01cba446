package io.sealift.telemetry;

import static io.sealift.telemetry.Metric.Kind.COUNTER;
import static io.sealift.telemetry.Metric.Kind.GAUGE;
import static io.sealift.telemetry.Metric.Kind.TIMER;

/**
 * The name of every metric, as Micrometer knows it. The page docs/metrics.md is written from the
 * descriptions here.
 */
public final class MetricNames {
  @Metric(
      kind = COUNTER,
      tags = "path: sendfile, user-copy, sealed, resealed, verbatim, zero, uploaded, downloaded",
      meaning =
          "Bytes by the path they took. sendfile and user-copy count how bytes left or reached a"
              + " socket; the others what became of them.")
  public static final String BYTES = "sealift.bytes";

  @Metric(
      kind = COUNTER,
      tags = "outcome: sealed, failed",
      meaning = "Segments that attempts of this agent ended.")
  public static final String SEGMENTS = "sealift.segments";

  @Metric(kind = GAUGE, tags = "region; state", meaning = "Targets of copy jobs.")
  public static final String TARGETS = "sealift.targets";

  @Metric(kind = GAUGE, tags = "state", meaning = "Copy jobs and imports.")
  public static final String JOBS = "sealift.jobs";

  @Metric(kind = GAUGE, tags = "region", meaning = "Targets that wait for a place.")
  public static final String QUEUE_DEPTH = "sealift.queue.depth";

  @Metric(
      kind = GAUGE,
      unit = "seconds",
      tags = "region",
      meaning = "How long the first waiting target has waited.")
  public static final String QUEUE_AGE = "sealift.queue.age";

  @Metric(kind = TIMER, meaning = "From taking an input off Kafka to its decision being durable.")
  public static final String DECISION_LATENCY = "sealift.decision.latency";

  @Metric(kind = TIMER, tags = "operation; outcome", meaning = "Calls of the key service.")
  public static final String KMS_CALLS = "sealift.kms.calls";

  @Metric(kind = COUNTER, tags = "code", meaning = "Attempts that failed, by failure code.")
  public static final String ATTEMPT_FAILURES = "sealift.attempt.failures";

  @Metric(kind = COUNTER, meaning = "Tasks that the engine published again.")
  public static final String REDISPATCHES = "sealift.redispatches";

  @Metric(
      kind = COUNTER,
      meaning = "Results that came too late, of an attempt that does not count.")
  public static final String FENCED_RESULTS = "sealift.fenced.results";

  @Metric(kind = GAUGE, meaning = "1 where this coordinator owns the engine, else 0.")
  public static final String ENGINE_OWNER = "sealift.engine.owner";

  @Metric(kind = COUNTER, meaning = "Records that were appended to the journal.")
  public static final String JOURNAL_RECORDS = "sealift.journal.records";

  @Metric(kind = GAUGE, meaning = "Attempts that run on this agent now.")
  public static final String ATTEMPTS_RUNNING = "sealift.attempts.running";

  @Metric(
      kind = GAUGE,
      unit = "bytes",
      meaning = "Free space of the region's store, as this agent sees it.")
  public static final String STORE_FREE = "sealift.store.free";

  @Metric(
      kind = GAUGE,
      unit = "bytes per second",
      meaning = "What the self-test of the cipher measured at start.")
  public static final String SEAL_SPEED = "sealift.seal.speed";

  private MetricNames() {}
}
