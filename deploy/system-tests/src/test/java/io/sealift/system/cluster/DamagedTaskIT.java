package io.sealift.system.cluster;

import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.copy.RegionId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.Topics;
import io.sealift.system.kafka.TopicDamage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Records on a region's task topic that are no tasks, or that a broker's disk has damaged. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DamagedTaskIT {
  private static final TestDisk DISK = new TestDisk(29, 3, 1);
  private static final String TASKS = Topics.copyTasks(new RegionId(SOUTH));
  private static final TopicPartition PARTITION = new TopicPartition(TASKS, 0);

  private final Path work;
  private final Path disk;
  private final ClearKafka kafka;
  private final TopicDamage damage;
  private final TestCluster cluster;
  private final ClusterClient client;
  private final String imageId;

  DamagedTaskIT(@TempDir Path work) throws Exception {
    this.work = work;
    this.disk = DISK.write(work.resolve("disk.raw"));
    this.kafka = new ClearKafka(work.resolve("kafka"));
    this.damage = new TopicDamage(work.resolve("kafka"));
    this.cluster = TestCluster.startOn(kafka, work.resolve("cluster"));
    this.client = cluster.client();
    this.imageId = client.importImage(NORTH, "web", disk);
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  private String submit() throws Exception {
    return client.submit(ClusterClient.copy(imageId, NORTH, SOUTH));
  }

  private void assertEqualToSource(String jobId) throws Exception {
    client.awaitSucceeded(jobId);
    Path exported =
        client.exportImage(client.imageOf(jobId, SOUTH), SOUTH, work.resolve(jobId + ".raw"));
    assertThat(Files.mismatch(disk, exported)).isEqualTo(-1);
    Files.delete(exported);
  }

  private KafkaConsumer<String, byte[]> reader() {
    KafkaConsumer<String, byte[]> reader =
        new KafkaConsumer<>(KafkaSettings.of(cluster.kafkaServers()).consumer());
    reader.assign(List.of(PARTITION));
    return reader;
  }

  private long tasks() {
    try (KafkaConsumer<String, byte[]> reader = reader()) {
      return reader.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
    }
  }

  private String lastTask() {
    try (KafkaConsumer<String, byte[]> reader = reader()) {
      reader.seek(PARTITION, tasks() - 1);
      return Awaitility.await()
          .atMost(ClusterClient.PATIENCE)
          .until(() -> reader.poll(Duration.ofMillis(200)), read -> !read.isEmpty())
          .records(PARTITION)
          .stream()
          .map(task -> new String(task.value(), UTF_8))
          .findFirst()
          .orElseThrow();
    }
  }

  private double rejected() {
    return cluster
        .metrics(SOUTH, 1)
        .value("sealift_attempt_failures_total", "code=\"UNSUPPORTED\"");
  }

  private void send(List<byte @Nullable []> values) throws Exception {
    try (var producer =
        new KafkaProducer<String, byte @Nullable []>(
            KafkaSettings.of(cluster.kafkaServers()).producer())) {
      for (byte @Nullable [] value : values) {
        producer.send(new ProducerRecord<>(TASKS, "t-odd", value)).get(30, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void whatIsNoTaskIsCountedAndTheOthersAreDone() throws Exception {
    assertEqualToSource(submit());
    String good = lastTask();
    List<byte @Nullable []> odd = new ArrayList<>();
    odd.add(null);
    odd.add(new byte[0]);
    odd.add(new byte[] {'{', (byte) 0xff, '}'});
    odd.add(new byte[1 << 20]);
    odd.add(good.substring(0, good.length() / 2).getBytes(UTF_8));
    odd.add(good.replace("\"version\":1", "\"version\":2").getBytes(UTF_8));
    odd.add(good.replace("\"region\":\"south\"", "\"region\":\"west\"").getBytes(UTF_8));
    odd.add(good.replaceFirst("\\{", "{\"@class\":\"java.net.URL\",").getBytes(UTF_8));
    double before = rejected();

    send(odd);
    String jobId = submit();

    assertEqualToSource(jobId);
    Awaitility.await()
        .atMost(ClusterClient.PATIENCE)
        .untilAsserted(() -> assertThat(rejected() - before).isEqualTo(odd.size()));
  }

  @Test
  void aTaskWhoseChecksumIsWrongIsPublishedAgain() throws Exception {
    String jobId = copyWithADamagedTask();

    assertEqualToSource(jobId);
    assertThat(dispatches(jobId)).contains(2);
  }

  /** Submits a copy whose first task is damaged before an agent can take it. */
  private String copyWithADamagedTask() throws Exception {
    cluster.stopAgent(SOUTH, 1);
    long before = tasks();
    String jobId = submit();
    Awaitility.await().atMost(ClusterClient.PATIENCE).until(() -> tasks() > before);
    kafka.stop();
    damage.damageLast(TASKS, TopicDamage.CHECKSUM);
    kafka.startAgain();
    cluster.startAgent(SOUTH, 1);
    return jobId;
  }

  /** How often the journal says that a task of the job was published. */
  private List<Integer> dispatches(String jobId) {
    return TopicRecords.read(cluster.kafkaServers(), Topics.JOURNAL)
        .json(entity -> entity.path("jobId").asText().equals(jobId) && entity.has("dispatch"))
        .stream()
        .map(task -> task.path("dispatch").asInt())
        .toList();
  }
}
