package io.sealift.agent.server;

import io.sealift.agent.certificate.ClientCertificates;
import io.sealift.agent.grant.GrantSealer;
import io.sealift.agent.grant.SealedGrant;
import io.sealift.agent.kms.KeyWork;
import io.sealift.agent.kms.KmsException;
import io.sealift.agent.snapshot.CommittedSnapshots;
import io.sealift.agent.snapshot.OpenedSnapshot;
import io.sealift.agent.snapshot.SnapshotException;
import io.sealift.agent.store.StoreException;
import io.sealift.agent.transfer.RefusedException;
import io.sealift.agent.transfer.TicketGate;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import io.sealift.ticket.TransferTicket;
import io.vertx.core.http.HttpServerRequest;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Grants a snapshot's data key to an agent that has a ticket for it, sealed to the key that this
 * agent registered.
 */
final class GrantHandler {
  private static final Logger LOGGER = LoggerFactory.getLogger(GrantHandler.class);
  private final TicketGate gate;
  private final CommittedSnapshots snapshots;
  private final GrantSealer sealer = new GrantSealer();

  GrantHandler(TicketGate gate, CommittedSnapshots snapshots) {
    this.gate = gate;
    this.snapshots = snapshots;
  }

  SealedGrant handle(HttpServerRequest request, TraceParent trace)
      throws RefusedException, SnapshotException, StoreException, KmsException {
    TransferTicket.Grant ticket = gate.require(request, TransferTicket.Grant.class);
    AgentRegistered agent = gate.caller(request, ticket.grantee());
    requireCertificate(request, agent);
    KeyWork work = KeyWork.of("grant", Optional.of(ticket.jobId())).in(trace);
    try (OpenedSnapshot opened = snapshots.on(work).open(ticket.snapshotId())) {
      byte[] grantKey = Base64.getDecoder().decode(agent.grantPublicKey());
      SealedGrant grant =
          sealer.seal(opened.dataKey(), opened.manifest().sealId(), grantKey, gate.text(request));
      LOGGER
          .atInfo()
          .addKeyValue("jobId", ticket.jobId())
          .addKeyValue("snapshotId", ticket.snapshotId())
          .addKeyValue("agentId", agent.agentId())
          .log("data key granted");
      return grant;
    } catch (IllegalArgumentException e) {
      throw new RefusedException(400, "the agent's registered grant key is no X25519 key");
    }
  }

  /** Whoever has come by an agent's signature would still have to be the agent. */
  private static void requireCertificate(HttpServerRequest request, AgentRegistered agent)
      throws RefusedException {
    String shown = ClientCertificates.sha256(request.connection().sslSession()).orElse("");
    if (!shown.equals(agent.certificateSha256())) {
      throw new RefusedException(
          401, "client certificate is not the one that the agent registered");
    }
  }
}
