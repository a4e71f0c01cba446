package io.sealift.system.kafka;

import io.sealift.copy.RegionId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.TopicProvisioner;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;

/** What somebody with all rights may do to topics. */
public final class TopicChanges {
  private final KafkaSettings kafka;
  private final Collection<RegionId> regions;

  /** Changes to the topics of a cluster with these regions. */
  public TopicChanges(KafkaSettings kafka, Collection<RegionId> regions) {
    this.kafka = kafka;
    this.regions = List.copyOf(regions);
  }

  /** Deletes the topics, and makes them anew as they must be. */
  public void makeAnew(String... topics) throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(kafka.admin())) {
      admin.deleteTopics(List.of(topics)).all().get();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> admin.listTopics().names().get().stream().noneMatch(List.of(topics)::contains));
    }
    new TopicProvisioner(kafka.admin()).provision(regions, (short) 1);
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

  /** Whether anything was ever written to this partition. */
  public boolean isWritten(String topic, int partition)
      throws InterruptedException, ExecutionException {
    TopicPartition place = new TopicPartition(topic, partition);
    try (Admin admin = Admin.create(kafka.admin())) {
      return admin
              .listOffsets(Map.of(place, OffsetSpec.latest()))
              .partitionResult(place)
              .get()
              .offset()
          > 0;
    }
  }

  /** Deletes all records of a compacted topic before this offset. */
  public void cutOff(String topic, long offset) throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(kafka.admin())) {
      // Kafka refuses to delete records of a topic that is only compacted.
      setPolicy(admin, topic, "delete");
      admin
          .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(offset)))
          .all()
          .get();
      setPolicy(admin, topic, "compact");
    }
  }

  private static void setPolicy(Admin admin, String topic, String policy)
      throws InterruptedException, ExecutionException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    AlterConfigOp change =
        new AlterConfigOp(new ConfigEntry("cleanup.policy", policy), AlterConfigOp.OpType.SET);
    admin.incrementalAlterConfigs(Map.of(resource, List.of(change))).all().get();
  }
}
