package io.sealift.coordinator.api.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.sealift.coordinator.api.http.Answer.Event;
import io.sealift.coordinator.api.http.Answer.Position;
import io.sealift.protocol.StrictJson;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes server-sent events: looks often, and writes what has changed, and what has not each
 * second. A client that does not read gets fewer events, never a longer queue. The fields belong to
 * the context's event loop.
 */
final class EventStream {
  private static final Logger LOGGER = LoggerFactory.getLogger(EventStream.class);
  private static final int LOOK_EVERY_MILLIS = 200;
  private static final int WRITE_EVERY_LOOKS = 5;

  private enum Look {
    IDLE,
    UNDER_WAY,
    OVER
  }

  private record Frame(String text, Position position) {}

  private final Context context;
  private final HttpServerResponse response;
  private final Answer.Events events;
  private final Executor workers;
  private final Runnable whenOver;
  private Look look = Look.IDLE;
  private String lastText = "";
  private int looksSinceWrite;
  private long timer;

  EventStream(
      Context context,
      HttpServerResponse response,
      Answer.Events events,
      Executor workers,
      Runnable whenOver) {
    this.context = context;
    this.response = response;
    this.events = events;
    this.workers = workers;
    this.whenOver = whenOver;
  }

  void start() {
    response.putHeader("content-type", "text/event-stream");
    response.setChunked(true);
    response.closeHandler(closed -> over());
    response.exceptionHandler(broken -> over());
    timer = context.owner().setPeriodic(LOOK_EVERY_MILLIS, tick -> look());
    look();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Whatever comes of a look is seen.
  private void look() {
    if (look != Look.IDLE) {
      return;
    }
    try {
      CompletableFuture<Optional<Frame>> frame =
          CompletableFuture.supplyAsync(
              () -> events.source().get().map(EventStream::frame), workers);
      look = Look.UNDER_WAY;
      frame.whenComplete((found, problem) -> context.runOnContext(ignored -> seen(found, problem)));
    } catch (RejectedExecutionException e) {
      LOGGER.atDebug().log("event stream skips a look, the workers are busy");
    }
  }

  private static Frame frame(Event event) {
    try {
      // JSON has no bare line ends, so one data line holds it all.
      String data = StrictJson.mapper().writeValueAsString(event.data());
      return new Frame("event: " + event.name() + "\ndata: " + data + "\n\n", event.position());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write an event as JSON", e);
    }
  }

  private void seen(Optional<Frame> frame, Throwable problem) {
    if (look == Look.OVER) {
      return;
    }
    look = Look.IDLE;
    if (problem != null) {
      LOGGER.atError().setCause(problem).log("event stream broken off");
      end();
      return;
    }
    looksSinceWrite++;
    frame.ifPresentOrElse(this::write, this::end);
  }

  private void write(Frame frame) {
    boolean isDue = !frame.text().equals(lastText) || looksSinceWrite >= WRITE_EVERY_LOOKS;
    if (frame.position() == Position.LAST) {
      response.write(frame.text());
      end();
    } else if (isDue && !response.writeQueueFull()) {
      response.write(frame.text());
      lastText = frame.text();
      looksSinceWrite = 0;
    }
  }

  private void end() {
    over();
    response.end();
  }

  private void over() {
    if (look != Look.OVER) {
      look = Look.OVER;
      context.owner().cancelTimer(timer);
      whenOver.run();
    }
  }
}
