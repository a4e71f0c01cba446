package io.sealift.agent.server;

import io.sealift.copy.SnapshotId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Why downloads ended in the middle, for the user who comes back: an answer that has begun can only
 * be broken off, so that its reason is the next answer. Each reason is told once, which lets a
 * segment that was mended be served again. Safe for use by many threads.
 */
final class BrokenDownloads {
  private static final int MAX_REASONS = 1000;

  private final Map<Segment, String> reasons = new LinkedHashMap<>();

  private record Segment(SnapshotId snapshot, int number) {}

  /** Keeps the reason; of too many the oldest is dropped. */
  synchronized void note(SnapshotId snapshot, int segment, String reason) {
    reasons.put(new Segment(snapshot, segment), reason);
    if (reasons.size() > MAX_REASONS) {
      reasons.remove(reasons.keySet().iterator().next());
    }
  }

  /** The reason, if the last download of the segment was broken off and nobody was told since. */
  synchronized Optional<String> take(SnapshotId snapshot, int segment) {
    return Optional.ofNullable(reasons.remove(new Segment(snapshot, segment)));
  }
}
