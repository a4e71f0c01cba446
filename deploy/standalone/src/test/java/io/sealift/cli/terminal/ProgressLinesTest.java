package io.sealift.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
  private static final long MIB = 1 << 20;

  private final StringWriter out = new StringWriter();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final ProgressLines lines = new ProgressLines(new PrintWriter(out), () -> now);

  private void report(long atMillis, String state, long doneMebibytes) {
    now = Instant.parse("2026-01-01T00:00:00Z").plusMillis(atMillis);
    lines.report("export", state, doneMebibytes * MIB, 1000 * MIB);
  }

  @Test
  void whatMovesIsShownWithRateAndTimeToGo() {
    report(0, "receiving", 0);
    report(500, "receiving", 50);
    report(1000, "receiving", 100);
    report(2000, "receiving", 300);
    report(2500, "receiving", 1000);

    assertThat(out.toString().lines())
        .containsExactly(
            "export: receiving  0%  0 B of 1000.0 MiB",
            "export: receiving  10%  100.0 MiB of 1000.0 MiB  100.0 MiB/s  ETA 00:09",
            "export: receiving  30%  300.0 MiB of 1000.0 MiB  200.0 MiB/s  ETA 00:03",
            "export: receiving  100%  1000.0 MiB of 1000.0 MiB  400.0 MiB/s");
  }

  @Test
  void theLongerItLastsTheRarerAreTheLines() {
    for (int second = 0; second < 600; second++) {
      report(1000L * second, "receiving", second);
    }

    assertThat(out.toString().lines()).hasSizeBetween(30, 70);
  }

  @Test
  void aChangeOfStateIsShownAtOnce() {
    report(0, "CREATING", 10);
    report(1, "COMMITTING", 10);
    report(2, "COMMITTING", 10);

    assertThat(out.toString().lines()).hasSize(2);
  }
}
