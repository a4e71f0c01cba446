package io.sealift.coordinator.api.http;

import io.sealift.protocol.AgentMessage.AgentRegistered;
import io.sealift.tls.PinnedTrust;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Short calls to agents' control ports, each over TLS to the one certificate that the agent
 * announced. Safe for use by many threads.
 */
public final class AgentCalls {
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);
  private static final int MAX_CLIENTS = 64;

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

  /** Posts a JSON body with the ticket that permits it. */
  public CompletionStage<HttpResponse<String>> post(
      AgentRegistered agent, String path, String ticket, byte[] body, Duration patience) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://" + agent.controlEndpoint() + path))
            .timeout(patience)
            .header("Authorization", "Sealift-Ticket " + ticket)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return client(agent).sendAsync(request, HttpResponse.BodyHandlers.ofString());
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
