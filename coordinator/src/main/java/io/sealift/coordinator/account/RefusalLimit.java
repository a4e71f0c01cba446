package io.sealift.coordinator.account;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sealift.telemetry.MetricNames;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many requests of one address may fail to authenticate in a minute. What is above is told to
 * come later instead of what was wrong with it, and the log names the address. A good signature
 * always passes, so nobody shuts out others who share an address. Safe for use by many threads.
 */
public final class RefusalLimit {
  private static final Logger LOGGER = LoggerFactory.getLogger(RefusalLimit.class);
  private static final int USUAL = 100;
  private static final int MAX_ADDRESSES = 10_000;
  private static final long MINUTE_SECONDS = 60;
  // Addresses for which there is no room are counted as one.
  private static final String OTHERS = "others";

  private final int most;
  private final Counter refusals;
  private final Counter throttled;
  private final Map<String, Integer> counts = new HashMap<>();
  private long minute;

  /** So many in a minute. */
  public RefusalLimit(int most, MeterRegistry meters) {
    this.most = most;
    this.refusals = meters.counter(MetricNames.AUTHENTICATION_REFUSALS);
    this.throttled = meters.counter(MetricNames.ADDRESSES_THROTTLED);
  }

  /** A hundred in a minute. */
  public static RefusalLimit usual(MeterRegistry meters) {
    return new RefusalLimit(USUAL, meters);
  }

  /** Counts a refusal; whether the address may still be told why. */
  public boolean count(String address, Instant now) {
    int count = counted(address, Math.floorDiv(now.getEpochSecond(), MINUTE_SECONDS));
    refusals.increment();
    if (count == most + 1) {
      throttled.increment();
      LOGGER
          .atWarn()
          .addKeyValue("address", address)
          .log("many requests of an address are not authentic");
    }
    return count <= most;
  }

  private synchronized int counted(String address, long present) {
    if (minute != present) {
      minute = present;
      counts.clear();
    }
    boolean hasRoom = counts.size() < MAX_ADDRESSES || counts.containsKey(address);
    return counts.merge(hasRoom ? address : OTHERS, 1, Integer::sum);
  }
}
