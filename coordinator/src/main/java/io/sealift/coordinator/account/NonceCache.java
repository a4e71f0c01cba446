package io.sealift.coordinator.account;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The nonces that were used lately, here or at other coordinators, by the minute in which their
 * requests become too old anyway. What is used here is bounded for each access key and in all: what
 * does not fit is refused, never forgotten early. Others' nonces always fit, for each of them keeps
 * the same bounds. A clock that was ahead and goes back brings no request a second time: whatever
 * may have been forgotten by then is refused. Safe for use by many threads.
 */
public final class NonceCache {
  private static final int MAX_NONCES_PER_KEY = 250_000;
  private static final int MAX_NONCES = 600_000;
  private static final String NO_CLAIM_YET = "";

  /** What became of a nonce. */
  enum Answer {
    FRESH,
    USED,
    /** Whether it was used is not known any more. */
    FORGOTTEN,
    FULL
  }

  private record Nonce(String accessKeyId, String text) {}

  private final int maxPerKey;
  private final int maxInAll;
  private final TreeMap<Long, Map<Nonce, String>> claims = new TreeMap<>();
  private final Map<String, Integer> perKey = new HashMap<>();
  private int size;
  private long forgottenBefore = Long.MIN_VALUE;

  /** An empty one with the usual bounds. */
  public NonceCache() {
    this(MAX_NONCES_PER_KEY, MAX_NONCES);
  }

  NonceCache(int maxPerKey, int maxInAll) {
    this.maxPerKey = maxPerKey;
    this.maxInAll = maxInAll;
  }

  /** Takes a nonce that must not be used again before {@code expires}. */
  synchronized Answer use(String accessKeyId, String text, Instant expires, Instant now) {
    forgetBefore(minuteOf(now));
    Nonce nonce = new Nonce(accessKeyId, text);
    if (holderOf(nonce) != null) {
      return Answer.USED;
    }
    if (minuteOf(expires) < forgottenBefore) {
      return Answer.FORGOTTEN;
    }
    if (size >= maxInAll || perKey.getOrDefault(accessKeyId, 0) >= maxPerKey) {
      return Answer.FULL;
    }
    add(nonce, expires, NO_CLAIM_YET);
    return Answer.FRESH;
  }

  /** Whether a nonce was used, here or elsewhere, and is not forgotten. */
  synchronized boolean knows(String accessKeyId, String text) {
    return holderOf(new Nonce(accessKeyId, text)) != null;
  }

  /**
   * Takes note of a claim; claims are to be heard in one and the same order everywhere.
   *
   * @return whether it is the first for its nonce
   */
  public synchronized boolean heard(NonceClaim claim, Instant now) {
    long minute = minuteOf(now);
    forgetBefore(minute);
    Nonce nonce = new Nonce(claim.accessKeyId(), claim.nonce());
    Map<Nonce, String> holder = holderOf(nonce);
    if (holder == null) {
      if (minuteOf(claim.expires()) >= minute) {
        add(nonce, claim.expires(), claim.claimId());
      }
      return true;
    }
    if (NO_CLAIM_YET.equals(holder.get(nonce))) {
      holder.put(nonce, claim.claimId());
    }
    return claim.claimId().equals(holder.get(nonce));
  }

  private @Nullable Map<Nonce, String> holderOf(Nonce nonce) {
    for (Map<Nonce, String> used : claims.values()) {
      if (used.containsKey(nonce)) {
        return used;
      }
    }
    return null;
  }

  private void add(Nonce nonce, Instant expires, String claimId) {
    claims.computeIfAbsent(minuteOf(expires), minute -> new HashMap<>()).put(nonce, claimId);
    perKey.merge(nonce.accessKeyId(), 1, Integer::sum);
    size++;
  }

  private void forgetBefore(long minute) {
    forgottenBefore = Math.max(forgottenBefore, minute);
    while (!claims.isEmpty() && claims.firstKey() < minute) {
      Map<Nonce, String> old = claims.pollFirstEntry().getValue();
      size -= old.size();
      old.keySet()
          .forEach(
              nonce ->
                  perKey.computeIfPresent(
                      nonce.accessKeyId(), (key, count) -> count == 1 ? null : count - 1));
    }
  }

  private static long minuteOf(Instant time) {
    return time.getEpochSecond() / Duration.ofMinutes(1).toSeconds();
  }
}
