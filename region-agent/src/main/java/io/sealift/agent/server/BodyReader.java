package io.sealift.agent.server;

import io.sealift.agent.transfer.RefusedException;
import io.sealift.agent.transfer.StopSignal;
import io.sealift.agent.transfer.TransferException;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A request's body for a thread that reads it in order. The event loop is asked for a few buffers
 * at a time, so a slow reader slows the sender down and memory stays bounded. Made on the event
 * loop, read by one other thread.
 */
final class BodyReader {
  private static final int MAX_WAITING = 32;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Buffer END = Buffer.buffer();

  private final HttpServerRequest request;
  private final Context context;
  // One more place than can be asked for, for the mark of the end.
  private final BlockingQueue<Buffer> waiting = new ArrayBlockingQueue<>(MAX_WAITING + 2);
  private @Nullable Buffer current;
  private int position;

  BodyReader(HttpServerRequest request, Context context) {
    this.request = request;
    this.context = context;
    request.pause();
    request.handler(buffer -> offer(buffer));
    request.endHandler(end -> offer(END));
    request.exceptionHandler(problem -> offer(END));
    request.fetch(MAX_WAITING);
  }

  private void offer(Buffer buffer) {
    if (!waiting.offer(buffer)) {
      throw new IllegalStateException("more came than was asked for");
    }
  }

  /** Fills the range; fails when the body ends before or stalls. */
  void readFully(byte[] target, int length, StopSignal stop)
      throws RefusedException, TransferException, InterruptedException {
    int filled = 0;
    while (filled < length) {
      Buffer from = available(stop);
      int count = Math.min(length - filled, from.length() - position);
      from.getBytes(position, position + count, target, filled);
      filled += count;
      position += count;
    }
  }

  /** Fails when the body goes on. */
  void requireEnd(StopSignal stop)
      throws RefusedException, TransferException, InterruptedException {
    Buffer from = current;
    if ((from != null && position < from.length()) || take(stop) != END) {
      throw new RefusedException(400, "the body is longer than its blocks");
    }
  }

  private Buffer available(StopSignal stop)
      throws RefusedException, TransferException, InterruptedException {
    Buffer from = current;
    while (from == null || position >= from.length()) {
      from = take(stop);
      if (from == END) {
        throw new RefusedException(400, "the body is shorter than its blocks");
      }
      current = from;
      position = 0;
      context.runOnContext(ask -> request.fetch(1));
    }
    return from;
  }

  private Buffer take(StopSignal stop)
      throws RefusedException, TransferException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      stop.check();
      Buffer next = waiting.poll(StopSignal.CHECK_MILLIS, TimeUnit.MILLISECONDS);
      if (next != null) {
        return next;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new RefusedException(408, "no byte came for %d s".formatted(PATIENCE.toSeconds()));
      }
    }
  }
}
