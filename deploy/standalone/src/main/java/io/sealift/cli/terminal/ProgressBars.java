package io.sealift.cli.terminal;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** One bar per work, with rate and time to go, on a terminal. */
public final class ProgressBars implements ProgressDisplay {
  private static final int REDRAW_MILLIS = 200;
  private static final int COLUMNS = 118;

  private final Map<String, ProgressBar> bars = new LinkedHashMap<>();

  @Override
  public void report(String work, String state, long bytesDone, long bytesTotal) {
    ProgressBar bar = bars.computeIfAbsent(work, ProgressBars::start);
    if (bytesTotal > 0) {
      bar.maxHint(bytesTotal);
    }
    bar.stepTo(bytesDone);
    bar.setExtraMessage(" " + state.toLowerCase(Locale.ROOT));
  }

  @Override
  public void close() {
    bars.values().forEach(ProgressBar::close);
  }

  private static ProgressBar start(String work) {
    return new ProgressBarBuilder()
        .setTaskName(work)
        .setInitialMax(-1)
        .setUnit("MiB", 1 << 20)
        .setUpdateIntervalMillis(REDRAW_MILLIS)
        .setStyle(ProgressBarStyle.ASCII)
        .setMaxRenderedLength(COLUMNS)
        .showSpeed()
        .build();
  }
}
