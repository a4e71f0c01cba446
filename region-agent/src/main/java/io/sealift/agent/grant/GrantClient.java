package io.sealift.agent.grant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.agent.envelope.DataKey;
import io.sealift.agent.transfer.AgentSignature;
import io.sealift.agent.transfer.AgentSigner;
import io.sealift.agent.transfer.SignedCall;
import io.sealift.agent.transfer.StopSignal;
import io.sealift.agent.transfer.TransferException;
import io.sealift.copy.FailureCode;
import io.sealift.copy.SealId;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import io.sealift.protocol.StrictJson;
import io.sealift.tls.PinnedTrust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks an agent of a source region for a snapshot's data key. Safe for use by many threads. */
public final class GrantClient {
  /** Where grants are asked for. */
  public static final String PATH = "/v1/grants";

  private static final Logger LOGGER = LoggerFactory.getLogger(GrantClient.class);
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(5);
  private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(15);
  private static final int MAX_CLIENTS = 64;
  private static final int MAX_ANSWER_CHARACTERS = 4096;

  private final AgentSigner signer;
  private final GrantOpener opener;
  private final KeyManager[] certificate;

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

  /**
   * A client that signs as one agent and opens what is sealed to it.
   *
   * @param certificate shows the certificate that the agent registered
   */
  public GrantClient(AgentSigner signer, GrantOpener opener, KeyManagerFactory certificate) {
    this.certificate = certificate.getKeyManagers();
    this.signer = signer;
    this.opener = opener;
  }

  /**
   * The data key of the sealed content that the ticket's snapshot holds; the caller closes it.
   *
   * @param trace the span that needs it
   */
  public DataKey request(
      AgentRegistered agent, String ticket, SealId expected, TraceParent trace, StopSignal stop)
      throws TransferException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://" + agent.controlEndpoint() + PATH))
            .timeout(ANSWER_PATIENCE)
            .header("Authorization", AgentSignature.TICKET_SCHEME + ticket)
            .header(AgentSignature.HEADER, signer.header(new SignedCall("POST", PATH, ticket)))
            .header(TraceParent.HEADER, trace.header())
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> response = await(send(agent, request), agent, stop);
    if (response.body().length() > MAX_ANSWER_CHARACTERS) {
      throw unreachable(agent, "its answer is too long");
    }
    if (response.statusCode() != 200) {
      throw refused(agent, response);
    }
    return open(agent, response.body(), ticket, expected);
  }

  private CompletableFuture<HttpResponse<String>> send(AgentRegistered agent, HttpRequest request) {
    HttpClient client;
    synchronized (clients) {
      client =
          clients.computeIfAbsent(
              agent.certificateSha256(),
              sha256 ->
                  HttpClient.newBuilder()
                      .version(HttpClient.Version.HTTP_1_1)
                      .followRedirects(HttpClient.Redirect.NEVER)
                      .connectTimeout(CONNECT_PATIENCE)
                      .sslContext(PinnedTrust.context(sha256, certificate))
                      .build());
    }
    return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> await(
      CompletableFuture<HttpResponse<String>> answer, AgentRegistered agent, StopSignal stop)
      throws TransferException {
    try {
      while (true) {
        stop.check();
        try {
          return answer.get(StopSignal.CHECK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          // The request has a timeout of its own; this one only lets the signal be heard.
          LOGGER.atTrace().addKeyValue("agentId", agent.agentId()).log("still waiting for a grant");
        }
      }
    } catch (ExecutionException e) {
      throw new TransferException(
          FailureCode.SOURCE_UNREACHABLE,
          "cannot ask agent %s for a grant: %s".formatted(agent.agentId(), reason(e)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransferException(FailureCode.AGENT_STOPPING, "cannot go on: the agent stops", e);
    } finally {
      answer.cancel(true);
    }
  }

  private static String reason(ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause instanceof IOException && cause.getMessage() != null
        ? cause.getMessage()
        : cause.getClass().getSimpleName();
  }

  private DataKey open(AgentRegistered agent, String body, String ticket, SealId expected)
      throws TransferException {
    try {
      SealedGrant grant = StrictJson.mapper().readValue(body, SealedGrant.class);
      if (!grant.sealId().equals(expected)) {
        throw new TransferException(
            FailureCode.SOURCE_GONE,
            "the source snapshot now holds %s, not %s".formatted(grant.sealId(), expected));
      }
      return opener.open(grant, ticket);
    } catch (JsonProcessingException e) {
      throw unreachable(agent, "its grant is malformed");
    } catch (GrantRefusedException e) {
      throw unreachable(agent, String.valueOf(e.getMessage()));
    }
  }

  private static TransferException refused(AgentRegistered agent, HttpResponse<String> response) {
    return switch (response.statusCode()) {
      case 401 ->
          new TransferException(
              FailureCode.TICKET_REFUSED,
              "agent %s refuses a grant: %s".formatted(agent.agentId(), oneLine(response.body())));
      case 403, 422 -> refusedWithCode(agent, response.body());
      case 404 -> new TransferException(FailureCode.SOURCE_GONE, oneLine(response.body()));
      default -> unreachable(agent, "it answered " + response.statusCode());
    };
  }

  private static TransferException refusedWithCode(AgentRegistered agent, String body) {
    try {
      JsonNode answer = StrictJson.mapper().readTree(body);
      return new TransferException(
          FailureCode.valueOf(answer.path("code").asText()),
          oneLine(answer.path("message").asText()));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return unreachable(agent, "its refusal is malformed");
    }
  }

  private static TransferException unreachable(AgentRegistered agent, String complaint) {
    return new TransferException(
        FailureCode.SOURCE_UNREACHABLE,
        "cannot ask agent %s for a grant: %s".formatted(agent.agentId(), complaint));
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("[^\\x20-\\x7e]", "?");
  }
}
