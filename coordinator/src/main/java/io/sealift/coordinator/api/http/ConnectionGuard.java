package io.sealift.coordinator.api.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many connections there are, and how long one may take to send something: a byte now
 * and then keeps the idle timeout away, so each head and each body has a deadline of its own. Its
 * methods run on the server's event loop.
 */
public final class ConnectionGuard {
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final int maxConnections;
  private final Duration headDeadline;
  private final Duration bodyDeadline;
  private final Duration nextHeadDeadline;
  private final Map<HttpConnection, Long> timers = new ConcurrentHashMap<>();

  /**
   * A guard with these limits.
   *
   * @param headDeadline from the connection to its first complete head
   * @param idle how long a connection may be quiet between requests
   */
  public ConnectionGuard(Vertx vertx, int maxConnections, Duration headDeadline, Duration idle) {
    this.vertx = vertx;
    this.maxConnections = maxConnections;
    this.headDeadline = headDeadline;
    this.bodyDeadline = idle;
    this.nextHeadDeadline = idle.plus(headDeadline);
  }

  /** A connection was opened. */
  public void opened(HttpConnection connection) {
    if (timers.size() >= maxConnections) {
      connection.close();
      return;
    }
    connection.closeHandler(closed -> cancel(timers.remove(connection)));
    // A client that goes away is no error of ours; without a handler it is logged as one.
    connection.exceptionHandler(gone -> {});
    await(connection, headDeadline);
  }

  /** A request's head has come; its body has to follow. */
  public void awaitBody(HttpConnection connection) {
    await(connection, bodyDeadline);
  }

  /** All of a request has come; from now on the client waits for us. */
  public void arrived(HttpConnection connection) {
    timers.computeIfPresent(
        connection,
        (key, timer) -> {
          cancel(timer);
          return 0L;
        });
  }

  /** A request was answered; the next may follow. */
  public void answered(HttpConnection connection) {
    if (timers.containsKey(connection)) {
      await(connection, nextHeadDeadline);
    }
  }

  /** A request was answered before all of it had come. */
  public void closeSoon(HttpConnection connection) {
    await(connection, LINGER);
  }

  /** How many connections are open. */
  int size() {
    return timers.size();
  }

  private void await(HttpConnection connection, Duration deadline) {
    long timer = vertx.setTimer(deadline.toMillis(), late -> connection.close());
    cancel(timers.put(connection, timer));
  }

  private void cancel(@Nullable Long timer) {
    if (timer != null) {
      vertx.cancelTimer(timer);
    }
  }
}
