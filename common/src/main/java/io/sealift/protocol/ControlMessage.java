package io.sealift.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.RegionId;
import java.time.Instant;
import java.util.Map;

/**
 * A standing order on the compacted topic {@code sealift.control}; the last one per key holds.
 * Every agent reads the whole topic when it starts.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ControlMessage.JobDirectives.class, name = "job-directives"),
  @JsonSubTypes.Type(value = ControlMessage.TicketKey.class, name = "ticket-key"),
})
public sealed interface ControlMessage {
  /** The record's key. */
  String key();

  /** What to do with each target of a job. A target that is not named runs without limit. */
  record JobDirectives(CopyJobId jobId, Map<RegionId, TargetDirective> targets)
      implements ControlMessage {
    public JobDirectives {
      targets = Map.copyOf(targets);
    }

    @Override
    public String key() {
      return jobId.value();
    }
  }

  /**
   * A coordinator's public key for tickets.
   *
   * @param keyId names the key pair, made anew whenever a coordinator starts
   * @param publicKey Ed25519, X.509 encoding in base64
   */
  record TicketKey(String keyId, String publicKey, Instant notAfter) implements ControlMessage {
    @Override
    public String key() {
      return "ticket-key/" + keyId;
    }
  }
}
