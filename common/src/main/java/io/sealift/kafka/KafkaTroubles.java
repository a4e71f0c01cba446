package io.sealift.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.sealift.telemetry.MetricNames;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process cannot do at Kafka at the moment, as its parts find out. A part tells each time
 * that a try fails, and tries again within seconds, so a trouble that nobody tells of any more is
 * over. Safe for use by many threads.
 */
public final class KafkaTroubles {
  private static final Logger LOGGER = LoggerFactory.getLogger(KafkaTroubles.class);
  private static final long MEMORY_NANOS = Duration.ofSeconds(10).toNanos();
  private final Map<String, Trouble> troubles = new TreeMap<>();

  private record Trouble(String reason, long toldAt) {}

  /** No trouble yet; the number of parts that have some becomes a gauge. */
  public KafkaTroubles(MeterRegistry meters) {
    meters.gauge(MetricNames.KAFKA_TROUBLES, this, KafkaTroubles::count);
  }

  /**
   * A try has failed.
   *
   * @param part what tried, in words: {@code topic sealift.agents}
   * @param reason why it failed; logged when it is news
   */
  public synchronized void tell(String part, String reason) {
    forgetOld();
    if (troubles.put(part, new Trouble(reason, System.nanoTime())) == null) {
      LOGGER.atWarn().addKeyValue("reason", part + ": " + reason).log("trouble with Kafka");
    }
  }

  /** The part has just done what it could not do before. */
  public synchronized void over(String part) {
    troubles.remove(part);
  }

  /** One trouble that lasts, in words. */
  public synchronized Optional<String> current() {
    forgetOld();
    return troubles.entrySet().stream()
        .findFirst()
        .map(trouble -> trouble.getKey() + ": " + trouble.getValue().reason());
  }

  private synchronized int count() {
    forgetOld();
    return troubles.size();
  }

  private void forgetOld() {
    long now = System.nanoTime();
    troubles.values().removeIf(trouble -> now - trouble.toldAt() > MEMORY_NANOS);
  }
}
