package io.sealift.coordinator.job;

import static io.sealift.coordinator.job.TestCluster.ACME;
import static io.sealift.coordinator.job.TestCluster.BOLD;
import static io.sealift.coordinator.job.TestCluster.NORTH;
import static io.sealift.coordinator.job.TestCluster.SOUTH;
import static io.sealift.coordinator.job.TestCluster.WEST;
import static io.sealift.coordinator.job.TestCluster.complete;
import static io.sealift.coordinator.job.TestCluster.copy;
import static io.sealift.coordinator.job.TestCluster.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.command.Command.Action;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.CopyTask;
import io.sealift.coordinator.state.Garbage;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.KeyId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.KeyState;
import io.sealift.protocol.TaskMessage;
import io.sealift.protocol.TaskMessage.KeyAction;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A target's way from its request to its end, and what users may do on it. */
class LifecycleTest {
  private final TestCluster cluster = new TestCluster();

  @BeforeEach
  void agents() {
    cluster.agents(NORTH, 4, 4);
    cluster.agents(SOUTH, 4, 4);
  }

  private TargetCopy creating(Integer... segments) {
    return cluster.creating(copy("copy-1", cluster.image(segments), to(SOUTH)), ACME);
  }

  private TargetCopy failed() {
    TargetCopy target = creating(0);
    cluster.fail(cluster.take(TaskMessage.CopySegment.class), FailureCode.NO_SPACE);
    return cluster.again(target);
  }

  private CommandOutcome control(TargetCopy target, Action action) {
    return cluster.control(target.jobId(), action);
  }

  @Test
  void aCopyGoesThroughAllItsStates() {
    CopyJobId job =
        cluster.accepted(ACME, new Command.SubmitCopy(copy("t", cluster.image(0, 2), to(SOUTH))));
    assertThat(cluster.target(job, SOUTH).state()).isInstanceOf(TargetState.Preflight.class);
    cluster.perform(cluster.take(TaskMessage.PrepareTarget.class));
    assertThat(cluster.target(job, SOUTH).state()).isInstanceOf(TargetState.Creating.class);
    cluster.perform(cluster.take(TaskMessage.CopySegment.class));
    assertThat(cluster.target(job, SOUTH).state()).isInstanceOf(TargetState.Creating.class);
    cluster.perform(cluster.take(TaskMessage.CopySegment.class));
    assertThat(cluster.target(job, SOUTH).state()).isInstanceOf(TargetState.Committing.class);
    assertThat(cluster.image(cluster.target(job, SOUTH)).status()).isEqualTo(Image.Status.CREATING);

    cluster.perform(cluster.take(TaskMessage.CommitTarget.class));

    TargetCopy target = cluster.target(job, SOUTH);
    assertThat(target.state()).isInstanceOf(TargetState.Available.class);
    assertThat(cluster.image(target).status()).isEqualTo(Image.Status.AVAILABLE);
    assertThat(cluster.snapshot(target).status()).isEqualTo(Snapshot.Status.AVAILABLE);
    assertThat(cluster.job(job).state()).isEqualTo(CopyJob.State.SUCCEEDED);
    assertThat(cluster.state.all(CopyTask.class, CopyTask.KIND)).isEmpty();
  }

  @Test
  void anImageOfZerosGoesStraightThrough() {
    TargetCopy target = creating();

    assertThat(target.state()).isInstanceOf(TargetState.Committing.class);
    assertThat(cluster.take(TaskMessage.CommitTarget.class).snapshots().get(0).segments())
        .isEmpty();
  }

  @Test
  void aPausedTargetKeepsWhatIsSealedAndResumesTheRest() {
    TargetCopy target = creating(0, 1, 2);
    cluster.perform(cluster.take(TaskMessage.CopySegment.class));
    TaskMessage late = cluster.take(TaskMessage.CopySegment.class);

    control(target, Action.PAUSE);
    assertThat(cluster.again(target).state()).isInstanceOf(TargetState.Paused.class);
    assertThat(cluster.state.work().tasksOf(target.id())).isEmpty();
    cluster.perform(late); // Sealed before the pause was heard of: it counts.
    cluster.tasks.clear();
    control(target, Action.RESUME);

    assertThat(cluster.again(target).state()).isInstanceOf(TargetState.Creating.class);
    assertThat(cluster.all(TaskMessage.CopySegment.class).map(t -> t.source().segment()))
        .containsExactly(2);
  }

  @Test
  void aTargetPausedInPreflightIsPreparedAnew() {
    CopyJobId job =
        cluster.accepted(ACME, new Command.SubmitCopy(copy("t", cluster.image(0), to(SOUTH))));
    TaskMessage first = cluster.take(TaskMessage.PrepareTarget.class);
    cluster.control(job, Action.PAUSE);
    cluster.control(job, Action.RESUME);

    cluster.perform(first);

    assertThat(cluster.last.fencedResults()).isEqualTo(1);
    assertThat(cluster.target(job, SOUTH).state()).isInstanceOf(TargetState.Preflight.class);
    cluster.work();
    assertThat(cluster.target(job, SOUTH).state()).isInstanceOf(TargetState.Available.class);
  }

  @Test
  void aTargetIsCancelledInEachStateAndLeavesNothing() {
    for (int steps = 0; steps < 3; steps++) {
      TargetCopy source = cluster.target(cluster.image(0).jobId(), NORTH);
      CopyJobId job =
          cluster.accepted(
              ACME, new Command.SubmitCopy(copy("t" + steps, cluster.image(source), to(SOUTH))));
      for (int i = 0; i < steps; i++) {
        cluster.perform(cluster.tasks.remove(0));
      }
      TaskMessage late = cluster.tasks.remove(0);

      assertThat(cluster.control(job, Action.CANCEL).refusal()).isEmpty();

      TargetCopy target = cluster.target(job, SOUTH);
      assertThat(target.state()).isInstanceOf(TargetState.Cancelled.class);
      assertThat(cluster.job(job).state()).isEqualTo(CopyJob.State.CANCELLED);
      assertThat(cluster.state.find(Image.KIND + target.imageId().orElseThrow())).isEmpty();
      cluster.perform(late);
      assertThat(cluster.again(target).state()).isInstanceOf(TargetState.Cancelled.class);
      cluster.work();
      assertThat(cluster.state.all(Garbage.class, Garbage.KIND)).isEmpty();
      assertThat(cluster.state.all(CopyTask.class, CopyTask.KIND)).isEmpty();
    }
  }

  @Test
  void aWaitingAndAPausedTargetAreCancelled() {
    TargetCopy target = creating(0);
    control(target, Action.PAUSE);

    control(target, Action.CANCEL);

    assertThat(cluster.again(target).state()).isInstanceOf(TargetState.Cancelled.class);
    assertThat(control(target, Action.CANCEL).refusal()).isEmpty(); // It is so already.
    assertThat(control(target, Action.RESUME).refusal()).isPresent();
  }

  @Test
  void anAvailableTargetIsNotCancelled() {
    TargetCopy target = creating(0);
    cluster.work();

    assertThat(control(target, Action.CANCEL).refusal()).isPresent();
    assertThat(cluster.again(target).state()).isInstanceOf(TargetState.Available.class);
  }

  @Test
  void aFailedTargetIsRetriedInNewSnapshotsUnderTheSameImageId() {
    TargetCopy before = failed();

    control(before, Action.RETRY);

    TargetCopy after = cluster.again(before);
    assertThat(after.round()).isEqualTo(2);
    assertThat(after.imageId()).isEqualTo(before.imageId());
    assertThat(after.snapshots()).doesNotContainAnyElementsOf(before.snapshots());
    assertThat(cluster.image(after).snapshots()).isEqualTo(after.snapshots());
    assertThat(cluster.job(after.jobId()).state()).isEqualTo(CopyJob.State.RUNNING);
    cluster.work();
    assertThat(cluster.image(after).status()).isEqualTo(Image.Status.AVAILABLE);
    assertThat(cluster.job(after.jobId()).state()).isEqualTo(CopyJob.State.SUCCEEDED);
  }

  @Test
  void aRetryIsRefusedWhenTheImageWasDeleted() {
    TargetCopy target = failed();
    cluster.done(
        ACME, new Command.DeleteImage(target.imageId().orElseThrow(), Command.Retention.DELETE));

    assertThat(
            cluster.refusal(
                ACME, new Command.ControlJob(target.jobId(), Optional.empty(), Action.RETRY)))
        .contains("was deleted");
    assertThat(cluster.again(target).state()).isInstanceOf(TargetState.CreateFailed.class);
  }

  @Test
  void aRefusedRetryChangesNoTargetAtAll() {
    cluster.agents(WEST, 4, 4);
    Image image = cluster.image(0);
    CopyJobId job =
        cluster.accepted(ACME, new Command.SubmitCopy(copy("t", image, to(SOUTH), to(WEST))));
    cluster.fail(cluster.take(TaskMessage.PrepareTarget.class), FailureCode.NO_SPACE);
    cluster.fail(cluster.take(TaskMessage.PrepareTarget.class), FailureCode.NO_SPACE);
    cluster.done(
        ACME,
        new Command.DeleteImage(
            cluster.target(job, WEST).imageId().orElseThrow(), Command.Retention.DELETE));

    cluster.refusal(ACME, new Command.ControlJob(job, Optional.empty(), Action.RETRY));

    assertThat(cluster.target(job, SOUTH).round()).isEqualTo(1);
    assertThat(cluster.job(job).state()).isEqualTo(CopyJob.State.FAILED);
  }

  @Test
  void aRetryIsRefusedWhenTheSourceIsGone() {
    TargetCopy target = failed();
    Image source =
        cluster
            .state
            .find(Image.class, Image.KIND + cluster.job(target.jobId()).sourceImage().orElseThrow())
            .orElseThrow();
    cluster.done(ACME, new Command.DeleteImage(source.imageId(), Command.Retention.DELETE));

    assertThat(
            cluster.refusal(
                ACME, new Command.ControlJob(target.jobId(), Optional.empty(), Action.RETRY)))
        .contains("is gone");
  }

  @Test
  void aJobOfWhichOneTargetFailedSucceededPartially() {
    cluster.agents(WEST, 4, 4);
    CopyJobId job =
        cluster.accepted(
            ACME, new Command.SubmitCopy(copy("t", cluster.image(0), to(SOUTH), to(WEST))));
    cluster.fail(cluster.take(TaskMessage.PrepareTarget.class), FailureCode.NO_SPACE);

    cluster.work();

    assertThat(cluster.job(job).state()).isEqualTo(CopyJob.State.PARTIALLY_SUCCEEDED);
    cluster.command(ACME, new Command.ControlJob(job, Optional.of(SOUTH), Action.RETRY));
    cluster.work();
    assertThat(cluster.job(job).state()).isEqualTo(CopyJob.State.SUCCEEDED);
  }

  @Test
  void anImportEndsOnlyWhenTheNamedSegmentsAreTheSealedOnes() {
    TargetCopy target = cluster.creatingImport(ACME, "t", Optional.empty());
    SnapshotId snapshot = target.snapshots().get(0);
    cluster.upload(target, snapshot, 1);

    assertThat(cluster.refusal(ACME, complete(target, 1, 2))).startsWith("CONFLICT disks: ");
    assertThat(cluster.refusal(ACME, complete(target))).startsWith("CONFLICT disks: ");
    assertThat(cluster.refusal(BOLD, complete(target, 1))).startsWith("NOT_FOUND jobId: ");
    assertThat(cluster.command(ACME, complete(target, 1)).refusal()).isEmpty();

    assertThat(cluster.again(target).state()).isInstanceOf(TargetState.Committing.class);
    assertThat(cluster.command(ACME, complete(target, 1)).refusal()).isEmpty();
  }

  @Test
  void anImportWithoutUploadsForADayFails() {
    TargetCopy target = cluster.creatingImport(ACME, "t", Optional.empty());
    cluster.pass(Duration.ofHours(23));
    cluster.upload(target, target.snapshots().get(0), 1);
    cluster.pass(Duration.ofHours(23));
    assertThat(cluster.again(target).state()).isInstanceOf(TargetState.Creating.class);

    cluster.pass(Duration.ofHours(2));

    assertThat(cluster.again(target).state())
        .isInstanceOfSatisfying(
            TargetState.CreateFailed.class,
            failed -> {
              assertThat(failed.code()).isEqualTo(FailureCode.UPLOAD_ABANDONED);
              assertThat(failed.reason()).isEqualTo("nothing was uploaded for 24 hours");
            });
  }

  @Test
  void aFailedImportIsNotRetried() {
    CopyJobId job =
        cluster.accepted(
            ACME,
            new Command.SubmitImport(
                cluster.importRequest("t", Optional.empty(), Optional.empty())));
    cluster.fail(cluster.take(TaskMessage.PrepareTarget.class), FailureCode.NO_SPACE);

    assertThat(cluster.refusal(ACME, new Command.ControlJob(job, Optional.empty(), Action.RETRY)))
        .contains("import it again");
  }

  @Test
  void aKeyThatIsDisabledFailsItsUsersAtOnceAndForGood() {
    KeyId key = cluster.key(ACME, SOUTH);
    TargetCopy target =
        cluster.creating(
            copy("t", cluster.image(0), to(SOUTH, Optional.of(true), Optional.of(key.value()))),
            ACME);
    cluster.accepted(ACME, new Command.ChangeKey(key.value(), KeyAction.DISABLE, Optional.empty()));
    TaskMessage.ChangeKey disable = cluster.take(TaskMessage.ChangeKey.class);

    cluster.perform(disable);

    assertThat(cluster.again(target).state())
        .isInstanceOfSatisfying(
            TargetState.CreateFailed.class,
            failed -> assertThat(failed.code()).isEqualTo(FailureCode.KEY_DISABLED));
    cluster.accepted(ACME, new Command.ChangeKey(key.value(), KeyAction.ENABLE, Optional.empty()));
    cluster.perform(cluster.take(TaskMessage.ChangeKey.class));
    assertThat(cluster.again(target).state()).isInstanceOf(TargetState.CreateFailed.class);
    // Told again of the change before last, nobody believes it.
    cluster.report(cluster.keyChanged(disable.head(), key, ACME, KeyState.DISABLED));
    assertThat(cluster.key(key).orElseThrow().description().state()).isEqualTo(KeyState.ENABLED);
  }

  @Test
  void aKeyTakesOneChangeAtATime() {
    String key = cluster.key(ACME, SOUTH).value();
    cluster.accepted(ACME, new Command.ChangeKey(key, KeyAction.DISABLE, Optional.empty()));

    assertThat(
            cluster.refusal(ACME, new Command.ChangeKey(key, KeyAction.ENABLE, Optional.empty())))
        .startsWith("CONFLICT keyId: ");
  }

  @Test
  void whatIsBeingCopiedIsNotDeleted() {
    Image image = cluster.image(0);
    TargetCopy target = cluster.creating(copy("t", image, to(SOUTH)), ACME);
    SnapshotId snapshot = image.snapshots().get(0);

    assertThat(
            cluster.refusal(
                ACME, new Command.DeleteImage(image.imageId(), Command.Retention.DELETE)))
        .contains("is copying from it");
    assertThat(cluster.refusal(ACME, new Command.DeleteSnapshot(snapshot))).contains("needs it");
    cluster.done(ACME, new Command.DeleteImage(image.imageId(), Command.Retention.KEEP));
    assertThat(cluster.refusal(ACME, new Command.DeleteSnapshot(snapshot)))
        .contains("is copying from it");
    assertThat(
            cluster.refusal(
                ACME,
                new Command.DeleteImage(target.imageId().orElseThrow(), Command.Retention.DELETE)))
        .contains("still being made");
    cluster.work();
    assertThat(cluster.command(ACME, new Command.DeleteSnapshot(snapshot)).refusal()).isEmpty();
  }
}
