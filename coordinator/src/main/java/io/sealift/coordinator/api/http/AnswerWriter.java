package io.sealift.coordinator.api.http;

import io.sealift.coordinator.engine.EngineUnavailableException;
import io.sealift.telemetry.TraceScope;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes answers and errors. Safe for use by many threads: it hops to each exchange's event loop.
 */
final class AnswerWriter {
  private static final Logger LOGGER = LoggerFactory.getLogger(AnswerWriter.class);
  private static final Map<Integer, String> RETRY_AFTER_SECONDS = Map.of(503, "2", 429, "60");

  /** An error as users see it. */
  private record ErrorJson(String code, String message, String requestId) {}

  private final Executor workers;
  private final ConnectionGuard guard;
  private final int maxEventStreams;
  private final AtomicInteger eventStreams = new AtomicInteger();

  AnswerWriter(Executor workers, ConnectionGuard guard, int maxEventStreams) {
    this.workers = workers;
    this.guard = guard;
    this.maxEventStreams = maxEventStreams;
  }

  /** Writes what comes of a request: an answer, or a problem. */
  @SuppressWarnings("FutureReturnValueIgnored") // Whatever comes, somebody is told.
  void writeWhenThere(Exchange exchange, CompletableFuture<Rendered> answer) {
    answer.whenComplete(
        (rendered, problem) ->
            exchange.context().runOnContext(ignored -> write(exchange, rendered, problem)));
  }

  private void write(Exchange exchange, @Nullable Rendered answer, @Nullable Throwable problem) {
    if (exchange.request().response().closed()) {
      return;
    }
    if (answer == null || problem != null) {
      refuse(exchange, refusal(exchange, problem));
    } else if (answer instanceof Rendered.Stream stream) {
      stream(exchange, stream.events());
    } else {
      end(exchange, (Rendered.Whole) answer);
    }
  }

  /** Writes an error; runs on the exchange's event loop. */
  void refuse(Exchange exchange, ApiException refusal) {
    HttpServerResponse response = exchange.request().response();
    String retryAfter = RETRY_AFTER_SECONDS.get(refusal.status());
    if (retryAfter != null) {
      response.putHeader("retry-after", retryAfter);
    }
    if (refusal.status() == 401) {
      response.putHeader("www-authenticate", "ACS3-HMAC-SHA256, Bearer");
    }
    ErrorJson error = new ErrorJson(refusal.code(), refusal.reason(), exchange.requestId());
    end(exchange, (Rendered.Whole) Rendered.of(new Answer.Json(refusal.status(), error)));
  }

  /** What a problem is to whoever asked; a defect is logged. */
  static ApiException refusal(Exchange exchange, @Nullable Throwable problem) {
    Throwable cause = rootOf(problem);
    if (cause instanceof ApiException refusal) {
      return refusal;
    }
    if (cause instanceof EngineUnavailableException) {
      return ApiException.unavailable("engine: " + cause.getMessage());
    }
    if (cause instanceof RejectedExecutionException) {
      return ApiException.unavailable("server: has too much to do");
    }
    TraceScope.run(exchange.trace(), () -> tell(exchange, cause));
    return new ApiException(
        500, "INTERNAL", "server: a defect, the coordinator's log names this request id");
  }

  private static @Nullable Throwable rootOf(@Nullable Throwable problem) {
    Throwable cause = problem;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static void tell(Exchange exchange, @Nullable Throwable defect) {
    LOGGER
        .atError()
        .addKeyValue("requestId", exchange.requestId())
        .setCause(defect)
        .log("request failed by a defect");
  }

  private void end(Exchange exchange, Rendered.Whole answer) {
    HttpServerRequest request = exchange.request();
    head(exchange).setStatusCode(answer.status()).putHeader("content-type", answer.mediaType());
    answer.headers().forEach(request.response()::putHeader);
    request.response().end(answer.body());
    if (request.isEnded()) {
      guard.answered(request.connection());
    } else {
      // The rest is read for a moment, so that the client gets to see the answer.
      guard.closeSoon(request.connection());
      request.resume();
    }
  }

  private void stream(Exchange exchange, Answer.Events events) {
    if (eventStreams.incrementAndGet() > maxEventStreams) {
      eventStreams.decrementAndGet();
      refuse(exchange, ApiException.unavailable("server: has too many event streams"));
      return;
    }
    HttpServerRequest request = exchange.request();
    Runnable whenOver =
        () -> {
          eventStreams.decrementAndGet();
          guard.answered(request.connection());
        };
    new EventStream(exchange.context(), head(exchange), events, workers, whenOver).start();
  }

  private static HttpServerResponse head(Exchange exchange) {
    return exchange
        .request()
        .response()
        .putHeader("sealift-request-id", exchange.requestId())
        .putHeader("sealift-trace-id", exchange.trace().traceId())
        .putHeader("cache-control", "no-store")
        .putHeader("x-content-type-options", "nosniff");
  }
}
