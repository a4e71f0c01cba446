package io.sealift.coordinator.job;

import static io.sealift.coordinator.job.TestCluster.ACME;
import static io.sealift.coordinator.job.TestCluster.NORTH;
import static io.sealift.coordinator.job.TestCluster.SOUTH;
import static io.sealift.coordinator.job.TestCluster.copy;
import static io.sealift.coordinator.job.TestCluster.to;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.command.ImportRequest;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.SealedSegment;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.AttemptId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.TaskMessage;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What a decision costs when there is much in the state. Counted in bytes allocated, which do not
 * depend on the machine.
 */
class LargeStateTest {
  private static final Duration TICK = Duration.ofMillis(200);

  /** A disk of this size has 32,768 segments, the most there are by default. */
  private static final long DISK_BYTES = (2L << 40) - 4096;

  private static final int SEGMENTS = SnapshotGeometry.ofSize(DISK_BYTES).segmentCount();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final TestCluster cluster = new TestCluster();
  private int submitted;

  private void queue(Image image, int targets) {
    for (int i = 0; i < targets; i++) {
      cluster.accepted(
          ACME,
          new Command.SubmitCopy(
              copy("t" + ++submitted, image, i % 10, Optional.empty(), to(SOUTH))));
    }
  }

  private long bytesPerTick() {
    int ticks = 20;
    cluster.pass(TICK);
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ticks; i++) {
      cluster.pass(TICK);
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / ticks;
  }

  @Test
  void aDecisionCostsNoMoreWhenTheQueueIsLong() {
    Image image = cluster.image(0, 1, 2, 3);
    queue(image, 50);
    long shortQueue = bytesPerTick();
    queue(image, 2_000);
    long longQueue = bytesPerTick();

    assertThat(longQueue).isLessThan(2 * shortQueue);
  }

  private int recordsOfACopy(Image image) {
    int before = cluster.journal.size();
    cluster.accepted(
        ACME,
        new Command.SubmitCopy(copy("t" + ++submitted, image, 5, Optional.empty(), to(SOUTH))));
    cluster.work();
    return cluster.journal.size() - before;
  }

  @Test
  void aSegmentMakesThreeJournalRecords() {
    cluster.agents(SOUTH, 1, 1);
    int ofOneSegment = recordsOfACopy(cluster.image(0));
    int ofFourSegments = recordsOfACopy(cluster.image(0, 1, 2, 3));

    // That it is handed out, that it is sealed, and that its task is over.
    assertThat(ofFourSegments - ofOneSegment).isEqualTo(3 * 3);
    assertThat(ofOneSegment).isLessThan(30);
  }

  /** An import of full disks that have as many segments as a disk may have. */
  private TargetCopy fullImport(int disks) {
    ImportRequest one = cluster.importRequest("full", Optional.empty(), Optional.empty());
    CopyJobId job =
        cluster.accepted(
            ACME,
            new Command.SubmitImport(
                new ImportRequest(
                    one.requestToken(),
                    one.region(),
                    one.name(),
                    one.description(),
                    Collections.nCopies(disks, new ImportRequest.Disk(DISK_BYTES)),
                    one.encrypt(),
                    one.keyId(),
                    one.resourceGroup(),
                    one.tags())));
    cluster.perform(cluster.take(TaskMessage.PrepareTarget.class));
    TargetCopy target = cluster.target(job, NORTH);
    for (SnapshotId snapshot : target.snapshots()) {
      for (int segment = 0; segment < SEGMENTS; segment++) {
        SealedSegment sealed =
            new SealedSegment(
                snapshot,
                cluster.receipt(
                    segment, new AttemptId(AttemptId.PREFIX + "%020d".formatted(segment)), 1));
        cluster.state.apply(sealed.key(), sealed);
      }
    }
    return target;
  }

  @Test
  void aCommitOfVeryManySegmentsGoesInMessagesThatKafkaTakes() {
    TargetCopy target = fullImport(5);
    cluster.done(
        ACME,
        new Command.CompleteImport(
            target.jobId(),
            target.snapshots().stream()
                .map(
                    id ->
                        new Command.UploadedDisk(id, IntStream.range(0, SEGMENTS).boxed().toList()))
                .toList()));

    List<SnapshotId> committed = new ArrayList<>();
    while (!cluster.tasks.isEmpty()) {
      TaskMessage.CommitTarget commit = cluster.take(TaskMessage.CommitTarget.class);
      assertThat(JsonMessageCodec.of(TaskMessage.class).encode(commit).length)
          .isLessThan(KafkaSettings.MAX_RECORD_BYTES);
      assertThat(cluster.again(target).state()).isInstanceOf(TargetState.Committing.class);
      assertThat(cluster.snapshot(target).status()).isEqualTo(Snapshot.Status.CREATING);
      commit.snapshots().forEach(each -> committed.add(each.plan().snapshotId()));
      cluster.perform(commit);
      cluster.perform(commit); // Told twice, it counts once.
    }

    assertThat(committed).isEqualTo(target.snapshots());
    assertThat(cluster.again(target).state()).isInstanceOf(TargetState.Available.class);
    assertThat(cluster.snapshot(target).status()).isEqualTo(Snapshot.Status.AVAILABLE);
  }
}
