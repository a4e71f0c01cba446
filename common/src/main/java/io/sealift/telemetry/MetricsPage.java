package io.sealift.telemetry;

import static java.util.stream.Collectors.joining;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes the reference page of all metrics from their descriptions. */
public final class MetricsPage {
  private static final PrometheusNamingConvention PROMETHEUS = new PrometheusNamingConvention();

  private MetricsPage() {}

  /** The whole page in Markdown. */
  public static String write() {
    List<String> lines = new ArrayList<>();
    lines.add("# Metrics");
    lines.add("");
    lines.add("<!-- Written from io.sealift.telemetry.MetricNames; do not edit. -->");
    lines.add("");
    lines.add(
        "Every role serves `/metrics` in Prometheus' text format, with these metrics where they"
            + " apply and the JVM's own beside them. What agents serve bears the tag `region`,"
            + " too.");
    lines.add("");
    lines.add(
        "A histogram has three series: `_bucket` with the tag `le`, `_count` and `_sum`. The bounds"
            + " of all are the same: "
            + Telemetry.BUCKETS.stream().map(MetricsPage::bound).collect(joining(", "))
            + ".");
    lines.add("");
    lines.add("| metric | kind | unit | tags | meaning |");
    lines.add("|---|---|---|---|---|");
    for (Field field : MetricNames.class.getDeclaredFields()) {
      if (field.getType() == String.class) {
        lines.add(row(field));
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private static String row(Field field) {
    @Nullable Metric metric = field.getAnnotation(Metric.class);
    if (metric == null) {
      throw new IllegalStateException("metric without a description: " + field.getName());
    }
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(
            prometheusName(value(field), metric),
            metric.kind() == Metric.Kind.TIMER
                ? "histogram"
                : metric.kind().name().toLowerCase(Locale.ROOT),
            metric.kind() == Metric.Kind.TIMER ? "seconds" : metric.unit(),
            String.join(
                "; ", Arrays.stream(metric.tags().split("; ")).map(MetricsPage::tag).toList()),
            metric.meaning());
  }

  private static String bound(Duration bound) {
    return bound.toMillis() % 1000 == 0 ? bound.toSeconds() + " s" : bound.toMillis() + " ms";
  }

  private static String tag(String tag) {
    int colon = tag.indexOf(':');
    return tag.isEmpty()
        ? ""
        : colon < 0 ? "`" + tag + "`" : "`" + tag.substring(0, colon) + "`" + tag.substring(colon);
  }

  private static String prometheusName(String name, Metric metric) {
    Meter.Type type =
        switch (metric.kind()) {
          case COUNTER -> Meter.Type.COUNTER;
          case GAUGE -> Meter.Type.GAUGE;
          case TIMER -> Meter.Type.TIMER;
        };
    @Nullable String unit =
        metric.unit().contains(" ") || metric.unit().isEmpty() ? null : metric.unit();
    // The registry adds the suffix of counters when it is scraped.
    return PROMETHEUS.name(name, type, unit)
        + (metric.kind() == Metric.Kind.COUNTER ? "_total" : "");
  }

  private static String value(Field field) {
    try {
      return String.valueOf(field.get(null));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("metric that is not public: " + field.getName(), e);
    }
  }
}
