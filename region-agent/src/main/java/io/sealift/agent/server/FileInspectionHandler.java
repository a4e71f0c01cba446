package io.sealift.agent.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.sealift.agent.exchange.Exchange;
import io.sealift.agent.exchange.ExchangeException;
import io.sealift.agent.transfer.RefusedException;
import io.sealift.agent.transfer.TicketGate;
import io.sealift.protocol.ExchangeFile;
import io.sealift.protocol.FileInspection;
import io.sealift.protocol.FoundFile;
import io.sealift.protocol.StrictJson;
import io.sealift.signature.Acs3Signature;
import io.sealift.ticket.TransferTicket;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at files of the exchange directory, as a coordinator's ticket permits. */
final class FileInspectionHandler {
  /** Where it is served. */
  static final String PATH = "/v1/file-inspections";

  private final TicketGate gate;
  private final Optional<Exchange> exchange;

  FileInspectionHandler(TicketGate gate, Optional<Exchange> exchange) {
    this.gate = gate;
    this.exchange = exchange;
  }

  FileInspection.Result handle(HttpServerRequest request, byte[] body) throws RefusedException {
    TransferTicket.InspectFiles ticket = gate.require(request, TransferTicket.InspectFiles.class);
    if (!ticket.bodySha256().equals(Acs3Signature.contentSha256(body))) {
      throw new RefusedException(401, "ticket is for something else");
    }
    FileInspection wanted = parse(body);
    if (wanted.files().size() > FileInspection.MAX_FILES) {
      throw new RefusedException(400, "an inspection has at most 17 files");
    }
    return exchange
        .map(present -> inspect(present, wanted))
        .orElseGet(
            () -> problem(FileInspection.Kind.NO_DIRECTORY, 0, "there is no exchange directory"));
  }

  private static FileInspection parse(byte[] body) throws RefusedException {
    try {
      return StrictJson.mapper().readValue(body, FileInspection.class);
    } catch (JsonProcessingException e) {
      throw new RefusedException(400, "inspection is malformed");
    } catch (IOException e) {
      throw new RefusedException(400, "inspection cannot be read");
    }
  }

  private static FileInspection.Result inspect(Exchange exchange, FileInspection wanted) {
    List<FoundFile> found = new ArrayList<>();
    try {
      if (wanted.bucket().isPresent()) {
        exchange.directory().requireBucket(wanted.account(), wanted.bucket().get());
      }
      if (wanted.format().isPresent()) {
        exchange.requireFormat(wanted.format().get());
      }
      for (ExchangeFile file : wanted.files()) {
        found.add(exchange.inspect(file));
      }
    } catch (ExchangeException e) {
      return problem(e.kind(), found.size(), String.valueOf(e.getMessage()));
    }
    return new FileInspection.Result(found, Optional.empty());
  }

  private static FileInspection.Result problem(FileInspection.Kind kind, int index, String reason) {
    return new FileInspection.Result(
        List.of(), Optional.of(new FileInspection.Problem(kind, index, reason)));
  }
}
