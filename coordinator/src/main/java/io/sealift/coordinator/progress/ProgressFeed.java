package io.sealift.coordinator.progress;

import io.sealift.coordinator.progress.AgentQuota.Verdict;
import io.sealift.kafka.RecordHandler;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.MessageFormatException;
import io.sealift.protocol.ProgressMessage;
import io.sealift.protocol.ProgressMessage.AttemptReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the aggregator with records of {@code sealift.progress}. Confined to its reader's thread.
 */
final class ProgressFeed implements RecordHandler {
  private static final Logger LOGGER = LoggerFactory.getLogger(ProgressFeed.class);
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(30);
  private static final int SWEEP_RECORDS = 10_000;

  private final JsonMessageCodec<ProgressMessage> codec =
      JsonMessageCodec.of(ProgressMessage.class);
  private final ProgressAggregator aggregator;
  private final ProgressConsumer.StateReading state;
  private final InstantSource clock;
  private final HeardAt heardAt;
  private final AgentQuota quota = new AgentQuota();
  private Instant sweptAt;
  private int sinceSweep;

  /** Feeds the aggregator; records that are older than now count as heard at their own date. */
  ProgressFeed(
      ProgressAggregator aggregator, ProgressConsumer.StateReading state, InstantSource clock) {
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
      accept(codec.decode(value), heardAt.of(record));
    } catch (MessageFormatException e) {
      LOGGER
          .atWarn()
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .addKeyValue("reason", e.getMessage())
          .log("progress message skipped");
    }
    sweepSometimes();
  }

  private void accept(ProgressMessage message, Instant at) {
    if (message instanceof AttemptReport report) {
      Verdict verdict = quota.count(report.agentId(), at);
      if (verdict == Verdict.FIRST_IGNORED) {
        LOGGER
            .atWarn()
            .addKeyValue("agentId", report.agentId())
            .addKeyValue("reportsPerSecond", AgentQuota.REPORTS_PER_SECOND)
            .log("agent reports too often, the rest of it is not shown");
      }
      if (verdict != Verdict.HEARD) {
        return;
      }
    }
    aggregator.accept(message, at);
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
