package io.sealift.coordinator.progress;

import io.sealift.copy.AgentId;
import io.sealift.kafka.RecordHandler;
import io.sealift.protocol.AgentMessage;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.MessageFormatException;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Feeds the registry of live agents with records of {@code sealift.agents}. */
final class AgentFeed implements RecordHandler {
  private static final Logger LOGGER = LoggerFactory.getLogger(AgentFeed.class);

  private final JsonMessageCodec<AgentMessage> codec = JsonMessageCodec.of(AgentMessage.class);
  private final LiveAgents agents;
  private final HeardAt heardAt;

  /** Feeds the registry; records that are older than now count as heard at their own date. */
  AgentFeed(LiveAgents agents, InstantSource clock) {
    this.agents = agents;
    this.heardAt = new HeardAt(clock);
  }

  /** Hands one record on; one that is not understood is named in the log and skipped. */
  @Override
  public void handle(ConsumerRecord<String, byte[]> record) {
    try {
      byte[] value = record.value();
      if (value == null) {
        agents.left(new AgentId(record.key()));
      } else if (codec.decode(value) instanceof AgentMessage.AgentRegistered registered) {
        agents.registered(registered, heardAt.of(record));
      }
    } catch (MessageFormatException | IllegalArgumentException e) {
      LOGGER
          .atWarn()
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .addKeyValue("reason", e.getMessage())
          .log("agent message skipped");
    }
  }
}
