package io.sealift.agent.intake;

import io.sealift.agent.transfer.AgentDirectory;
import io.sealift.copy.AgentId;
import io.sealift.kafka.RecordHandler;
import io.sealift.protocol.AgentMessage;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.MessageFormatException;
import io.sealift.ticket.Ed25519;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the directory of agents up to date from {@code sealift.agents}. */
public final class AgentListener implements RecordHandler {
  private static final Logger LOGGER = LoggerFactory.getLogger(AgentListener.class);
  private final JsonMessageCodec<AgentMessage> codec = JsonMessageCodec.of(AgentMessage.class);
  private final AgentDirectory directory;

  /** A listener that feeds the directory. */
  public AgentListener(AgentDirectory directory) {
    this.directory = directory;
  }

  @Override
  public void handle(ConsumerRecord<String, byte[]> record) {
    String key = String.valueOf(record.key());
    byte @Nullable [] value = record.value();
    try {
      if (value == null) {
        directory.remove(new AgentId(key));
      } else if (codec.decode(value) instanceof AgentRegistered agent) {
        // Fails on a key that is none, before anything is verified with it.
        Ed25519.decode(agent.signingPublicKey());
        directory.register(agent);
      }
    } catch (MessageFormatException | IllegalArgumentException e) {
      LOGGER.atWarn().addKeyValue("reason", e.getMessage()).log("agent message skipped");
    }
  }
}
