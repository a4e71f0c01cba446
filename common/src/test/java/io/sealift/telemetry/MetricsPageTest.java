package io.sealift.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
  @Test
  void theNamesOnThePageAreThoseThatPrometheusShows() {
    try (Telemetry telemetry = new Telemetry()) {
      PrometheusMeterRegistry registry = telemetry.registry();
      registry.counter(MetricNames.BYTES, "path", "sendfile").increment();
      registry.timer(MetricNames.DECISION_LATENCY);
      Gauge.builder(MetricNames.STORE_FREE, () -> 1).baseUnit("bytes").register(registry);
      Gauge.builder(MetricNames.ENGINE_OWNER, () -> 1).register(registry);

      assertThat(List.of("sealift_bytes_total", "sealift_store_free_bytes", "sealift_engine_owner"))
          .allSatisfy(name -> assertThat(telemetry.scrape()).contains("\n" + name))
          .allSatisfy(name -> assertThat(MetricsPage.write()).contains("| `" + name + "` |"));
      assertThat(telemetry.scrape()).contains("\nsealift_decision_latency_seconds_count");
      assertThat(MetricsPage.write())
          .contains("| `sealift_decision_latency_seconds` | histogram |");
    }
  }

  @Test
  void durationsAreHistogramsOfFewBuckets() {
    try (Telemetry telemetry = new Telemetry()) {
      telemetry.registry().timer(MetricNames.KMS_CALLS).record(Duration.ofMillis(30));

      assertThat(telemetry.scrape())
          .contains("sealift_kms_calls_seconds_bucket{le=\"0.025\"} 0")
          .contains("sealift_kms_calls_seconds_bucket{le=\"0.1\"} 1")
          .contains("sealift_kms_calls_seconds_bucket{le=\"+Inf\"} 1");
      assertThat(telemetry.scrape().lines().filter(line -> line.contains("_bucket{")))
          .hasSize(Telemetry.BUCKETS.size() + 1);
    }
  }

  @Test
  void aTagOfAllIsOnTheProductsMetricsOnly() {
    try (Telemetry telemetry = new Telemetry()) {
      telemetry.tagAll("region", "north");
      telemetry.registry().counter(MetricNames.BYTES, "path", "zero").increment();

      assertThat(telemetry.scrape())
          .contains("sealift_bytes_total{path=\"zero\",region=\"north\"} 1");
      assertThat(telemetry.scrape().lines().filter(line -> line.startsWith("jvm_")))
          .noneMatch(line -> line.contains("region="));
    }
  }

  @Test
  void secondsThatAreCountedBearTheirUnit() {
    try (Telemetry telemetry = new Telemetry()) {
      Counter.builder(MetricNames.STAGE_TIME)
          .baseUnit("seconds")
          .tag("stage", "sync")
          .register(telemetry.registry());

      assertThat(telemetry.scrape()).contains("sealift_stage_time_seconds_total{stage=\"sync\"}");
      assertThat(MetricsPage.write()).contains("| `sealift_stage_time_seconds_total` | counter |");
    }
  }

  @Test
  void theJvmsOwnMetricsAreThereToo() {
    try (Telemetry telemetry = new Telemetry()) {
      assertThat(telemetry.scrape()).contains("jvm_memory_used_bytes", "jvm_threads_live_threads");
    }
  }
}
