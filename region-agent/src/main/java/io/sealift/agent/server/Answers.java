package io.sealift.agent.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.sealift.agent.attempt.ReportFailedException;
import io.sealift.agent.envelope.EnvelopeException;
import io.sealift.agent.kms.KmsException;
import io.sealift.agent.snapshot.SnapshotException;
import io.sealift.agent.store.StoreException;
import io.sealift.agent.transfer.RefusedException;
import io.sealift.agent.transfer.TransferException;
import io.sealift.copy.FailureCode;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.StrictJson;
import io.sealift.telemetry.TraceScope;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one request ends: with JSON, with a refusal, or by closing the connection where an answer has
 * begun already.
 */
final class Answers {
  private static final Logger LOGGER = LoggerFactory.getLogger(Answers.class);
  private static final long DISCARD_MILLIS = 2000;
  private final HttpServerRequest request;
  private final TraceParent trace;
  private final Vertx vertx;
  private final Context context;

  Answers(HttpServerRequest request, TraceParent trace, Vertx vertx) {
    this.request = request;
    this.trace = trace;
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
  }

  /** The trace that the request belongs to. */
  TraceParent trace() {
    return trace;
  }

  void json(String body) {
    end(200, "application/json", body);
  }

  void refuse(RefusedException refusal) {
    TraceScope.run(trace, () -> log(refusal));
    end(refusal.status(), "text/plain; charset=utf-8", refusal.line());
  }

  private void log(RefusedException refusal) {
    LOGGER
        .atInfo()
        .addKeyValue("path", request.path())
        .addKeyValue("status", refusal.status())
        .addKeyValue("reason", refusal.getMessage())
        .log("request refused");
  }

  void fail(Throwable problem) {
    TraceScope.run(trace, () -> failNow(problem));
  }

  private void failNow(Throwable problem) {
    if (problem instanceof RefusedException refusal) {
      refuse(refusal);
    } else if (problem instanceof KmsException key) {
      refuse(403, key.code(), key);
    } else if (problem instanceof SourceCorruptException) {
      refuse(422, FailureCode.SOURCE_CORRUPT, problem);
    } else if (problem instanceof SnapshotException snapshot) {
      if (snapshot.code() == FailureCode.SOURCE_CORRUPT) {
        refuse(422, snapshot.code(), snapshot);
      } else {
        refuse(new RefusedException(404, message(problem)));
      }
    } else if (problem instanceof TransferException stopped) {
      refuse(
          new RefusedException(
              stopped.code() == FailureCode.AGENT_STOPPING ? 503 : 409, message(problem)));
    } else if (problem instanceof StoreException store) {
      refuse(
          new RefusedException(store.code() == FailureCode.NO_SPACE ? 507 : 500, message(problem)));
    } else if (problem instanceof EnvelopeException) {
      refuse(new RefusedException(500, message(problem)));
    } else if (problem instanceof ReportFailedException) {
      refuse(new RefusedException(503, "the segment could not be reported"));
    } else {
      LOGGER.atError().addKeyValue("path", request.path()).setCause(problem).log("request failed");
      end(500, "text/plain; charset=utf-8", "internal error\n");
    }
  }

  private void refuse(int status, FailureCode code, Throwable problem) {
    try {
      String body =
          StrictJson.mapper().writeValueAsString(Map.of("code", code, "message", message(problem)));
      LOGGER
          .atInfo()
          .addKeyValue("path", request.path())
          .addKeyValue("failureCode", code)
          .addKeyValue("reason", problem.getMessage())
          .log("request refused");
      end(status, "application/json", body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot encode a refusal", e);
    }
  }

  private static String message(Throwable problem) {
    return String.valueOf(problem.getMessage()).replaceAll("\\p{Cntrl}", "?");
  }

  private void end(int status, String contentType, String body) {
    HttpServerResponse response = request.response();
    if (response.headWritten()) {
      request.connection().close();
      return;
    }
    if (response.closed()) {
      return;
    }
    // An answer that failed before it began may have set its own.
    response.headers().clear();
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, contentType);
    if (!request.isEnded()) {
      response.putHeader(HttpHeaders.CONNECTION, "close");
    }
    response.end(body).onComplete(ended -> context.runOnContext(afterwards -> discardRest()));
  }

  // Closing at once would reset the connection under a client that still sends, and it would never
  // read the answer.
  private void discardRest() {
    if (!request.isEnded()) {
      request.handler(buffer -> {});
      request.resume();
      long timer = vertx.setTimer(DISCARD_MILLIS, late -> request.connection().close());
      LOGGER.atDebug().addKeyValue("timer", timer).log("rest of a request's body discarded");
    }
  }
}
