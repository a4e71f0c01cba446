package io.sealift.telemetry;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;

/** The metrics of one role in one process. Safe for use by many threads. */
public final class Telemetry implements AutoCloseable {
  /** The upper bounds of every histogram: few, because each is a series. */
  static final List<Duration> BUCKETS =
      List.of(
          Duration.ofMillis(1),
          Duration.ofMillis(5),
          Duration.ofMillis(25),
          Duration.ofMillis(100),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofMillis(2_500),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(300),
          Duration.ofSeconds(1_800),
          Duration.ofSeconds(7_200));

  private static final String PREFIX = "sealift.";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private volatile Tags common = Tags.empty();

  /** A new registry with the JVM's own metrics. */
  public Telemetry() {
    registry.config().meterFilter(new OwnMeters());
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    gc.bindTo(registry);
  }

  /** Gives a tag to every metric of the product that is registered from now on. */
  public void tagAll(String name, String value) {
    common = common.and(name, value);
  }

  /** Where meters are registered. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /** All metrics in Prometheus' text format 0.0.4. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }

  /** What the product's own meters have in common: their tags, and buckets of durations. */
  private final class OwnMeters implements MeterFilter {
    @Override
    public Meter.Id map(Meter.Id id) {
      return id.getName().startsWith(PREFIX) ? id.withTags(common) : id;
    }

    @Override
    public DistributionStatisticConfig configure(
        Meter.Id id, DistributionStatisticConfig otherwise) {
      if (id.getType() != Meter.Type.TIMER || !id.getName().startsWith(PREFIX)) {
        return otherwise;
      }
      return DistributionStatisticConfig.builder()
          .serviceLevelObjectives(BUCKETS.stream().mapToDouble(Duration::toNanos).toArray())
          .build()
          .merge(otherwise);
    }
  }
}
