package io.sealift.coordinator.progress;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.kafka.RecordHandler;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.MessageFormatException;
import io.sealift.protocol.ProgressMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the aggregator from {@code sealift.progress}. The fields belong to the reader's thread.
 * Nothing but what is shown rests on it.
 */
public final class ProgressConsumer implements RecordHandler {
  private static final Logger LOGGER = LoggerFactory.getLogger(ProgressConsumer.class);
  /** How much of the topic to read at the start: what was said earlier is sealed or forgotten. */
  public static final Duration HISTORY = Duration.ofHours(1);

  private static final Duration SWEEP_EVERY = Duration.ofSeconds(30);
  private static final int SWEEP_RECORDS = 10_000;

  /** Shows the cluster's state; {@code ClusterView} does. */
  @FunctionalInterface
  public interface StateReading {
    /** Lets the visitor look at the state. */
    void visit(Consumer<ClusterState> visitor);
  }

  private final JsonMessageCodec<ProgressMessage> codec =
      JsonMessageCodec.of(ProgressMessage.class);
  private final ProgressAggregator aggregator;
  private final StateReading state;
  private final InstantSource clock;
  private final HeardAt heardAt;
  private Instant sweptAt;
  private int sinceSweep;

  /** Feeds the aggregator; records that are older than now count as heard at their own date. */
  public ProgressConsumer(ProgressAggregator aggregator, StateReading state, InstantSource clock) {
    this.aggregator = aggregator;
    this.state = state;
    this.clock = clock;
    this.heardAt = new HeardAt(clock);
    this.sweptAt = clock.instant();
  }

  /** Hands one record on; one that is not understood is named in the log and skipped. */
  @Override
  public void handle(ConsumerRecord<String, byte[]> record) {
    byte[] value = record.value();
    if (value == null) {
      return;
    }
    try {
      aggregator.accept(codec.decode(value), heardAt.of(record));
    } catch (MessageFormatException e) {
      LOGGER
          .atWarn()
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .addKeyValue("problem", e.getMessage())
          .log("progress message skipped");
    }
    sweepSometimes();
  }

  private void sweepSometimes() {
    sinceSweep++;
    Instant now = clock.instant();
    if (sinceSweep >= SWEEP_RECORDS || now.isAfter(sweptAt.plus(SWEEP_EVERY))) {
      sinceSweep = 0;
      sweptAt = now;
      state.visit(current -> aggregator.sweep(current, now));
    }
  }
}
