package io.sealift.cli.terminal;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Plain lines where no terminal is: at each change of state, while bytes move (the rarer the longer
 * that lasts), and when all are there.
 */
public final class ProgressLines implements ProgressDisplay {
  private static final long LINES_PER_DOUBLING = 4;
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(15);

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
    Shown last = shown.get(work);
    if (last == null || !last.state.equals(state)) {
      shown.put(work, new Shown(state, now, bytesDone, now, bytesDone));
      print(work, state, bytesDone, bytesTotal, "");
      return;
    }
    boolean complete = bytesDone == bytesTotal;
    if (last.bytesDone == bytesDone || (!complete && now.isBefore(last.nextLine()))) {
      return;
    }
    shown.put(work, new Shown(state, last.since, last.firstBytes, now, bytesDone));
    // The last line tells of the whole work.
    long bytesPerSecond =
        complete
            ? perSecond(bytesDone - last.firstBytes, Duration.between(last.since, now))
            : perSecond(bytesDone - last.bytesDone, Duration.between(last.at, now));
    String rate = "  " + Amounts.bytes(bytesPerSecond) + "/s";
    if (bytesTotal > bytesDone) {
      rate += "  ETA " + Amounts.clock((bytesTotal - bytesDone) / bytesPerSecond);
    }
    print(work, state, bytesDone, bytesTotal, rate);
  }

  private void print(String work, String state, long bytesDone, long bytesTotal, String rate) {
    StringBuilder line = new StringBuilder(work).append(": ").append(state);
    if (bytesTotal > 0) {
      line.append("  ").append(100 * bytesDone / bytesTotal).append("%  ");
      line.append(Amounts.bytes(bytesDone)).append(" of ").append(Amounts.bytes(bytesTotal));
    }
    out.println(line.append(rate));
    out.flush();
  }

  private static long perSecond(long bytes, Duration elapsed) {
    return Math.max(1, bytes * 1000 / Math.max(1, elapsed.toMillis()));
  }

  @Override
  public void close() {
    out.flush();
  }

  /** The last line of a work, and where its state began. */
  private record Shown(String state, Instant since, long firstBytes, Instant at, long bytesDone) {
    Instant nextLine() {
      Duration pause = Duration.between(since, at).dividedBy(LINES_PER_DOUBLING);
      return at.plus(
          pause.compareTo(SHORTEST) < 0
              ? SHORTEST
              : pause.compareTo(LONGEST) > 0 ? LONGEST : pause);
    }
  }
}
