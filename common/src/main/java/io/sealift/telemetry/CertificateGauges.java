package io.sealift.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/** For how long the certificates that a process shows are still valid. */
public final class CertificateGauges {
  private CertificateGauges() {}

  /**
   * Adds a certificate.
   *
   * @param name what it is shown for, as {@code api}
   * @param expiresAt asked at each scrape
   */
  public static void register(
      MeterRegistry meters, String name, InstantSource clock, Supplier<Instant> expiresAt) {
    Gauge.builder(
            MetricNames.CERTIFICATE_REMAINING,
            () -> Duration.between(clock.instant(), expiresAt.get()).toSeconds())
        .baseUnit("seconds")
        .tag("certificate", name)
        .register(meters);
  }
}
