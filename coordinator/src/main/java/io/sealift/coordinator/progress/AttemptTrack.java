package io.sealift.coordinator.progress;

import io.sealift.copy.TaskId;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What one attempt said of itself: for each second the most bytes it named. The same reports in any
 * order, some of them twice, give the same track. Not safe for use by several threads.
 */
final class AttemptTrack {
  private final TaskId taskId;
  private final TreeMap<Long, Long> bytesBySecond = new TreeMap<>();
  private long mostBytes;
  private long lastSecond = Long.MIN_VALUE;
  private boolean hasForgotten;

  AttemptTrack(TaskId taskId) {
    this.taskId = taskId;
  }

  /** Notes that the attempt had done so many bytes at that time. */
  void said(long bytesDone, Instant at) {
    long second = at.getEpochSecond();
    mostBytes = Math.max(mostBytes, bytesDone);
    lastSecond = Math.max(lastSecond, second);
    bytesBySecond.merge(second, bytesDone, Math::max);
    NavigableMap<Long, Long> old =
        bytesBySecond.headMap(lastSecond - EtaEstimator.WINDOW_SECONDS, false);
    hasForgotten |= !old.isEmpty();
    old.clear();
  }

  TaskId taskId() {
    return taskId;
  }

  long mostBytes() {
    return mostBytes;
  }

  boolean isSilentSince(Instant time) {
    return lastSecond < time.getEpochSecond();
  }

  /** Adds what the attempt gained, second by second. */
  void addGains(EtaEstimator estimator) {
    if (bytesBySecond.isEmpty()) {
      return;
    }
    // Before its first word an attempt had done nothing; before the first remembered one, who
    // knows.
    long base = hasForgotten ? bytesBySecond.firstEntry().getValue() : 0;
    long since = hasForgotten ? bytesBySecond.firstKey() : bytesBySecond.firstKey() - 1;
    for (Map.Entry<Long, Long> entry : bytesBySecond.entrySet()) {
      if (entry.getValue() > base) {
        estimator.gained(entry.getValue() - base, since, entry.getKey());
        base = entry.getValue();
      }
      since = entry.getKey();
    }
  }
}
