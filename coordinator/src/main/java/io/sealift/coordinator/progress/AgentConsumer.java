package io.sealift.coordinator.progress;

import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.KafkaTroubles;
import io.sealift.kafka.TopicReader;
import io.sealift.kafka.Topics;
import java.time.InstantSource;
import java.util.List;

/** Reads {@code sealift.agents} into a registry of live agents. */
public final class AgentConsumer implements AutoCloseable {
  private final TopicReader reader;

  /** Starts to read the whole topic, and goes on with what comes. */
  public AgentConsumer(
      KafkaSettings settings, LiveAgents agents, KafkaTroubles troubles, InstantSource clock) {
    this.reader =
        TopicReader.fromBeginning(
            settings, List.of(Topics.AGENTS), troubles, new AgentFeed(agents, clock));
  }

  @Override
  public void close() {
    reader.close();
  }
}
