package io.sealift.coordinator.engine;

import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.Topics;
import io.sealift.protocol.ControlMessage;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.ticket.TicketSigner;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells agents how to know this coordinator's tickets: once before it can sign any, and again long
 * before what was told expires. Standby coordinators sign too (for imports and exports), so this
 * does not depend on who owns the engine.
 */
public final class TicketKeyAnnouncer implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(TicketKeyAnnouncer.class);
  private static final Duration VALIDITY = Duration.ofDays(7);
  private static final Duration INTERVAL = Duration.ofHours(12);
  private static final int PATIENCE_MILLIS = 30_000;

  private final JsonMessageCodec<ControlMessage> codec = JsonMessageCodec.of(ControlMessage.class);
  private final KafkaProducer<String, byte[]> producer;
  private final TicketSigner signer;
  private final Clock clock;
  private final ScheduledExecutorService repeating =
      Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "ticket-key-announcer"));

  private TicketKeyAnnouncer(KafkaSettings settings, TicketSigner signer, Clock clock) {
    Map<String, Object> properties = settings.producer();
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (long) PATIENCE_MILLIS);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
    this.producer = new KafkaProducer<>(properties);
    this.signer = signer;
    this.clock = clock;
  }

  /**
   * Announces the key, and goes on doing so until closed.
   *
   * @throws IOException when Kafka did not take the announcement in 30 s
   */
  public static TicketKeyAnnouncer start(KafkaSettings settings, TicketSigner signer, Clock clock)
      throws IOException, InterruptedException {
    TicketKeyAnnouncer announcer = new TicketKeyAnnouncer(settings, signer, clock);
    boolean announced = false;
    try {
      announcer.announce();
      announced = true;
    } finally {
      if (!announced) {
        announcer.close();
      }
    }
    ScheduledFuture<?> unused =
        announcer.repeating.scheduleWithFixedDelay(
            announcer::announceAgain, INTERVAL.toHours(), INTERVAL.toHours(), TimeUnit.HOURS);
    return announcer;
  }

  private void announce() throws IOException, InterruptedException {
    ControlMessage key = signer.announcement(clock.instant().plus(VALIDITY));
    try {
      producer
          .send(new ProducerRecord<>(Topics.CONTROL, key.key(), codec.encode(key)))
          .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | KafkaException e) {
      throw new IOException("cannot announce the ticket key on " + Topics.CONTROL, e);
    } catch (TimeoutException e) {
      throw new IOException(
          "Kafka did not take the ticket key on %s in %d ms"
              .formatted(Topics.CONTROL, PATIENCE_MILLIS),
          e);
    }
  }

  /** The topic was deleted and made anew; if it was the announcement's, announces again. */
  public void madeAnew(String topic) {
    if (topic.equals(Topics.CONTROL)) {
      repeating.execute(this::announceAgain);
    }
  }

  // The next turn comes long before the key expires, so one that fails is only told.
  private void announceAgain() {
    try {
      announce();
    } catch (IOException e) {
      LOGGER.atWarn().addKeyValue("reason", e.getMessage()).log("ticket key not announced");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    repeating.shutdownNow();
    producer.close(Duration.ofSeconds(1));
  }
}
