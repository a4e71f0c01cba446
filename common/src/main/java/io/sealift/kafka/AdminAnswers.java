package io.sealift.kafka;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;

/** What Kafka's admin client is answered. */
final class AdminAnswers {
  private AdminAnswers() {}

  /**
   * Waits for the answer.
   *
   * @throws KafkaException why Kafka refuses, or that it does not answer
   */
  static <T> T value(KafkaFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException refused
          ? refused
          : new KafkaException(e.getCause());
    }
  }
}
