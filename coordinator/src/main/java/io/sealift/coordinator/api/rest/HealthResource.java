package io.sealift.coordinator.api.rest;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.sealift.coordinator.api.http.Answer;
import io.sealift.coordinator.api.http.ApiException;
import io.sealift.coordinator.api.http.Call;
import io.sealift.coordinator.api.http.Routes;
import io.sealift.coordinator.view.ClusterGauges;
import io.sealift.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** {@code /health} and {@code /metrics}, for whoever watches over the coordinator. */
public final class HealthResource {
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private record StatusJson(String status) {}

  private final Telemetry telemetry;
  private final ClusterGauges gauges;
  private final Supplier<Optional<String>> whyNotReady;
  private final InstantSource clock;

  /** The health of a coordinator; {@code whyNotReady} is empty when it can take requests. */
  public HealthResource(
      Telemetry telemetry,
      ClusterGauges gauges,
      Supplier<Optional<String>> whyNotReady,
      InstantSource clock) {
    this.telemetry = telemetry;
    this.gauges = gauges;
    this.whyNotReady = whyNotReady;
    this.clock = clock;
  }

  /** Adds its routes. */
  public void addTo(Routes routes) {
    routes
        .open("/health/live", call -> completedFuture(Answer.ok(new StatusJson("live"))))
        .open("/health/ready", this::ready)
        .open("/metrics", this::metrics);
  }

  private CompletionStage<Answer> ready(Call call) {
    whyNotReady
        .get()
        .ifPresent(
            reason -> {
              throw ApiException.unavailable("coordinator: " + reason);
            });
    return completedFuture(Answer.ok(new StatusJson("ready")));
  }

  private CompletionStage<Answer> metrics(Call call) {
    gauges.refresh(clock.instant());
    return completedFuture(new Answer.Text(200, METRICS_TYPE, telemetry.scrape()));
  }
}
