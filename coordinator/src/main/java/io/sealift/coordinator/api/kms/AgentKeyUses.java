package io.sealift.coordinator.api.kms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.coordinator.progress.LiveAgents;
import io.sealift.copy.FailureCode;
import io.sealift.copy.RegionId;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import io.sealift.protocol.KeyUse;
import io.sealift.protocol.StrictJson;
import io.sealift.signature.Acs3Signature;
import io.sealift.ticket.TicketSigner;
import io.sealift.ticket.TransferTicket;
import io.sealift.tls.PinnedTrust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Has a region's agents use its keys. What is answered in the clear passes through to its caller,
 * and is neither kept nor logged. Safe for use by many threads.
 */
public final class AgentKeyUses
    implements BiFunction<RegionId, KeyUse, CompletionStage<KeyUse.Done>> {
  private static final String PATH = "/v1/key-uses";
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration TICKET_VALIDITY = Duration.ofMinutes(1);
  private static final int MAX_CLIENTS = 64;

  private final LiveAgents agents;
  private final TicketSigner tickets;
  private final InstantSource clock;

  // One client per certificate, for a TLS context trusts exactly one. Agents that restarted leave
  // theirs behind.
  private final Map<String, HttpClient> clients =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, HttpClient> eldest) {
          return size() > MAX_CLIENTS;
        }
      };

  /** Asks these agents, with these tickets. */
  public AgentKeyUses(LiveAgents agents, TicketSigner tickets, InstantSource clock) {
    this.agents = agents;
    this.tickets = tickets;
    this.clock = clock;
  }

  @Override
  public CompletionStage<KeyUse.Done> apply(RegionId region, KeyUse use) {
    Instant now = clock.instant();
    AgentRegistered agent =
        agents.pickForTransfer(region, now).orElseThrow(AgentKeyUses::unavailable);
    byte[] body = json(use);
    String ticket =
        tickets.sign(
            new TransferTicket.UseKey(
                region, Acs3Signature.contentSha256(body), now.plus(TICKET_VALIDITY)));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://" + agent.controlEndpoint() + PATH))
            .timeout(PATIENCE)
            .header("Authorization", "Sealift-Ticket " + ticket)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return client(agent)
        .sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .handle(AgentKeyUses::done);
  }

  private HttpClient client(AgentRegistered agent) {
    synchronized (clients) {
      return clients.computeIfAbsent(
          agent.certificateSha256(),
          sha256 ->
              HttpClient.newBuilder()
                  .version(HttpClient.Version.HTTP_1_1)
                  .followRedirects(HttpClient.Redirect.NEVER)
                  .connectTimeout(PATIENCE)
                  .sslContext(PinnedTrust.context(sha256))
                  .build());
    }
  }

  private static byte[] json(KeyUse use) {
    try {
      return StrictJson.mapper().writerFor(KeyUse.class).writeValueAsBytes(use);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a key use as JSON", e);
    }
  }

  private static KeyUse.Done done(
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
