package io.sealift.coordinator.audit;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which denials have a record of their own, and how many have none. Those that the limit of
 * refusals answers have none, and neither have those above a thousand in a minute, wherever they
 * come from: else whoever has many addresses could fill the disk. Safe for use by many threads.
 */
final class DenialTally {
  /** How many denials of a minute have records of their own. */
  static final int MOST_RECORDS = 1_000;

  /** The codes with which too many refused requests of an address are answered. */
  private static final Set<String> LIMITED = Set.of("TOO_MANY_REQUESTS", "Throttling");

  private static final int MOST_ADDRESSES = 1_000;
  private static final String OTHERS = "others";
  private static final long MINUTE_SECONDS = 60;

  private final Map<String, Long> counts = new TreeMap<>();
  private long minute;
  private int records;

  /** Whether the denial has a record of its own; if not, it is counted. */
  synchronized boolean hasRecordOfItsOwn(String from, String code, Instant now) {
    long present = Math.floorDiv(now.getEpochSecond(), MINUTE_SECONDS);
    if (present != minute) {
      minute = present;
      records = 0;
    }
    if (!LIMITED.contains(code) && records < MOST_RECORDS) {
      records++;
      return true;
    }
    boolean hasRoom = counts.size() < MOST_ADDRESSES || counts.containsKey(from);
    counts.merge(hasRoom ? from : OTHERS, 1L, Long::sum);
    return false;
  }

  /** How many had none since this was asked the last time, by where they came from. */
  synchronized Map<String, Long> take() {
    Map<String, Long> taken = new TreeMap<>(counts);
    counts.clear();
    return taken;
  }
}
