package io.sealift.coordinator.api.ecs;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.sealift.coordinator.api.http.AgentCall;
import io.sealift.coordinator.api.http.AgentCalls;
import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.copy.RegionId;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.FileInspection;
import io.sealift.protocol.StrictJson;
import io.sealift.ticket.TransferTicket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Has a region's agents look at its exchange directory. Safe for use by many threads. */
public final class AgentFiles implements AgentCall<FileInspection, FileInspection.Result> {
  private static final AgentCalls.Resource INSPECTIONS =
      new AgentCalls.Resource(
          "/v1/file-inspections", TransferTicket.InspectFiles::new, Duration.ofSeconds(8));

  private final AgentCalls calls;

  /** Asks agents by these calls. */
  public AgentFiles(AgentCalls calls) {
    this.calls = calls;
  }

  @Override
  public CompletionStage<FileInspection.Result> ask(
      RegionId region, FileInspection wanted, TraceParent trace) {
    return calls
        .post(region, trace, INSPECTIONS, json(wanted), AgentFiles::unavailable)
        .thenApply(AgentFiles::result);
  }

  private static byte[] json(FileInspection wanted) {
    try {
      return StrictJson.mapper().writeValueAsBytes(wanted);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write an inspection as JSON", e);
    }
  }

  private static FileInspection.Result result(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      throw unavailable();
    }
    try {
      return StrictJson.mapper().readValue(response.body(), FileInspection.Result.class);
    } catch (JsonProcessingException e) {
      throw unavailable();
    }
  }

  private static RpcException unavailable() {
    return new RpcException(503, "ServiceUnavailable", "No agent of the region answers.");
  }
}
