package io.sealift.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sealift.copy.AgentId;
import io.sealift.copy.RegionId;
import java.time.Instant;

/**
 * What an agent says of itself on the compacted topic {@code sealift.agents}; removed by a
 * tombstone when it leaves.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes(
    @JsonSubTypes.Type(value = AgentMessage.AgentRegistered.class, name = "agent-registered"))
public sealed interface AgentMessage {
  /**
   * How long after its last word an agent counts as gone, in seconds. Agents speak every two
   * seconds.
   */
  int SILENCE_SECONDS = 8;

  /**
   * The agent is there. Sent at its start, every two seconds, and when its slots change.
   *
   * @param blockEndpoint serves sealed segments to other agents, by ticket
   * @param controlEndpoint serves grants, uploads and downloads over TLS with the certificate below
   * @param certificateSha256 of the control endpoint's certificate, 64 hexadecimal digits: clients
   *     pin it
   * @param grantPublicKey X25519 key for HPKE, raw 32 bytes in base64
   * @param signingPublicKey Ed25519 key that signs the agent's pulls and grant requests, X.509
   *     encoding in base64
   * @param slots how many attempts run at once
   * @param freeSlots how many of them are idle now
   * @param sealBytesPerSecond measured by the self-test at start
   */
  record AgentRegistered(
      AgentId agentId,
      RegionId region,
      String softwareVersion,
      Endpoint blockEndpoint,
      Endpoint controlEndpoint,
      String certificateSha256,
      String grantPublicKey,
      String signingPublicKey,
      int slots,
      int freeSlots,
      long storeFreeBytes,
      long storeTotalBytes,
      String sealEngine,
      long sealBytesPerSecond,
      Instant at)
      implements AgentMessage {}
}
