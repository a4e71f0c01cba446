package io.sealift.system.cluster;

import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.copy.RegionId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.Topics;
import io.sealift.system.kafka.TopicChanges;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Parts of a cluster come and go while a copy runs; the property {@code sealift.outage.seconds}
 * says for how long Kafka does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestartIT {
  private static final TestDisk DISK = new TestDisk(13, 6, 4);
  private static final long SLOW = 3 << 20;
  private static final Duration RESTING = Duration.ofSeconds(2);
  private static final Duration OUTAGE =
      Duration.ofSeconds(Integer.getInteger("sealift.outage.seconds", 5));

  private final Path work;
  private final Path disk;
  private final ClearKafka kafka;
  private final TestCluster cluster;
  private final ClusterClient client;
  private final String imageId;
  private final TopicChanges topics;

  RestartIT(@TempDir Path work) throws Exception {
    this.work = work;
    this.disk = DISK.write(work.resolve("disk.raw"));
    this.kafka = new ClearKafka(work.resolve("kafka"));
    this.cluster = TestCluster.startOn(kafka, work.resolve("cluster"));
    this.client = cluster.client();
    this.topics = new TopicChanges(KafkaSettings.of(kafka.bootstrapServers()), TestCluster.REGIONS);
    this.imageId = client.importImage(NORTH, "web", disk);
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  /** The threads that take tasks, of all agents in this process. */
  private static final class SlotThreads {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    static long cpuNanos() {
      return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
          .filter(thread -> thread != null && thread.getThreadName().matches("slot-\\d+"))
          .mapToLong(thread -> THREADS.getThreadCpuTime(thread.getThreadId()))
          .sum();
    }
  }

  /** What happens in the middle of a copy. */
  private interface Interruption {
    void happen() throws IOException, InterruptedException, TimeoutException, ExecutionException;
  }

  private void copyThrough(Interruption interruption) throws Exception {
    String jobId =
        client.submit(ClusterClient.copy(imageId, NORTH, SOUTH).put("maxBytesPerSecond", SLOW));
    String snapshot = client.snapshotOf(jobId, SOUTH);
    Awaitility.await().atMost(ClusterClient.PATIENCE).until(() -> !sealed(snapshot).isEmpty());

    interruption.happen();

    client.awaitSucceeded(jobId);
    assertThat(sealed(snapshot)).hasSize(DISK.segments()).doesNotHaveDuplicates();
    Path exported =
        client.exportImage(client.imageOf(jobId, SOUTH), SOUTH, work.resolve(jobId + ".raw"));
    assertThat(Files.mismatch(disk, exported)).isEqualTo(-1);
    Files.delete(exported);
  }

  /** Each time that the journal named a segment's file. */
  private List<String> sealed(String snapshotId) {
    return TopicRecords.read(cluster.kafkaServers(), Topics.JOURNAL)
        .keysWritten("segment/" + snapshotId + "/");
  }

  @Test
  void theTargetsAgentIsReplaced() throws Exception {
    copyThrough(
        () -> {
          cluster.stopAgent(SOUTH, 1);
          cluster.startAgent(SOUTH, 1);
        });
  }

  @Test
  void theSourcesAgentIsReplaced() throws Exception {
    copyThrough(
        () -> {
          cluster.stopAgent(NORTH, 1);
          cluster.startAgent(NORTH, 1);
        });
  }

  @Test
  void theCoordinatorIsReplaced() throws Exception {
    copyThrough(
        () -> {
          cluster.stopCoordinator();
          cluster.startCoordinator();
        });
  }

  /** An upgrade: the new one first, then away with the old one; the coordinator at the end. */
  @Test
  void everyRoleIsReplacedOneAfterTheOther() throws Exception {
    copyThrough(
        () -> {
          for (String region : List.of(NORTH, SOUTH)) {
            cluster.startAgent(region, 3, Duration.ofSeconds(20));
            Awaitility.await()
                .atMost(ClusterClient.PATIENCE)
                .until(() -> cluster.isReady(region, 3));
            cluster.stopAgent(region, 1);
          }
          cluster.stopCoordinator();
          cluster.startCoordinator();
        });
    for (String region : List.of(NORTH, SOUTH)) {
      cluster.startAgent(region, 1);
      cluster.stopAgent(region, 3);
    }
    awaitReady();
  }

  @Test
  void theKeyRingsGetNewPasswords() throws Exception {
    copyThrough(
        () -> {
          for (String region : List.of(NORTH, SOUTH)) {
            Path ring = cluster.keyRing(region).resolve("keys.bcfks");
            Path password = cluster.keyRing(region).resolve("password");
            String old = Files.readString(password);
            FileTime sealed = Files.getLastModifiedTime(ring);
            replace(password, "new\n" + old);
            client.createKey(region);
            assertThat(Files.getLastModifiedTime(ring)).isGreaterThan(sealed);
            replace(password, "new\n");
          }
        });
    cluster.stopAgent(SOUTH, 1);
    cluster.startAgent(SOUTH, 1);
    awaitReady();
  }

  private static void replace(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling("password.new");
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void kafkaIsAwayForAWhile() throws Exception {
    copyThrough(
        () -> {
          kafka.stop();
          long away = System.nanoTime();
          Awaitility.await()
              .atMost(ClusterClient.PATIENCE)
              .until(
                  () ->
                      client.whyNotReady().contains("Kafka: does not answer")
                          && !cluster.isReady(NORTH, 1)
                          && !cluster.isReady(SOUTH, 1));
          long known = System.nanoTime();
          long used = SlotThreads.cpuNanos();
          Awaitility.await()
              .forever()
              .until(
                  () ->
                      System.nanoTime() - away > OUTAGE.toNanos()
                          && System.nanoTime() - known > RESTING.toNanos());
          // Nine slots that do not rest would take all that there is.
          assertThat(SlotThreads.cpuNanos() - used).isLessThan((System.nanoTime() - known) / 2);
          kafka.startAgain();
        });
    awaitReady();
  }

  @Test
  void allTopicsButTheJournalAreMadeAnew() throws Exception {
    copyThrough(
        () -> {
          topics.makeAnew(
              Topics.copyTasks(new RegionId(NORTH)),
              Topics.copyTasks(new RegionId(SOUTH)),
              Topics.CONTROL,
              Topics.PROGRESS,
              Topics.AGENTS,
              Topics.COMMANDS,
              Topics.COPY_REQUESTS,
              Topics.NONCES);
          // It knows nobody's tickets but by the new topic.
          cluster.stopAgent(NORTH, 1);
          cluster.startAgent(NORTH, 1);
        });
    awaitReady();
  }

  @Test
  void partitionsAreAddedToTopics() throws Exception {
    copyThrough(
        () ->
            topics.partition(
                2,
                Topics.copyTasks(new RegionId(SOUTH)),
                Topics.CONTROL,
                Topics.PROGRESS,
                Topics.AGENTS,
                Topics.JOB_EVENTS));
    awaitReady();

    // The engine's producer learns of them before long, and tasks lie in both.
    int copies = 0;
    while (!topics.isWritten(Topics.copyTasks(new RegionId(SOUTH)), 1) && copies++ < 10) {
      copyThrough(() -> {});
    }
    assertThat(topics.isWritten(Topics.copyTasks(new RegionId(SOUTH)), 1)).isTrue();
  }

  private void awaitReady() {
    Awaitility.await()
        .atMost(ClusterClient.PATIENCE)
        .until(
            () ->
                client.whyNotReady().isEmpty()
                    && cluster.isReady(NORTH, 1)
                    && cluster.isReady(SOUTH, 1));
  }

  /** Kafka, not Sealift, says who takes what: it may give the whole of a copy to one. */
  @Test
  void twoAgentsOfARegionShareCopies() throws Exception {
    cluster.startAgent(SOUTH, 2);
    try {
      double before = segments(1);
      int copies = 0;
      do {
        copyThrough(() -> assertThat(client.get("/v1/agents").path("agents")).hasSize(4));
        copies++;
      } while (copies < 3 && Math.min(segments(1) - before, segments(2)) < 1);

      assertThat(segments(1) - before).isPositive();
      assertThat(segments(2)).isPositive();
      assertThat(segments(1) - before + segments(2)).isEqualTo(copies * DISK.segments());
    } finally {
      cluster.stopAgent(SOUTH, 2);
    }
  }

  private double segments(int agent) {
    return cluster.metrics(SOUTH, agent).value("sealift_segments_total", "outcome=\"sealed\"");
  }
}
