package io.sealift.system.kafka;

import io.sealift.kafka.KafkaSettings;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;

/** What somebody with all rights may do to topics. */
public final class TopicChanges {
  private final KafkaSettings kafka;

  /** Changes to the topics of this Kafka. */
  public TopicChanges(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /** Gives the topics so many partitions. */
  public void partition(int partitions, String... topics)
      throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(kafka.admin())) {
      for (String topic : topics) {
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions))).all().get();
      }
    }
  }

}
