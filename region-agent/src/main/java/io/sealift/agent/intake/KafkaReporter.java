package io.sealift.agent.intake;

import io.sealift.agent.attempt.ProgressReporter;
import io.sealift.agent.attempt.ReportFailedException;
import io.sealift.copy.AgentId;
import io.sealift.copy.TraceParent;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.Topics;
import io.sealift.kafka.TraceHeader;
import io.sealift.protocol.AgentMessage;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.ProgressMessage;
import io.sealift.protocol.ProgressMessage.AttemptReport;
import io.sealift.protocol.ProgressMessage.StoreInventory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes an agent's reports and registrations to Kafka, through one producer. */
public final class KafkaReporter implements ProgressReporter, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(KafkaReporter.class);
  // Longer than the producer's own delivery timeout, which decides.
  private static final long PUBLISH_SECONDS = 45;
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
  private final JsonMessageCodec<ProgressMessage> progress =
      JsonMessageCodec.of(ProgressMessage.class);
  private final JsonMessageCodec<AgentMessage> agents = JsonMessageCodec.of(AgentMessage.class);
  private final KafkaProducer<String, byte[]> producer;

  /** A reporter with a producer of its own. */
  public KafkaReporter(KafkaSettings kafka) {
    Map<String, Object> properties = kafka.producer();
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
    this.producer = new KafkaProducer<>(properties);
  }

  @Override
  public void hint(ProgressMessage message) {
    sendAndForget(record(message));
  }

  @Override
  public void publish(ProgressMessage message) throws ReportFailedException {
    await(record(message));
  }

  @Override
  public ProgressReporter in(TraceParent trace) {
    return new ProgressReporter() {
      @Override
      public void hint(ProgressMessage message) {
        sendAndForget(traced(message));
      }

      @Override
      public void publish(ProgressMessage message) throws ReportFailedException {
        await(traced(message));
      }

      private ProducerRecord<String, byte[]> traced(ProgressMessage message) {
        ProducerRecord<String, byte[]> record = record(message);
        TraceHeader.put(record.headers(), trace);
        return record;
      }
    };
  }

  /** Registers the agent anew; lost ones are made up for by the next. */
  public void register(AgentMessage.AgentRegistered agent) {
    sendAndForget(
        new ProducerRecord<>(Topics.AGENTS, agent.agentId().value(), agents.encode(agent)));
  }

  /** Says that the agent has left. */
  public void unregister(AgentId agentId) throws ReportFailedException {
    await(new ProducerRecord<String, byte @Nullable []>(Topics.AGENTS, agentId.value(), null));
  }

  private ProducerRecord<String, byte[]> record(ProgressMessage message) {
    String key;
    if (message instanceof AttemptReport report) {
      key = report.head().jobId().value();
    } else if (message instanceof StoreInventory inventory) {
      key = inventory.agentId().value();
    } else {
      throw new IllegalArgumentException("no key for a " + message.getClass().getSimpleName());
    }
    return new ProducerRecord<>(Topics.PROGRESS, key, progress.encode(message));
  }

  private void sendAndForget(ProducerRecord<String, byte[]> record) {
    try {
      var sent =
          producer.send(
              record,
              (metadata, problem) -> {
                if (problem != null) {
                  LOGGER
                      .atWarn()
                      .addKeyValue("topic", record.topic())
                      .setCause(problem)
                      .log("report lost");
                }
              });
      LOGGER.atTrace().addKeyValue("done", sent.isDone()).log("report sent");
    } catch (KafkaException | IllegalStateException e) {
      LOGGER.atWarn().addKeyValue("topic", record.topic()).setCause(e).log("report lost");
    }
  }

  private void await(ProducerRecord<String, byte[]> record) throws ReportFailedException {
    try {
      producer.send(record).get(PUBLISH_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException | IllegalStateException e) {
      throw new ReportFailedException(
          "cannot report to %s: %s".formatted(record.topic(), e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ReportFailedException(
          "cannot report to %s: interrupted".formatted(record.topic()), e);
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE_PATIENCE);
  }
}
