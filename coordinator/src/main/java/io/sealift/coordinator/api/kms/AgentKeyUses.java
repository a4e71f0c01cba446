package io.sealift.coordinator.api.kms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.coordinator.api.http.AgentCall;
import io.sealift.coordinator.api.http.AgentCalls;
import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.copy.FailureCode;
import io.sealift.copy.RegionId;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.KeyUse;
import io.sealift.protocol.StrictJson;
import io.sealift.ticket.TransferTicket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Has a region's agents use its keys. What is answered in the clear passes through to its caller,
 * and is neither kept nor logged. Safe for use by many threads.
 */
public final class AgentKeyUses implements AgentCall<KeyUse, KeyUse.Done> {
  private static final AgentCalls.Resource KEY_USES =
      new AgentCalls.Resource("/v1/key-uses", TransferTicket.UseKey::new, Duration.ofSeconds(5));

  private final AgentCalls calls;

  /** Asks agents by these calls. */
  public AgentKeyUses(AgentCalls calls) {
    this.calls = calls;
  }

  @Override
  public CompletionStage<KeyUse.Done> ask(RegionId region, KeyUse use, TraceParent trace) {
    return calls
        .post(region, trace, KEY_USES, json(use), AgentKeyUses::unavailable)
        .thenApply(AgentKeyUses::done);
  }

  private static byte[] json(KeyUse use) {
    try {
      return StrictJson.mapper().writerFor(KeyUse.class).writeValueAsBytes(use);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a key use as JSON", e);
    }
  }

  private static KeyUse.Done done(HttpResponse<String> response) {
    try {
      if (response.statusCode() == 200) {
        return StrictJson.mapper().readValue(response.body(), KeyUse.Done.class);
      }
      if (response.statusCode() == 403) {
        JsonNode refusal = StrictJson.mapper().readTree(response.body());
        throw refused(FailureCode.valueOf(refusal.path("code").asText()));
      }
    } catch (JsonProcessingException e) {
      // Its text would quote what was answered.
      throw unavailable();
    }
    if (response.statusCode() == 400) {
      throw RpcException.invalid("Plaintext");
    }
    throw unavailable();
  }

  private static RpcException refused(FailureCode code) {
    return switch (code) {
      case KEY_DISABLED -> new RpcException(409, "Rejected.Disabled", "The key is disabled.");
      case KEY_PENDING_DELETION ->
          new RpcException(409, "Rejected.PendingDeletion", "The key waits for its deletion.");
      case KEY_FOREIGN -> KmsServices.noKey();
      case KEY_NOT_FOUND -> RpcException.invalid("CiphertextBlob");
      default -> unavailable();
    };
  }

  private static RpcException unavailable() {
    return new RpcException(503, "ServiceUnavailableTemporary", "No agent of the region answers.");
  }
}
