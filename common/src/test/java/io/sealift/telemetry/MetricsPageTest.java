package io.sealift.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
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
      assertThat(MetricsPage.write()).contains("| `sealift_decision_latency_seconds` | timer |");
    }
  }

  @Test
  void theJvmsOwnMetricsAreThereToo() {
    try (Telemetry telemetry = new Telemetry()) {
      assertThat(telemetry.scrape()).contains("jvm_memory_used_bytes", "jvm_threads_live_threads");
    }
  }
}
