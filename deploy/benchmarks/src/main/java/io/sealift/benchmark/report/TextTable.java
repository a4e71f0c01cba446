package io.sealift.benchmark.report;

import io.sealift.benchmark.measure.Group;
import io.sealift.benchmark.measure.Outcome;
import io.sealift.benchmark.measure.Requirement;
import io.sealift.benchmark.measure.Series;
import java.util.Locale;

/** A group as text for people. */
public final class TextTable {
  private TextTable() {}

  /** The group's cases, then the ratios that are required. */
  public static String of(Group group) {
    StringBuilder text = new StringBuilder();
    text.append(group.title()).append('\n');
    text.append(
        line("%-34s %9s %9s %21s %9s", "", "GB/s", "median s", "fastest-slowest s", "cpu s/GiB"));
    for (Outcome outcome : group.outcomes()) {
      text.append(
          outcome instanceof Outcome.Measured measured
              ? row(measured.series())
              : line(
                  "%-34s not measured: %s",
                  outcome.name(), ((Outcome.NotMeasured) outcome).reason()));
    }
    for (Requirement.Judgement judgement : group.judgements()) {
      Requirement wanted = judgement.requirement();
      text.append(
          line(
              "%-34s %6.2f x %-24s at least %.1f x%s: %s",
              wanted.product(),
              judgement.ratio(),
              wanted.peer(),
              wanted.least(),
              wanted.aim().map(aim -> ", aim %.1f x".formatted(aim)).orElse(""),
              judgement.met() ? "met" : "MISSED"));
    }
    return text.toString();
  }

  private static String row(Series series) {
    return line(
        "%-34s %9.3f %9.3f %21s %9.2f",
        series.name(),
        series.rate() / 1e9,
        series.median(),
        String.format(Locale.ROOT, "%.3f-%.3f", series.fastest(), series.slowest()),
        series.cpuSecondsPerGib());
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values).stripTrailing() + "\n";
  }
}
