package io.sealift.system.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sealift.copy.RegionId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.TopicMismatchException;
import io.sealift.kafka.TopicProvisioner;
import io.sealift.kafka.Topics;
import io.sealift.standalone.EmbeddedKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicProvisionerIT {
  private static final List<RegionId> REGIONS =
      List.of(new RegionId("north"), new RegionId("south"));

  @TempDir Path directory;
  private EmbeddedKafka kafka;
  private KafkaSettings settings;

  @BeforeEach
  void start() {
    kafka = new EmbeddedKafka(directory, 0);
    settings = KafkaSettings.of(kafka.bootstrapServers());
  }

  @AfterEach
  void stop() {
    kafka.close();
  }

  @Test
  void everyTopicIsMadeAsItMustBeAndASecondRunChangesNothing() throws Exception {
    provision();
    provision();

    try (Admin admin = Admin.create(settings.admin())) {
      assertThat(admin.listTopics().names().get())
          .containsExactlyInAnyOrder(
              "sealift.copy-requests",
              "sealift.copy-requests.dead-letters",
              "sealift.commands",
              "sealift.control",
              "sealift.nonces",
              "sealift.progress",
              "sealift.agents",
              "sealift.journal",
              "sealift.job-events",
              "sealift.copy-tasks.north",
              "sealift.copy-tasks.south");
      assertThat(configOf(admin, Topics.JOURNAL))
          .containsEntry("cleanup.policy", "compact")
          .containsEntry("flush.messages", "1")
          .containsEntry("max.message.bytes", "8388608");
      assertThat(configOf(admin, Topics.COMMANDS))
          .containsEntry("cleanup.policy", "delete")
          .containsEntry("retention.ms", "604800000");
      assertThat(admin.describeTopics(List.of(Topics.PROGRESS)).allTopicNames().get())
          .hasEntrySatisfying(Topics.PROGRESS, topic -> assertThat(topic.partitions()).hasSize(1));
    }
  }

  @Test
  void severalProcessesMayProvisionAtOnce() throws Exception {
    ExecutorService processes = Executors.newFixedThreadPool(4);
    Callable<Void> one =
        () -> {
          provision();
          return null;
        };
    try {
      for (Future<Void> done : processes.invokeAll(List.of(one, one, one, one))) {
        done.get();
      }
    } finally {
      processes.shutdownNow();
    }
  }

  @Test
  void topicsThatWouldLoseRecordsOrTheirOrderAreNamedTogether() throws Exception {
    try (Admin admin = Admin.create(settings.admin())) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(Topics.COMMANDS, 3, (short) 1),
                  new NewTopic(Topics.JOURNAL, 1, (short) 1)
                      .configs(Map.of("cleanup.policy", "delete", "flush.messages", "1000"))))
          .all()
          .get();
    }

    assertThatExceptionOfType(TopicMismatchException.class)
        .isThrownBy(this::provision)
        .withMessageContaining("topic sealift.commands must have 1 partition, not 3")
        .withMessageContaining("topic sealift.journal must have cleanup.policy=compact, not delete")
        .withMessageContaining("topic sealift.journal must have flush.messages=1");
  }

  private void provision() throws InterruptedException {
    new TopicProvisioner(settings.admin()).provision(REGIONS, (short) 1);
  }

  private static Map<String, String> configOf(Admin admin, String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin.describeConfigs(List.of(resource)).all().get().values().stream()
        .flatMap(config -> config.entries().stream())
        .collect(Collectors.toMap(entry -> entry.name(), entry -> entry.value()));
  }
}
