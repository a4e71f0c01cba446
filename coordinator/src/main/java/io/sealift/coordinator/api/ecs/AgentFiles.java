package io.sealift.coordinator.api.ecs;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.sealift.coordinator.api.http.AgentCalls;
import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.coordinator.progress.LiveAgents;
import io.sealift.copy.RegionId;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import io.sealift.protocol.FileInspection;
import io.sealift.protocol.StrictJson;
import io.sealift.signature.Acs3Signature;
import io.sealift.ticket.TicketSigner;
import io.sealift.ticket.TransferTicket;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Has a region's agents look at its exchange directory. Safe for use by many threads. */
public final class AgentFiles
    implements BiFunction<RegionId, FileInspection, CompletionStage<FileInspection.Result>> {
  private static final String PATH = "/v1/file-inspections";
  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final Duration TICKET_VALIDITY = Duration.ofMinutes(1);

  private final LiveAgents agents;
  private final TicketSigner tickets;
  private final InstantSource clock;
  private final AgentCalls calls = new AgentCalls();

  /** Asks these agents, with these tickets. */
  public AgentFiles(LiveAgents agents, TicketSigner tickets, InstantSource clock) {
    this.agents = agents;
    this.tickets = tickets;
    this.clock = clock;
  }

  @Override
  public CompletionStage<FileInspection.Result> apply(RegionId region, FileInspection wanted) {
    Instant now = clock.instant();
    AgentRegistered agent =
        agents.pickForTransfer(region, now).orElseThrow(AgentFiles::unavailable);
    byte[] body = json(wanted);
    String ticket =
        tickets.sign(
            new TransferTicket.InspectFiles(
                region, Acs3Signature.contentSha256(body), now.plus(TICKET_VALIDITY)));
    return calls.post(agent, PATH, ticket, body, PATIENCE).handle(AgentFiles::result);
  }

  private static byte[] json(FileInspection wanted) {
    try {
      return StrictJson.mapper().writeValueAsBytes(wanted);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write an inspection as JSON", e);
    }
  }

  private static FileInspection.Result result(
      @Nullable HttpResponse<String> response, @Nullable Throwable problem) {
    if (response == null) {
      Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
      if (cause instanceof IOException) {
        throw unavailable();
      }
      throw new CompletionException(problem);
    }
    try {
      if (response.statusCode() == 200) {
        return StrictJson.mapper().readValue(response.body(), FileInspection.Result.class);
      }
    } catch (JsonProcessingException e) {
      throw unavailable();
    }
    throw unavailable();
  }

  private static RpcException unavailable() {
    return new RpcException(503, "ServiceUnavailable", "No agent of the region answers.");
  }
}
