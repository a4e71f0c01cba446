package io.sealift.coordinator.account;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The nonces that were used lately, by the minute in which their requests become too old anyway.
 * Bounded for each access key and in all; what does not fit is refused, never forgotten early. Safe
 * for use by many threads.
 */
final class NonceCache {
  /** What became of a nonce. */
  enum Answer {
    FRESH,
    USED,
    FULL
  }

  private record Nonce(String accessKeyId, String text) {}

  private final int maxPerKey;
  private final int maxInAll;
  private final TreeMap<Long, Set<Nonce>> byMinute = new TreeMap<>();
  private final Map<String, Integer> perKey = new HashMap<>();
  private int size;

  NonceCache(int maxPerKey, int maxInAll) {
    this.maxPerKey = maxPerKey;
    this.maxInAll = maxInAll;
  }

  /** Takes a nonce that must not be used again before {@code expires}. */
  synchronized Answer use(String accessKeyId, String text, Instant expires, Instant now) {
    forgetBefore(minuteOf(now));
    Nonce nonce = new Nonce(accessKeyId, text);
    if (byMinute.values().stream().anyMatch(used -> used.contains(nonce))) {
      return Answer.USED;
    }
    if (size >= maxInAll || perKey.getOrDefault(accessKeyId, 0) >= maxPerKey) {
      return Answer.FULL;
    }
    byMinute.computeIfAbsent(minuteOf(expires), minute -> new HashSet<>()).add(nonce);
    perKey.merge(accessKeyId, 1, Integer::sum);
    size++;
    return Answer.FRESH;
  }

  private void forgetBefore(long minute) {
    while (!byMinute.isEmpty() && byMinute.firstKey() < minute) {
      Set<Nonce> old = byMinute.pollFirstEntry().getValue();
      size -= old.size();
      old.forEach(
          nonce ->
              perKey.computeIfPresent(
                  nonce.accessKeyId(), (key, count) -> count == 1 ? null : count - 1));
    }
  }

  private static long minuteOf(Instant time) {
    return time.getEpochSecond() / Duration.ofMinutes(1).toSeconds();
  }
}
