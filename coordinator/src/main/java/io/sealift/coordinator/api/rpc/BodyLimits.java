package io.sealift.coordinator.api.rpc;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long bodies may be, which is decided before they are read and so before anybody knows who
 * sends them. Long ones are therefore few at a time.
 */
final class BodyLimits {
  private static final int LONG_BODIES = 16;
  // The newer protocol has it in a header, and clients of the older one put it into the query.
  private static final Pattern ACTION = Pattern.compile("(?:^|&)Action=([A-Za-z]{1,64})(?:&|$)");

  private final RpcActions actions;
  private final Semaphore longBodies = new Semaphore(LONG_BODIES);

  BodyLimits(RpcActions actions) {
    this.actions = actions;
  }

  /** How much of this request's body may be kept. */
  Allowance of(HttpServerRequest request) {
    return new Allowance(request);
  }

  private static String action(HttpServerRequest request) {
    String header = request.getHeader("x-acs-action");
    if (header != null) {
      return header;
    }
    Matcher matcher = ACTION.matcher(String.valueOf(request.query()));
    return matcher.find() ? matcher.group(1) : "";
  }

  /** For one request, on its event loop. */
  final class Allowance {
    private final HttpServerRequest request;
    private boolean isLong;

    private Allowance(HttpServerRequest request) {
      this.request = request;
    }

    /**
     * Refuses a body of so many bytes.
     *
     * @throws RpcException when no such body may be so long
     */
    void announce(long bytes) {
      // Hardly any request has a long body, so only then it is asked who may.
      if (bytes <= ActionSpec.BODY_BYTES) {
        return;
      }
      int maxBytes = actions.maxBodyBytes(action(request));
      if (bytes > maxBytes) {
        throw new RpcException(
            413,
            "RequestEntityTooLarge",
            "The body is longer than %d KiB.".formatted(maxBytes >> 10));
      }
    }

    /**
     * So many bytes are to be kept.
     *
     * @throws RpcException when that is too long, or makes it one long body too many
     */
    void keep(int bytes) {
      announce(bytes);
      if (bytes > ActionSpec.BODY_BYTES && !isLong) {
        if (!longBodies.tryAcquire()) {
          throw new RpcException(
              503, "ServiceUnavailable", "The request has failed due to a temporary failure.");
        }
        isLong = true;
        releaseAtEnd();
      }
    }

    // Whichever comes: the answer was sent, or its connection was closed before.
    private void releaseAtEnd() {
      AtomicBoolean isHeld = new AtomicBoolean(true);
      Handler<Void> release =
          over -> {
            if (isHeld.getAndSet(false)) {
              longBodies.release();
            }
          };
      request.response().endHandler(release).closeHandler(release);
    }
  }
}
