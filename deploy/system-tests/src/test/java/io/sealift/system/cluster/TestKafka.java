package io.sealift.system.cluster;

import io.sealift.kafka.KafkaSettings;
import io.sealift.standalone.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The broker of a test, and how each role reaches it. */
interface TestKafka extends AutoCloseable {
  /** Where it is reached. */
  String bootstrapServers();

  /** How the role of this name (as in {@code Principals}) reaches it. */
  KafkaSettings clientOf(String principal);

  @Override
  void close();

  /** A broker that hears everybody. */
  static TestKafka inTheClear(Path directory) throws IOException {
    EmbeddedKafka kafka = new EmbeddedKafka(Files.createDirectories(directory), 0);
    return new TestKafka() {
      @Override
      public String bootstrapServers() {
        return kafka.bootstrapServers();
      }

      @Override
      public KafkaSettings clientOf(String principal) {
        return KafkaSettings.of(bootstrapServers());
      }

      @Override
      public void close() {
        kafka.close();
      }
    };
  }
}
