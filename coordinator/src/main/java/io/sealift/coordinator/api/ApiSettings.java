package io.sealift.coordinator.api;

import io.sealift.coordinator.api.rpc.OldSignature;
import java.time.Duration;

/**
 * Where the API listens and what it bears.
 *
 * @param port 0 takes any that is free
 * @param maxConnections more are closed at once
 * @param maxEventStreams how many users may follow jobs at once
 * @param headDeadline how long the first request's head may take
 * @param idleTimeout how long a connection may be quiet, and a body may take
 * @param oldSignature whether requests signed the older way are taken
 */
public record ApiSettings(
    String bindHost,
    int port,
    int maxConnections,
    int maxEventStreams,
    Duration headDeadline,
    Duration idleTimeout,
    OldSignature oldSignature) {
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

  /** The same, with the older signature taken. */
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
        OldSignature.ACCEPTED);
  }

  /** The same settings for the older signature taken or refused. */
  public ApiSettings with(OldSignature other) {
    return new ApiSettings(
        bindHost, port, maxConnections, maxEventStreams, headDeadline, idleTimeout, other);
  }

  /** The usual limits. */
  public static ApiSettings listeningOn(String bindHost, int port) {
    return new ApiSettings(
        bindHost, port, 1000, 200, Duration.ofSeconds(10), Duration.ofSeconds(30));
  }
}
