package io.sealift.coordinator.progress;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.KafkaTroubles;
import io.sealift.kafka.TopicReader;
import io.sealift.kafka.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/** Reads {@code sealift.progress} into an aggregator. Nothing but what is shown rests on it. */
public final class ProgressConsumer implements AutoCloseable {
  private final TopicReader reader;

  /** Shows the cluster's state; a view does. */
  @FunctionalInterface
  public interface StateReading {
    /** Lets the visitor look at the state. */
    void visit(Consumer<ClusterState> visitor);
  }

  /** Starts to read what was said within {@code age}, and goes on with what is said from now on. */
  public ProgressConsumer(
      KafkaSettings settings,
      Duration age,
      ProgressAggregator aggregator,
      StateReading state,
      KafkaTroubles troubles,
      InstantSource clock) {
    this.reader =
        TopicReader.since(
            clock.instant().minus(age),
            settings,
            List.of(Topics.PROGRESS),
            troubles,
            new ProgressFeed(aggregator, state, clock));
  }

  @Override
  public void close() {
    reader.close();
  }
}
