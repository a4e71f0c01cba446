package io.sealift.telemetry;

/**
 * The name of every metric, as Micrometer knows it; Prometheus shows dots as underscores and adds
 * units.
 */
public final class MetricNames {
  /**
   * Counter, bytes; tag {@code path}: sendfile, user-copy, sealed, resealed, verbatim, zero,
   * uploaded, downloaded.
   */
  public static final String BYTES = "sealift.bytes";

  /** Counter; tag {@code outcome}: sealed, failed. Segments that attempts of this agent ended. */
  public static final String SEGMENTS = "sealift.segments";

  /** Gauge; tags {@code region}, {@code state}. */
  public static final String TARGETS = "sealift.targets";

  /** Gauge; tag {@code state}. */
  public static final String JOBS = "sealift.jobs";

  /** Gauge; tag {@code region}: targets that wait for a place. */
  public static final String QUEUE_DEPTH = "sealift.queue.depth";

  /** Gauge, seconds; tag {@code region}: how long the first waiting target has waited. */
  public static final String QUEUE_AGE = "sealift.queue.age";

  /** Timer: from taking an input off Kafka to its decision being durable. */
  public static final String DECISION_LATENCY = "sealift.decision.latency";

  /** Timer; tags {@code operation}, {@code outcome}: calls of the key service. */
  public static final String KMS_CALLS = "sealift.kms.calls";

  /** Counter; tag {@code code}: attempts that failed, by failure code. */
  public static final String ATTEMPT_FAILURES = "sealift.attempt.failures";

  /** Counter; tag {@code region}: tasks that the engine published again. */
  public static final String REDISPATCHES = "sealift.redispatches";

  /** Counter: results that came too late, of an attempt that does not count. */
  public static final String FENCED_RESULTS = "sealift.fenced.results";

  /** Gauge: 1 where this coordinator owns the engine, else 0. */
  public static final String ENGINE_OWNER = "sealift.engine.owner";

  /** Counter: records that were appended to the journal. */
  public static final String JOURNAL_RECORDS = "sealift.journal.records";

  /** Gauge; attempts that run on this agent now. */
  public static final String ATTEMPTS_RUNNING = "sealift.attempts.running";

  /** Gauge, bytes: free space of the region's store, as this agent sees it. */
  public static final String STORE_FREE = "sealift.store.free";

  /** Gauge, bytes per second: what the self-test of the cipher measured at start. */
  public static final String SEAL_SPEED = "sealift.seal.speed";

  private MetricNames() {}
}
