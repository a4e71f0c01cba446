package io.sealift.agent.transfer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sealift.agent.store.StoreException;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import io.sealift.telemetry.MetricNames;
import io.sealift.ticket.TransferTicket;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The block port: sends sealed segment files to agents that hold a pull ticket. */
public final class BlockServer {
  private static final Logger LOGGER = LoggerFactory.getLogger(BlockServer.class);
  private static final Pattern PATH = Pattern.compile("/v1/segments/(s-[a-z0-9]{1,32})/(\\d{1,9})");

  /** A file, and from which byte on. */
  private record Selection(Path file, long length, Optional<ByteRange> range) {}

  private final Vertx vertx;
  private final TicketGate gate;
  private final CommittedSegments segments;
  private final FileRegionCounter fileRegions;
  private final ConnectionGuard guard;
  private final HttpServer server;
  private volatile boolean stopping;

  /** A server that does not listen yet. */
  public BlockServer(
      Vertx vertx, TicketGate gate, CommittedSegments segments, MeterRegistry meters) {
    this.vertx = vertx;
    this.gate = gate;
    this.segments = segments;
    this.fileRegions =
        new FileRegionCounter(
            Counter.builder(MetricNames.BYTES).tag("path", "sendfile").register(meters));
    this.guard = new ConnectionGuard(vertx);
    this.server = vertx.createHttpServer(HttpLimits.serverOptions());
    server
        .connectionHandler(
            connection -> {
              guard.handle(connection);
              fileRegions.watch(connection);
              ShortPath.tune(connection);
            })
        .requestHandler(this::handle);
  }

  /** Starts to listen; gives the port. */
  public Future<Integer> listen(String host, int port) {
    return server.listen(port, host).map(HttpServer::actualPort);
  }

  /** Refuses new requests from now on; those that run have so long to end. */
  public Future<Void> drain(Duration grace) {
    stopping = true;
    return server.shutdown(grace.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Closes the port and every connection. */
  public Future<Void> close() {
    stopping = true;
    return server.close();
  }

  private void handle(HttpServerRequest request) {
    guard.requested(request);
    // Signatures and the manifest are read off the event loop.
    vertx
        .<Selection>executeBlocking(() -> select(request), false)
        .onSuccess(selection -> send(request, selection))
        .onFailure(problem -> refuse(request, problem));
  }

  private Selection select(HttpServerRequest request) throws RefusedException {
    if (stopping) {
      throw new RefusedException(503, "agent is stopping");
    }
    Matcher matcher = PATH.matcher(String.valueOf(request.path()));
    if (!matcher.matches() || request.query() != null) {
      throw new RefusedException(404, "no such resource");
    }
    if (!request.method().equals(HttpMethod.GET)) {
      throw new RefusedException(405, "only GET is served here");
    }
    SnapshotId snapshot = new SnapshotId(matcher.group(1));
    int segment = Integer.parseInt(matcher.group(2));
    authorize(request, snapshot, segment);
    Path file = find(snapshot, segment);
    long length = lengthOf(file);
    return new Selection(file, length, range(request, length));
  }

  private void authorize(HttpServerRequest request, SnapshotId snapshot, int segment)
      throws RefusedException {
    TransferTicket.Pull pull = gate.require(request, TransferTicket.Pull.class);
    if (!pull.snapshotId().equals(snapshot)
        || segment < pull.firstSegment()
        || segment >= pull.endSegment()) {
      throw new RefusedException(401, "ticket is for something else");
    }
    AgentRegistered agent = gate.caller(request, pull.puller());
    LOGGER
        .atDebug()
        .addKeyValue("agentId", agent.agentId())
        .addKeyValue("snapshotId", snapshot)
        .log("pull accepted");
  }

  private Path find(SnapshotId snapshot, int segment) throws RefusedException {
    try {
      return segments
          .find(snapshot, segment)
          .orElseThrow(() -> new RefusedException(404, "no such committed segment"));
    } catch (StoreException e) {
      LOGGER
          .atWarn()
          .addKeyValue("snapshotId", snapshot)
          .setCause(e)
          .log("segment cannot be served");
      throw new RefusedException(500, "the store cannot be read");
    }
  }

  private static long lengthOf(Path file) throws RefusedException {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new RefusedException(404, "no such committed segment");
    }
  }

  private static Optional<ByteRange> range(HttpServerRequest request, long length)
      throws RefusedException {
    String header = TicketGate.header(request, "Range");
    if (header.isEmpty()) {
      return Optional.empty();
    }
    ByteRange range =
        ByteRange.parse(header)
            .orElseThrow(() -> new RefusedException(400, "range must be bytes=<first>-"));
    if (range.first() >= length) {
      throw new RefusedException(416, "range starts behind the segment's end");
    }
    return Optional.of(range);
  }

  private void send(HttpServerRequest request, Selection selection) {
    var response = request.response();
    if (response.closed()) {
      return;
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream");
    long first = 0;
    if (selection.range().isPresent()) {
      ByteRange range = selection.range().get();
      first = range.first();
      response
          .setStatusCode(206)
          .putHeader(HttpHeaders.CONTENT_RANGE, range.contentRange(selection.length()));
    }
    response
        .sendFile(selection.file().toString(), first, selection.length() - first)
        .onFailure(
            problem -> {
              // A puller that stops reading is ordinary; a file that vanished ends the connection
              // short of its length.
              LOGGER.atDebug().setCause(problem).log("segment was not sent to its end");
              request.connection().close();
            });
  }

  private static void refuse(HttpServerRequest request, Throwable problem) {
    var response = request.response();
    if (response.closed()) {
      return;
    }
    if (problem instanceof RefusedException refused) {
      LOGGER
          .atInfo()
          .addKeyValue("path", request.path())
          .addKeyValue("reason", refused.getMessage())
          .log("pull refused");
      response.setStatusCode(refused.status()).end(refused.line());
    } else {
      LOGGER.atError().setCause(problem).log("pull failed");
      response.setStatusCode(500).end("internal error\n");
    }
  }
}
