package io.sealift.coordinator.engine;

import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.command.CommandMessage;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.Entity;
import io.sealift.copy.AccountId;
import io.sealift.copy.IdSource;
import io.sealift.copy.TraceParent;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.Topics;
import io.sealift.kafka.TraceHeader;
import io.sealift.protocol.JsonMessageCodec;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Sends commands over Kafka and waits for their outcomes in the journal, as this coordinator's view
 * reads it.
 */
public final class KafkaCommandSender implements CommandSender, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private final JsonMessageCodec<CommandMessage> codec = JsonMessageCodec.of(CommandMessage.class);
  private final Map<String, CompletableFuture<CommandOutcome>> waiting = new ConcurrentHashMap<>();
  private final KafkaProducer<String, byte[]> producer;
  // The producer may block while it has no metadata, which an event loop must not.
  private final ExecutorService sending =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "command-sender"));
  private final IdSource ids;
  private final Clock clock;

  /** A sender of one coordinator. */
  public KafkaCommandSender(KafkaSettings settings, IdSource ids, Clock clock) {
    Map<String, Object> properties = settings.producer();
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2);
    this.producer = new KafkaProducer<>(properties);
    this.ids = ids;
    this.clock = clock;
  }

  @Override
  public CompletableFuture<CommandOutcome> send(
      AccountId account, TraceParent trace, Command command) {
    CommandMessage message = new CommandMessage(ids.next(), account, clock.instant(), command);
    CompletableFuture<CommandOutcome> outcome = new CompletableFuture<>();
    waiting.put(message.commandId(), outcome);
    sending.execute(() -> publish(message, trace, outcome));
    return outcome
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(
            problem ->
                CompletableFuture.failedFuture(
                    new EngineUnavailableException("no coordinator decided within 10 s")))
        .whenComplete((done, problem) -> waiting.remove(message.commandId()));
  }

  private void publish(
      CommandMessage message, TraceParent trace, CompletableFuture<CommandOutcome> outcome) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(Topics.COMMANDS, message.commandId(), codec.encode(message));
    TraceHeader.put(record.headers(), trace);
    try {
      Future<RecordMetadata> unused =
          producer.send(
              record,
              (metadata, problem) -> {
                if (problem != null) {
                  outcome.completeExceptionally(problem);
                }
              });
    } catch (KafkaException e) {
      outcome.completeExceptionally(e);
    }
  }

  /** The view has read an entity from the journal. */
  public void seen(Entity entity) {
    if (entity instanceof CommandOutcome decided) {
      @Nullable CompletableFuture<CommandOutcome> outcome = waiting.get(decided.commandId());
      if (outcome != null) {
        outcome.complete(decided);
      }
    }
  }

  @Override
  public void close() {
    sending.shutdown();
    producer.close(Duration.ofSeconds(1));
  }
}
