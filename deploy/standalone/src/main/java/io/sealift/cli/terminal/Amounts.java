package io.sealift.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/** Bytes, rates and times as people read them. */
public final class Amounts {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  private static final int UNIT = 1024;
  private static final long SECONDS_PER_HOUR = 3600;

  private Amounts() {}

  /** For example {@code 1.5 GiB}. */
  public static String bytes(long count) {
    double value = count;
    int unit = 0;
    while (value >= UNIT && unit < UNITS.length - 1) {
      value /= UNIT;
      unit++;
    }
    return unit == 0 ? count + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }

  /** For example {@code 350.0 MiB/s}. */
  public static String rate(long bytes, Duration elapsed) {
    return bytes((long) (bytes / Math.max(elapsed.toNanos() / 1e9, 1e-3))) + "/s";
  }

  /** For example {@code 1:02:03} or {@code 02:03}. */
  public static String clock(long seconds) {
    long hours = seconds / SECONDS_PER_HOUR;
    String rest =
        String.format(Locale.ROOT, "%02d:%02d", seconds % SECONDS_PER_HOUR / 60, seconds % 60);
    return hours == 0 ? rest : hours + ":" + rest;
  }
}
