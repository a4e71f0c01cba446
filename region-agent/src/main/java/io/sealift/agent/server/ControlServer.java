package io.sealift.agent.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.sealift.agent.attempt.AttemptContext;
import io.sealift.agent.attempt.AttemptTools;
import io.sealift.agent.certificate.ClientCertificates;
import io.sealift.agent.certificate.ServerCertificate;
import io.sealift.agent.grant.GrantClient;
import io.sealift.agent.transfer.ConnectionGuard;
import io.sealift.agent.transfer.HttpLimits;
import io.sealift.agent.transfer.RefusedException;
import io.sealift.agent.transfer.ShortPath;
import io.sealift.agent.transfer.TicketGate;
import io.sealift.copy.SnapshotId;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.StrictJson;
import io.sealift.telemetry.TraceScope;
import io.sealift.telemetry.Traces;
import io.sealift.ticket.TransferTicket;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The control port: grants for agents, uploads and downloads for users, all over TLS and by ticket.
 */
public final class ControlServer {
  private static final Pattern UPLOAD =
      Pattern.compile("/v1/uploads/(s-[a-z0-9]{1,32})/(\\d{1,9})");
  private static final Pattern DOWNLOAD =
      Pattern.compile("/v1/downloads/(s-[a-z0-9]{1,32})/(\\d{1,9})");
  private static final int MAX_TRANSFERS = 8;
  private static final int MAX_WAITING_TRANSFERS = 64;

  private final Vertx vertx;
  private final TicketGate gate;
  private final GrantHandler grants;
  private final KeyUseHandler keyUses;
  private final FileInspectionHandler inspections;
  private final UploadHandler uploads;
  private final DownloadHandler downloads;
  private final ConnectionGuard guard;
  private final HttpServer server;
  private final ThreadPoolExecutor transfers =
      new ThreadPoolExecutor(
          MAX_TRANSFERS,
          MAX_TRANSFERS,
          1,
          TimeUnit.MINUTES,
          new ArrayBlockingQueue<>(MAX_WAITING_TRANSFERS),
          task -> new Thread(task, "user-transfer"));
  private final Traces traces = new Traces();
  private volatile boolean stopping;

  /** A server that does not listen yet. */
  public ControlServer(
      Vertx vertx,
      ServerCertificate certificate,
      TicketGate gate,
      AttemptTools tools,
      AttemptContext.Surroundings surroundings) {
    this.vertx = vertx;
    this.gate = gate;
    this.grants = new GrantHandler(gate, tools.snapshots());
    this.keyUses = new KeyUseHandler(gate, tools.kms(), tools.random());
    this.inspections = new FileInspectionHandler(gate, tools.exchange());
    this.uploads = new UploadHandler(tools, surroundings);
    this.downloads = new DownloadHandler(tools);
    this.guard = new ConnectionGuard(vertx);
    this.server =
        vertx.createHttpServer(
            HttpLimits.serverOptions()
                .setSsl(true)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                .setKeyCertOptions(KeyCertOptions.wrap(certificate.keyManagers()))
                // Users have none; who asks for a grant must have one.
                .setClientAuth(ClientAuth.REQUEST)
                .setTrustOptions(TrustOptions.wrap(ClientCertificates.any()))
                .setHandle100ContinueAutomatically(true));
    server
        .connectionHandler(
            connection -> {
              guard.handle(connection);
              ShortPath.tune(connection);
            })
        .requestHandler(this::handle);
  }

  /** Starts to listen; gives the port. */
  public Future<Integer> listen(String host, int port) {
    return server.listen(port, host).map(HttpServer::actualPort);
  }

  /**
   * Refuses new requests from now on; those that run have so long to end, or until the agent's stop
   * signal reaches them.
   */
  public Future<Void> drain(Duration grace) {
    stopping = true;
    return server.shutdown(grace.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Closes the port and every connection. */
  public Future<Void> close() {
    stopping = true;
    transfers.shutdownNow();
    return server.close();
  }

  private void handle(HttpServerRequest request) {
    guard.requested(request);
    Answers answers = new Answers(request, trace(request), vertx);
    String path = String.valueOf(request.path());
    Matcher upload = UPLOAD.matcher(path);
    Matcher download = DOWNLOAD.matcher(path);
    if (stopping) {
      answers.refuse(new RefusedException(503, "agent is stopping"));
    } else if (request.query() != null) {
      answers.refuse(new RefusedException(400, "no query is taken here"));
    } else if (path.equals(GrantClient.PATH) && request.method().equals(HttpMethod.POST)) {
      grant(request, answers);
    } else if (path.equals(KeyUseHandler.PATH) && request.method().equals(HttpMethod.POST)) {
      answerShort(request, answers, body -> json(keyUses.handle(request, body, answers.trace())));
    } else if (path.equals(FileInspectionHandler.PATH)
        && request.method().equals(HttpMethod.POST)) {
      answerShort(request, answers, body -> json(inspections.handle(request, body)));
    } else if (upload.matches() && request.method().equals(HttpMethod.PUT)) {
      // Reading starts on the event loop, before anybody else may look at the request.
      BodyReader body = new BodyReader(request, vertx.getOrCreateContext());
      transfer(answers, () -> upload(request, upload, body, answers));
    } else if (download.matches() && request.method().equals(HttpMethod.GET)) {
      transfer(answers, () -> download(request, download, answers.trace()));
    } else {
      answers.refuse(new RefusedException(404, "no such resource"));
    }
  }

  // Two headers name no trace: nobody could say which of them is meant.
  private TraceParent trace(HttpServerRequest request) {
    List<String> given = request.headers().getAll(TraceParent.HEADER);
    return traces.next(given.size() == 1 ? given.get(0) : "");
  }

  private void grant(HttpServerRequest request, Answers answers) {
    // A grant has no body; one that is sent all the same is dropped unread when the connection
    // closes.
    vertx
        .executeBlocking(
            () ->
                TraceScope.within(
                    answers.trace(), () -> json(grants.handle(request, answers.trace()))),
            false)
        .onSuccess(answers::json)
        .onFailure(answers::fail);
  }

  /** Makes an answer of a short body; what it throws becomes the answer. */
  private interface ShortAnswer {
    @SuppressWarnings("checkstyle:IllegalThrows")
    String to(byte[] body) throws Exception;
  }

  private void answerShort(HttpServerRequest request, Answers answers, ShortAnswer answer) {
    try {
      KeyUseHandler.requireShort(request);
    } catch (RefusedException e) {
      answers.refuse(e);
      return;
    }
    request
        .body()
        .compose(
            body ->
                vertx.executeBlocking(
                    () -> TraceScope.within(answers.trace(), () -> answer.to(body.getBytes())),
                    false))
        .onSuccess(answers::json)
        .onFailure(answers::fail);
  }

  /** Work on a user's transfer, on a thread of its own; what it throws becomes the answer. */
  private interface Transfer {
    @SuppressWarnings("checkstyle:IllegalThrows")
    void run() throws Exception;
  }

  // Whatever ends a transfer must end its request too, or the client would wait for its timeout.
  @SuppressWarnings("checkstyle:IllegalCatch")
  private void transfer(Answers answers, Transfer transfer) {
    try {
      TraceScope.over(transfers, answers.trace())
          .execute(
              () -> {
                try {
                  transfer.run();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                  answers.refuse(new RefusedException(503, "agent is stopping"));
                } catch (Exception e) {
                  answers.fail(e);
                }
              });
    } catch (RejectedExecutionException e) {
      answers.refuse(new RefusedException(503, "too many transfers at once"));
    }
  }

  private void upload(HttpServerRequest request, Matcher path, BodyReader body, Answers answers)
      throws Exception {
    TransferTicket.Upload ticket = gate.require(request, TransferTicket.Upload.class);
    requireSnapshot(ticket.snapshotId(), path);
    String bitmap = TicketGate.header(request, BlockBitmap.HEADER);
    var upload =
        new UploadHandler.Upload(
            ticket, answers.trace(), Integer.parseInt(path.group(2)), bitmap, body);
    answers.json(json(uploads.handle(upload)));
  }

  private void download(HttpServerRequest request, Matcher path, TraceParent trace)
      throws Exception {
    TransferTicket.Download ticket = gate.require(request, TransferTicket.Download.class);
    requireSnapshot(ticket.snapshotId(), path);
    downloads.handle(
        request.response(), ticket.snapshotId(), Integer.parseInt(path.group(2)), trace);
  }

  private static void requireSnapshot(SnapshotId permitted, Matcher path) throws RefusedException {
    if (!permitted.equals(new SnapshotId(path.group(1)))) {
      throw new RefusedException(401, "ticket is for something else");
    }
  }

  private static String json(Object value) throws JsonProcessingException {
    return StrictJson.mapper().writeValueAsString(value);
  }
}
