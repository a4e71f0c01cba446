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
      unit = "bytes",
      meaning = "Size of the file system that the region's store is on.")
  public static final String STORE_SIZE = "sealift.store.size";

  @Metric(
      kind = GAUGE,
      unit = "bytes per second",
      meaning = "What the self-test of the cipher measured at start.")
  public static final String SEAL_SPEED = "sealift.seal.speed";

  @Metric(
      kind = GAUGE,
      tags = "region; state: alive, silent",
      meaning = "Agents that have registered; every region of the cluster has a row.")
  public static final String AGENTS = "sealift.agents";

  @Metric(
      kind = GAUGE,
      tags = "region; state: free, busy",
      meaning = "Attempts that the region's live agents can run at once.")
  public static final String SLOTS = "sealift.slots";

  @Metric(kind = GAUGE, tags = "region; state", meaning = "Keys of the region's key service.")
  public static final String KEYS = "sealift.keys";

  @Metric(
      kind = GAUGE,
      unit = "seconds",
      tags = "region",
      meaning = "Until the region's next key is deleted; absent while no key waits for that.")
  public static final String KEY_DELETION = "sealift.key.deletion";

  @Metric(
      kind = GAUGE,
      unit = "bytes",
      tags = "job_id; region",
      meaning =
          "What a running target has to copy. Of the metrics by job there are at most 200 rows,"
              + " those of the targets that have run the longest.")
  public static final String TARGET_SIZE = "sealift.target.size";

  @Metric(
      kind = GAUGE,
      unit = "bytes",
      tags = "job_id; region",
      meaning = "What a running target has copied.")
  public static final String TARGET_DONE = "sealift.target.done";

  @Metric(
      kind = GAUGE,
      unit = "bytes per second",
      tags = "job_id; region",
      meaning = "How fast a running target goes; absent while that is unknown.")
  public static final String TARGET_SPEED = "sealift.target.speed";

  @Metric(
      kind = GAUGE,
      unit = "bytes per second",
      tags = "job_id; region",
      meaning = "The rate that its user holds a running target to; absent without one.")
  public static final String TARGET_LIMIT = "sealift.target.limit";

  @Metric(
      kind = GAUGE,
      unit = "seconds",
      tags = "job_id; region",
      meaning = "How long a running target will still take; absent while that is unknown.")
  public static final String TARGET_REMAINING = "sealift.target.remaining";

  @Metric(
      kind = GAUGE,
      unit = "seconds",
      tags = "job_id; region",
      meaning = "Since when a running copy is in its state: preflight, creating or committing.")
  public static final String TARGET_RUNNING = "sealift.target.running";

  @Metric(
      kind = GAUGE,
      unit = "seconds",
      tags = "job_id; region",
      meaning = "For how long neither the bytes nor the state of a running copy have changed.")
  public static final String TARGET_STALLED = "sealift.target.stalled";

  @Metric(
      kind = TIMER,
      tags = "region",
      meaning = "How long targets waited for a place until they began.")
  public static final String QUEUE_WAIT = "sealift.queue.wait";

  @Metric(
      kind = TIMER,
      tags = "region; outcome: available, create-failed, cancelled",
      meaning = "From asking for a target to its end.")
  public static final String TARGET_DURATION = "sealift.target.duration";

  @Metric(
      kind = GAUGE,
      tags = "region",
      meaning = "Records of the region's task topic that no agent has done yet.")
  public static final String TASK_LAG = "sealift.task.lag";

  @Metric(kind = TIMER, meaning = "From publishing a task to an agent's taking it.")
  public static final String TASK_WAIT = "sealift.task.wait";

  @Metric(
      kind = TIMER,
      tags = "kind; outcome: done, failed",
      meaning = "Attempts by the kind of their task.")
  public static final String ATTEMPT_DURATION = "sealift.attempt.duration";

  @Metric(
      kind = COUNTER,
      unit = "seconds",
      tags = "stage: key-service, turn, limit, network, open, seal, write, sync",
      meaning =
          "Where the time of copying segments goes. network is waiting for the source's bytes, so"
              + " the source's reading is in it; limit is waiting because of the job's rate; turn"
              + " is waiting, with a task in hand, while the agent's slots copy others; open and"
              + " write include the checks of what came.")
  public static final String STAGE_TIME = "sealift.stage.time";

  @Metric(
      kind = GAUGE,
      unit = "seconds",
      tags = "certificate: agent-control, agent-management, api, kafka-client",
      meaning = "How long a certificate that this process presents is still valid.")
  public static final String CERTIFICATE_REMAINING = "sealift.certificate.remaining";

  @Metric(
      kind = GAUGE,
      meaning =
          "What this process cannot do at Kafka now: topics and other parts that are missing,"
              + " refused or not answered. It is not ready while this is not 0.")
  public static final String KAFKA_TROUBLES = "sealift.kafka.troubles";

  @Metric(
      kind = COUNTER,
      meaning =
          "Requests to this coordinator that were not authentic: wrong or stale signatures,"
              + " unknown or disabled keys, nonces and tokens that do not count.")
  public static final String AUTHENTICATION_REFUSALS = "sealift.authentication.refusals";

  @Metric(
      kind = COUNTER,
      meaning =
          "Addresses that this coordinator told to come later, because too many of their requests"
              + " in a minute were not authentic. Each counts once a minute; the log names it.")
  public static final String ADDRESSES_THROTTLED = "sealift.addresses.throttled";

  @Metric(
      kind = COUNTER,
      meaning =
          "Records of the audit log that were not written to its file; each is in the log, as an"
              + " error.")
  public static final String AUDIT_FAILURES = "sealift.audit.failures";

  private MetricNames() {}
}
