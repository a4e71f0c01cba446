package io.sealift.coordinator.job;

import static io.sealift.coordinator.job.TestCluster.ACME;
import static io.sealift.coordinator.job.TestCluster.NORTH;
import static io.sealift.coordinator.job.TestCluster.SOUTH;
import static io.sealift.coordinator.job.TestCluster.copy;
import static io.sealift.coordinator.job.TestCluster.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.command.Command.Action;
import io.sealift.coordinator.state.CopyTask;
import io.sealift.coordinator.state.Entity;
import io.sealift.coordinator.state.Garbage;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.SealedSegment;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.AgentId;
import io.sealift.copy.AttemptId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.ProgressMessage;
import io.sealift.protocol.TaskHead;
import io.sealift.protocol.TaskMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which reports count; and that garbage is garbage. */
class ReportTest {
  private static final AgentId AGENT = new AgentId("agent-2");
  private final TestCluster cluster = new TestCluster();
  private TargetCopy target = cluster.creating(copy("t", cluster.image(0, 1), to(SOUTH)), ACME);

  @BeforeEach
  void agents() {
    cluster.agents(NORTH, 4, 4);
    cluster.agents(SOUTH, 4, 4);
  }

  private SnapshotId snapshot() {
    return target.snapshots().get(0);
  }

  private void assertFenced(ProgressMessage message) {
    Map<String, Entity> before = new TreeMap<>(cluster.state.entities());
    cluster.report(message);
    assertThat(cluster.last.fencedResults()).isEqualTo(1);
    assertThat(cluster.state.entities()).isEqualTo(before);
  }

  private ProgressMessage sealed(TaskHead head, SnapshotId snapshot, int segment) {
    AttemptId attempt = cluster.attempt();
    return new ProgressMessage.SegmentSealed(
        head, attempt, AGENT, snapshot, cluster.receipt(segment, attempt, 100));
  }

  @Test
  void theFirstAttemptsFileCountsAndLaterOnesDoNot() {
    TaskMessage.CopySegment task = cluster.take(TaskMessage.CopySegment.class);
    int segment = task.source().segment();
    cluster.perform(task);
    Entity counted = cluster.state.find(SealedSegment.key(snapshot(), segment)).orElseThrow();

    assertFenced(sealed(task.head(), snapshot(), segment));

    assertThat(cluster.state.find(SealedSegment.key(snapshot(), segment))).contains(counted);
  }

  @Test
  void aSegmentOfAnotherSnapshotJobRegionOrNumberIsIgnored() {
    TaskHead head = cluster.take(TaskMessage.CopySegment.class).head();

    assertFenced(sealed(head, new SnapshotId("s-0"), 0));
    assertFenced(sealed(head, snapshot(), 2)); // All zero in the source.
    assertFenced(sealed(head, snapshot(), 99));
    assertFenced(
        sealed(new TaskHead(head.taskId(), 1, new CopyJobId("j-0"), SOUTH), snapshot(), 0));
    assertFenced(sealed(new TaskHead(head.taskId(), 1, head.jobId(), NORTH), snapshot(), 0));
  }

  @Test
  void resultsOfARoundThatFailedAreIgnored() {
    TaskMessage.CopySegment late = cluster.take(TaskMessage.CopySegment.class);
    cluster.fail(cluster.take(TaskMessage.CopySegment.class), FailureCode.NO_SPACE);
    cluster.control(target.jobId(), Action.RETRY);

    assertFenced(sealed(late.head(), late.snapshot().snapshotId(), late.source().segment()));
  }

  @Test
  void aFailureOfAnEarlierDispatchIsIgnored() {
    TaskMessage first = cluster.take(TaskMessage.CopySegment.class);
    cluster.fail(first, FailureCode.STORE_FAILED);
    cluster.pass(Duration.ofSeconds(1));

    cluster.fail(first, FailureCode.STORE_FAILED);

    assertThat(cluster.last.fencedResults()).isEqualTo(1);
    assertThat(cluster.again(target).failedAttempts()).isEqualTo(1);
  }

  @Test
  void aLateCommitOfACancelledTargetIsIgnored() {
    cluster.perform(cluster.take(TaskMessage.CopySegment.class));
    cluster.perform(cluster.take(TaskMessage.CopySegment.class));
    TaskMessage commit = cluster.take(TaskMessage.CommitTarget.class);
    cluster.control(target.jobId(), Action.CANCEL);

    cluster.perform(commit);

    assertThat(cluster.last.fencedResults()).isEqualTo(1);
    assertThat(cluster.again(target).state()).isInstanceOf(TargetState.Cancelled.class);
  }

  @Test
  void whatIsLeftOfACancelledTargetIsDeletedByOneTaskUntilThatIsReported() {
    cluster.control(target.jobId(), Action.CANCEL);
    assertThat(cluster.state.find(Garbage.key(snapshot()))).isPresent();
    TaskMessage.DeleteSnapshots task = cluster.take(TaskMessage.DeleteSnapshots.class);
    cluster.pass(Duration.ofSeconds(1));
    assertThat(cluster.all(TaskMessage.DeleteSnapshots.class)).isEmpty();
    for (int failures = 0; failures < 20; failures++) {
      cluster.fail(task, FailureCode.STORE_FAILED);
      cluster.now = cluster.now.plusSeconds(17);
      cluster.agents(SOUTH, 4, 4);
      task = cluster.take(TaskMessage.DeleteSnapshots.class);
    }

    cluster.perform(task);

    assertThat(cluster.state.find(Garbage.key(snapshot()))).isEmpty();
    assertThat(cluster.state.all(CopyTask.class, CopyTask.KIND)).isEmpty();
  }

  @Test
  void anotherRegionsAgentCannotSayThatASnapshotIsGone() {
    cluster.control(target.jobId(), Action.CANCEL);
    TaskHead head = cluster.take(TaskMessage.DeleteSnapshots.class).head();
    TaskHead elsewhere = new TaskHead(new io.sealift.copy.TaskId("t-0"), 1, head.jobId(), NORTH);

    cluster.report(
        new ProgressMessage.SnapshotsDeleted(
            elsewhere, cluster.attempt(), AGENT, target.snapshots()));

    assertThat(cluster.state.find(Garbage.key(snapshot()))).isPresent();
  }

  @Test
  void anInventoryMakesGarbageOnlyOfWhatNobodyKnows() {
    Image image = cluster.image(0);
    SnapshotId unknown = new SnapshotId("s-0");

    inventory(SOUTH, List.of(snapshot(), unknown));
    inventory(NORTH, image.snapshots());

    assertThat(cluster.state.all(Garbage.class, Garbage.KIND))
        .containsExactly(new Garbage(SOUTH, unknown));
    assertThat(cluster.take(TaskMessage.DeleteSnapshots.class).snapshots())
        .containsExactly(unknown);
  }

  private void inventory(RegionId region, List<SnapshotId> uncommitted) {
    cluster.report(new ProgressMessage.StoreInventory(AGENT, region, uncommitted));
  }

  @Test
  void aTaskTakenBackInItsBatchIsNotPublished() {
    cluster.perform(cluster.take(TaskMessage.CopySegment.class));
    TaskMessage.CopySegment last = cluster.take(TaskMessage.CopySegment.class);
    Changes changes = new Changes(cluster.state);
    cluster
        .decider()
        .report(changes, sealed(last.head(), snapshot(), last.source().segment()), cluster.now);
    assertThat(changes.tasks()).hasSize(1);

    new TargetLifecycle(changes, () -> "0", cluster.now)
        .fail(cluster.again(target), FailureCode.KEY_DISABLED, "because");

    assertThat(changes.tasks()).isEmpty();
  }
}
