package io.sealift.agent.transfer;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections that are too many, and those whose client does not finish a request head in
 * time: an idle timeout alone is reset by each byte. Give it to a server as connection handler and
 * call {@link #requested} for each request.
 */
public final class ConnectionGuard implements Handler<HttpConnection> {
  private static final Logger LOGGER = LoggerFactory.getLogger(ConnectionGuard.class);
  private static final long NO_TIMER = -1;
  private final Map<HttpConnection, Long> deadlines = new ConcurrentHashMap<>();
  private final Vertx vertx;

  /** A guard for one server. */
  public ConnectionGuard(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public void handle(HttpConnection connection) {
    if (deadlines.size() >= HttpLimits.MAX_CONNECTIONS) {
      LOGGER.atWarn().log("connection closed: too many");
      connection.close();
      return;
    }
    startDeadline(connection, HttpLimits.HEADER_SECONDS);
    // A reader that goes away (cancelled, paused, dead) is no error of ours.
    connection.exceptionHandler(
        gone -> LOGGER.atDebug().addKeyValue("reason", gone.toString()).log("connection lost"));
    connection.closeHandler(
        closed -> {
          Long timer = deadlines.remove(connection);
          if (timer != null) {
            vertx.cancelTimer(timer);
          }
        });
  }

  /**
   * The head of a request is complete. After its answer the next head may take as long as an idle
   * connection may.
   */
  public void requested(HttpServerRequest request) {
    HttpConnection connection = request.connection();
    Long timer = deadlines.replace(connection, NO_TIMER);
    if (timer != null) {
      vertx.cancelTimer(timer);
      request.response().endHandler(ended -> startDeadline(connection, HttpLimits.IDLE_SECONDS));
    }
  }

  private void startDeadline(HttpConnection connection, int seconds) {
    deadlines.put(connection, vertx.setTimer(seconds * 1000L, expired -> connection.close()));
  }
}
