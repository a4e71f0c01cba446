package io.sealift.coordinator.api;

import io.sealift.coordinator.api.rpc.OldSignature;
import io.sealift.tls.TlsCertificate;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the API listens and what it bears.
 *
 * @param port 0 takes any that is free
 * @param maxConnections more are closed at once
 * @param maxEventStreams how many users may follow jobs at once
 * @param headDeadline how long the first request's head may take
 * @param idleTimeout how long a connection may be quiet, and a body may take
 * @param oldSignature whether requests signed the older way are taken
 * @param certificate with which HTTPS is served
 */
public record ApiSettings(
    String bindHost,
    int port,
    int maxConnections,
    int maxEventStreams,
    Duration headDeadline,
    Duration idleTimeout,
    OldSignature oldSignature,
    Optional<TlsCertificate> certificate) {
  private static final int MAX_PORT = 65_535;

  public ApiSettings {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port must be 0 to 65535: " + port);
    }
    if (maxConnections < 1 || maxEventStreams < 1) {
      throw new IllegalArgumentException(
          "there must be room for a connection and an event stream: %d, %d"
              .formatted(maxConnections, maxEventStreams));
    }
    if (headDeadline.toMillis() < 1 || idleTimeout.toMillis() < 1) {
      throw new IllegalArgumentException(
          "deadlines must be a millisecond or more: %s, %s".formatted(headDeadline, idleTimeout));
    }
  }

  /** The same over plain HTTP, with the older signature taken. */
  public ApiSettings(
      String bindHost,
      int port,
      int maxConnections,
      int maxEventStreams,
      Duration headDeadline,
      Duration idleTimeout) {
    this(
        bindHost,
        port,
        maxConnections,
        maxEventStreams,
        headDeadline,
        idleTimeout,
        OldSignature.ACCEPTED,
        Optional.empty());
  }

  /** The same settings for the older signature taken or refused. */
  public ApiSettings with(OldSignature other) {
    return new ApiSettings(
        bindHost,
        port,
        maxConnections,
        maxEventStreams,
        headDeadline,
        idleTimeout,
        other,
        certificate);
  }

  /** The same settings over HTTPS. */
  public ApiSettings with(TlsCertificate other) {
    return new ApiSettings(
        bindHost,
        port,
        maxConnections,
        maxEventStreams,
        headDeadline,
        idleTimeout,
        oldSignature,
        Optional.of(other));
  }

  /** The usual limits. */
  public static ApiSettings listeningOn(String bindHost, int port) {
    return new ApiSettings(
        bindHost, port, 1000, 200, Duration.ofSeconds(10), Duration.ofSeconds(30));
  }
}
