package io.sealift.coordinator.progress;

import io.sealift.copy.AgentId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.RecordHandler;
import io.sealift.kafka.TopicReader;
import io.sealift.kafka.Topics;
import io.sealift.protocol.AgentMessage;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.MessageFormatException;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Feeds the registry of live agents from {@code sealift.agents}. */
public final class AgentConsumer implements RecordHandler, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(AgentConsumer.class);

  private final JsonMessageCodec<AgentMessage> codec = JsonMessageCodec.of(AgentMessage.class);
  private final LiveAgents agents;
  private final HeardAt heardAt;
  private final TopicReader reader;

  /** Starts to read the whole topic, and goes on with what comes. */
  @SuppressWarnings("this-escape") // The reader's thread starts when every other field is set.
  public AgentConsumer(KafkaSettings settings, LiveAgents agents, InstantSource clock) {
    this.agents = agents;
    this.heardAt = new HeardAt(clock);
    this.reader = TopicReader.fromBeginning(settings, List.of(Topics.AGENTS), this);
  }

  /** The reader, for those who wait until it has caught up. */
  public TopicReader reader() {
    return reader;
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
          .addKeyValue("problem", e.getMessage())
          .log("agent message skipped");
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
