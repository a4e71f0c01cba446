package io.sealift.coordinator.request;

import io.sealift.coordinator.account.Authenticator;
import io.sealift.coordinator.account.NonceCache;
import io.sealift.coordinator.account.NonceClaim;
import io.sealift.coordinator.account.NonceLog;
import io.sealift.coordinator.engine.EngineUnavailableException;
import io.sealift.copy.IdSource;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.KafkaTroubles;
import io.sealift.kafka.TopicReader;
import io.sealift.kafka.Topics;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.MessageFormatException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nonces on {@code sealift.nonces}: its one partition has them in one order for everybody, so that
 * of all claims for a nonce the same one is the first everywhere.
 */
public final class KafkaNonceLog implements NonceLog, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(KafkaNonceLog.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MAX_UNSENT = 10_000;

  // A request may be as far ahead of the clock as it may be behind, and the clocks differ.
  private static final Duration STILL_COUNTS = Authenticator.WINDOW.multipliedBy(2).plusMinutes(5);

  private final JsonMessageCodec<NonceClaim> codec = JsonMessageCodec.of(NonceClaim.class);
  private final Map<String, CompletableFuture<Boolean>> waiting = new ConcurrentHashMap<>();
  private final KafkaProducer<String, byte[]> producer;
  // The producer may block while it has no metadata, which whoever serves requests must not.
  private final ThreadPoolExecutor sending =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MAX_UNSENT),
          task -> new Thread(task, "nonce-sender"));
  private final TopicReader reader;
  private final NonceCache nonces;
  private final IdSource ids;
  private final Clock clock;

  private KafkaNonceLog(
      KafkaSettings settings,
      NonceCache nonces,
      KafkaTroubles troubles,
      IdSource ids,
      Clock clock) {
    this.nonces = nonces;
    this.ids = ids;
    this.clock = clock;
    Map<String, Object> properties = settings.producer();
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    this.producer = new KafkaProducer<>(properties);
    this.reader =
        TopicReader.since(
            clock.instant().minus(STILL_COUNTS),
            settings,
            List.of(Topics.NONCES),
            troubles,
            this::read);
  }

  /** Starts to read the nonces that still count, and those that come. */
  public static KafkaNonceLog start(
      KafkaSettings settings,
      NonceCache nonces,
      KafkaTroubles troubles,
      IdSource ids,
      Clock clock) {
    return new KafkaNonceLog(settings, nonces, troubles, ids, clock);
  }

  /** Returns when every nonce that others took before this call is known. */
  public void awaitCaughtUp(Duration patience) throws InterruptedException, TimeoutException {
    reader.awaitCaughtUp(patience);
  }

  /** The topic was deleted and made anew; others than that of nonces are no matter. */
  public void madeAnew(String topic) {
    reader.madeAnew(topic);
  }

  /** Why nonces are no longer heard of. */
  public Optional<String> failure() {
    return reader.failure().map(problem -> "nonces cannot be read: " + problem.getMessage());
  }

  @Override
  public void tell(String accessKeyId, String nonce, Instant expires) {
    send(new NonceClaim(accessKeyId, nonce, expires, ids.next()));
  }

  @Override
  public CompletionStage<Boolean> claim(String accessKeyId, String nonce, Instant expires) {
    NonceClaim claim = new NonceClaim(accessKeyId, nonce, expires, ids.next());
    CompletableFuture<Boolean> isFirst = new CompletableFuture<>();
    waiting.put(claim.claimId(), isFirst);
    send(claim);
    return isFirst
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(
            problem ->
                CompletableFuture.failedFuture(
                    new EngineUnavailableException("Kafka did not take the request in 5 s")))
        .whenComplete((first, problem) -> waiting.remove(claim.claimId()));
  }

  private void send(NonceClaim claim) {
    try {
      sending.execute(() -> publish(claim));
    } catch (RejectedExecutionException e) {
      failed(claim, e);
    }
  }

  private void publish(NonceClaim claim) {
    try {
      Future<RecordMetadata> unused =
          producer.send(
              new ProducerRecord<>(Topics.NONCES, claim.accessKeyId(), codec.encode(claim)),
              (metadata, problem) -> {
                if (problem != null) {
                  failed(claim, problem);
                }
              });
    } catch (KafkaException e) {
      failed(claim, e);
    }
  }

  // Of a request without effect nobody waits: the others do not hear of it.
  private void failed(NonceClaim claim, Exception problem) {
    CompletableFuture<Boolean> isFirst = waiting.get(claim.claimId());
    if (isFirst != null) {
      isFirst.completeExceptionally(problem);
    } else {
      LOGGER.atDebug().addKeyValue("reason", problem.toString()).log("nonce not told");
    }
  }

  private void read(ConsumerRecord<String, byte[]> record) {
    try {
      byte[] value = record.value();
      if (value == null) {
        throw new MessageFormatException("message is empty");
      }
      NonceClaim claim = codec.decode(value);
      boolean isFirst = nonces.heard(claim, clock.instant());
      CompletableFuture<Boolean> asked = waiting.get(claim.claimId());
      if (asked != null) {
        asked.complete(isFirst);
      }
    } catch (MessageFormatException e) {
      LOGGER
          .atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("offset", record.offset())
          .addKeyValue("reason", e.getMessage())
          .log("record is no nonce");
    }
  }

  @Override
  public void close() {
    sending.shutdown();
    producer.close(Duration.ofSeconds(1));
    reader.close();
  }
}
