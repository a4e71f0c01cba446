package io.sealift.system.process;

import io.sealift.standalone.EmbeddedKafka;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A Kafka broker as a process of its own: its directory and port are the arguments. */
final class KafkaMain {
  private KafkaMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedKafka kafka = new EmbeddedKafka(Path.of(arguments[0]), 0);
    System.out.println("kafka " + kafka.bootstrapServers());
    new CountDownLatch(1).await();
  }
}
