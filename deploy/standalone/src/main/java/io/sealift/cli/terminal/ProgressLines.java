package io.sealift.cli.terminal;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Plain lines where no terminal is: at each change of state, and every few seconds while bytes
 * move.
 */
public final class ProgressLines implements ProgressDisplay {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final Map<String, Shown> shown = new LinkedHashMap<>();
  private final PrintWriter out;
  private final InstantSource clock;

  /** Writes to {@code out}, paced by the clock. */
  public ProgressLines(PrintWriter out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
  }

  @Override
  public void report(String work, String state, long bytesDone, long bytesTotal) {
    Instant now = clock.instant();
    Shown last = shown.getOrDefault(work, new Shown("", 0, Instant.EPOCH));
    boolean sameState = last.state.equals(state);
    Duration elapsed = Duration.between(last.at, now);
    if (sameState && (last.bytesDone == bytesDone || elapsed.compareTo(INTERVAL) < 0)) {
      return;
    }
    shown.put(work, new Shown(state, bytesDone, now));
    StringBuilder line = new StringBuilder(work).append(": ").append(state);
    if (bytesTotal > 0) {
      line.append("  ").append(100 * bytesDone / bytesTotal).append("%  ");
      line.append(Amounts.bytes(bytesDone)).append(" of ").append(Amounts.bytes(bytesTotal));
    }
    if (sameState) {
      long bytesPerSecond =
          Math.max(1, (bytesDone - last.bytesDone) * 1000 / Math.max(1, elapsed.toMillis()));
      line.append("  ").append(Amounts.bytes(bytesPerSecond)).append("/s");
      if (bytesTotal > bytesDone) {
        line.append("  ETA ").append(Amounts.clock((bytesTotal - bytesDone) / bytesPerSecond));
      }
    }
    out.println(line);
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }

  private record Shown(String state, long bytesDone, Instant at) {}
}
