package io.sealift.agent.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sealift.copy.RegionId;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.MessageFormatException;
import io.sealift.protocol.TaskMessage;
import io.sealift.telemetry.MetricNames;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads tasks from records, and turns away what is no task for this region. */
final class TaskReader {
  private static final Logger LOGGER = LoggerFactory.getLogger(TaskReader.class);
  private final JsonMessageCodec<TaskMessage> codec = JsonMessageCodec.of(TaskMessage.class);
  private final RegionId region;
  private final Counter rejected;
  private final Timer wait;

  TaskReader(RegionId region, MeterRegistry meters) {
    this.region = region;
    this.rejected = meters.counter(MetricNames.ATTEMPT_FAILURES, "code", "UNSUPPORTED");
    this.wait = meters.timer(MetricNames.TASK_WAIT);
  }

  /** The record's task; empty, logged and counted when it is malformed or another region's. */
  Optional<TaskMessage> read(ConsumerRecord<String, byte[]> record) {
    try {
      if (record.value() == null) {
        throw new MessageFormatException("task is empty");
      }
      TaskMessage task = codec.decode(record.value());
      if (!task.head().region().equals(region)) {
        throw new MessageFormatException("task is for another region");
      }
      // Two machines' clocks: a little before its time is no time.
      wait.record(
          Math.max(0, System.currentTimeMillis() - record.timestamp()), TimeUnit.MILLISECONDS);
      return Optional.of(task);
    } catch (MessageFormatException e) {
      rejected.increment();
      LOGGER
          .atWarn()
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .addKeyValue("reason", e.getMessage())
          .log("task rejected");
      return Optional.empty();
    }
  }
}
