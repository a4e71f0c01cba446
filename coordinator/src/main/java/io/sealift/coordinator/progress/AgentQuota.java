package io.sealift.coordinator.progress;

import io.sealift.copy.AgentId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How much one agent may say in a second, so that one that runs wild takes neither memory nor time
 * from what the others say. Confined to its reader's thread.
 */
final class AgentQuota {
  /** Far more than an agent says of all segments that it can move in a second. */
  static final int REPORTS_PER_SECOND = 2_000;

  private static final int MAX_AGENTS = 10_000;

  private final Map<AgentId, Second> seconds = new HashMap<>();

  /** What an agent has said in one second. */
  private record Second(long number, int reports) {}

  /** What becomes of a report. */
  enum Verdict {
    HEARD,
    /** The first of this second that is not heard. */
    FIRST_IGNORED,
    IGNORED
  }

  /** Counts a report that is heard at that time. */
  Verdict count(AgentId agent, Instant at) {
    if (seconds.size() >= MAX_AGENTS && !seconds.containsKey(agent)) {
      seconds.clear();
    }
    Second second =
        seconds.merge(
            agent,
            new Second(at.getEpochSecond(), 1),
            (held, one) ->
                one.number() > held.number()
                    ? one
                    : new Second(
                        held.number(), Math.min(held.reports(), REPORTS_PER_SECOND + 1) + 1));
    if (second.reports() <= REPORTS_PER_SECOND) {
      return Verdict.HEARD;
    }
    return second.reports() == REPORTS_PER_SECOND + 1 ? Verdict.FIRST_IGNORED : Verdict.IGNORED;
  }
}
