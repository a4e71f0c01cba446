package io.sealift.coordinator.progress;

import java.time.Instant;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * When a message counts as heard. An agent's clock may be wrong, so what comes in while we listen
 * is heard now; only what stood in the topic before goes by its own date.
 */
final class HeardAt {
  private final InstantSource clock;
  private final Instant listeningSince;

  HeardAt(InstantSource clock) {
    this.clock = clock;
    this.listeningSince = clock.instant();
  }

  Instant of(ConsumerRecord<String, byte[]> record) {
    Instant dated = Instant.ofEpochMilli(record.timestamp());
    return dated.isBefore(listeningSince) ? dated : clock.instant();
  }
}
