package io.sealift.agent.transfer;

import io.sealift.copy.RegionId;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import io.sealift.ticket.TicketRefusedException;
import io.sealift.ticket.TicketVerifier;
import io.sealift.ticket.TransferTicket;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.List;

/**
 * Lets in requests that carry a good ticket for this region, and finds out which agent calls. Safe
 * for use by many threads.
 */
public final class TicketGate {
  private final RegionId region;
  private final TicketVerifier tickets;
  private final AgentAuthenticator agents;
  private final Clock clock;

  /** A gate to one region's store. */
  public TicketGate(
      RegionId region, TicketVerifier tickets, AgentAuthenticator agents, Clock clock) {
    this.region = region;
    this.tickets = tickets;
    this.agents = agents;
    this.clock = clock;
  }

  /** The request's ticket, which is of this kind and for this region's store. */
  public <T extends TransferTicket> T require(HttpServerRequest request, Class<T> kind)
      throws RefusedException {
    try {
      TransferTicket ticket = tickets.verify(text(request), clock.instant());
      if (!kind.isInstance(ticket) || !ticket.region().equals(region)) {
        throw new RefusedException(401, "ticket is for something else");
      }
      return kind.cast(ticket);
    } catch (TicketRefusedException e) {
      throw new RefusedException(401, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The agent that signed the request, which is one of the region that the ticket is made out to.
   */
  public AgentRegistered caller(HttpServerRequest request, RegionId madeOutTo)
      throws RefusedException {
    SignedCall call =
        new SignedCall(request.method().name(), String.valueOf(request.path()), text(request));
    try {
      AgentRegistered agent = agents.authenticate(header(request, AgentSignature.HEADER), call);
      if (!agent.region().equals(madeOutTo)) {
        throw new RefusedException(401, "ticket is for agents of another region");
      }
      return agent;
    } catch (TicketRefusedException e) {
      throw new RefusedException(401, String.valueOf(e.getMessage()));
    }
  }

  /** The text of the request's ticket. */
  public String text(HttpServerRequest request) throws RefusedException {
    String authorization = header(request, "Authorization");
    if (!authorization.startsWith(AgentSignature.TICKET_SCHEME)) {
      throw new RefusedException(401, "ticket is missing");
    }
    return authorization.substring(AgentSignature.TICKET_SCHEME.length());
  }

  /** A header's one value, or nothing; twice the same header is refused. */
  public static String header(HttpServerRequest request, String name) throws RefusedException {
    List<String> values = request.headers().getAll(name);
    if (values.size() > 1) {
      throw new RefusedException(400, "header %s appears twice".formatted(name));
    }
    return values.isEmpty() ? "" : values.get(0);
  }
}
