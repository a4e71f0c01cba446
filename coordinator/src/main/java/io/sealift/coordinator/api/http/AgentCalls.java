package io.sealift.coordinator.api.http;

import io.sealift.coordinator.progress.LiveAgents;
import io.sealift.copy.RegionId;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.AgentMessage.AgentRegistered;
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
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Short calls to the control port of one of a region's agents, each over TLS to the one certificate
 * that the agent announced. Safe for use by many threads.
 */
public final class AgentCalls {
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);
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

  /** Calls these agents, with these tickets. */
  public AgentCalls(LiveAgents agents, TicketSigner tickets, InstantSource clock) {
    this.agents = agents;
    this.tickets = tickets;
    this.clock = clock;
  }

  /** The ticket that permits one body in one region. */
  @FunctionalInterface
  public interface Permission {
    /** Names the body by its SHA-256, in hexadecimal digits. */
    TransferTicket ticket(RegionId region, String bodySha256, Instant expires);
  }

  /** Where a call goes, what permits it, and how long its answer is waited for. */
  public record Resource(String path, Permission permission, Duration patience) {}

  /**
   * Posts a JSON body.
   *
   * @param trace that the agent's part of the work belongs to
   * @param unavailable what the stage fails with when the region has no agent, or none answers
   */
  public CompletionStage<HttpResponse<String>> post(
      RegionId region,
      TraceParent trace,
      Resource resource,
      byte[] body,
      Supplier<? extends RuntimeException> unavailable) {
    Instant now = clock.instant();
    Optional<AgentRegistered> agent = agents.pickForTransfer(region, now);
    if (agent.isEmpty()) {
      return CompletableFuture.failedFuture(unavailable.get());
    }
    String ticket =
        tickets.sign(
            resource
                .permission()
                .ticket(region, Acs3Signature.contentSha256(body), now.plus(TICKET_VALIDITY)));
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("https://" + agent.get().controlEndpoint() + resource.path()))
            .timeout(resource.patience())
            .header("Authorization", "Sealift-Ticket " + ticket)
            .header("Content-Type", "application/json")
            .header(TraceParent.HEADER, trace.header())
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return client(agent.get())
        .sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .handle((response, problem) -> answered(response, problem, unavailable));
  }

  private static HttpResponse<String> answered(
      @Nullable HttpResponse<String> response,
      @Nullable Throwable problem,
      Supplier<? extends RuntimeException> unavailable) {
    if (response != null) {
      return response;
    }
    Throwable cause = problem instanceof CompletionException ? problem.getCause() : problem;
    if (cause instanceof IOException) {
      throw unavailable.get();
    }
    throw new CompletionException(problem);
  }

  private HttpClient client(AgentRegistered agent) {
    synchronized (clients) {
      return clients.computeIfAbsent(
          agent.certificateSha256(),
          sha256 ->
              HttpClient.newBuilder()
                  .version(HttpClient.Version.HTTP_1_1)
                  .followRedirects(HttpClient.Redirect.NEVER)
                  .connectTimeout(CONNECT_PATIENCE)
                  .sslContext(PinnedTrust.context(sha256))
                  .build());
    }
  }
}
