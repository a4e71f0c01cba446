package io.sealift.coordinator.job;

import static io.sealift.coordinator.job.TestCluster.ACME;
import static io.sealift.coordinator.job.TestCluster.BOLD;
import static io.sealift.coordinator.job.TestCluster.NORTH;
import static io.sealift.coordinator.job.TestCluster.SOUTH;
import static io.sealift.coordinator.job.TestCluster.WEST;
import static io.sealift.coordinator.job.TestCluster.copy;
import static io.sealift.coordinator.job.TestCluster.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.command.Command.Action;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CopyTask;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.FailureCode;
import io.sealift.protocol.TaskMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who gets work when, and what becomes of work that nobody does. */
class DispatchTest {
  private static final Integer[] ALL = IntStream.range(0, 4).boxed().toArray(Integer[]::new);
  private final TestCluster cluster = new TestCluster();

  private TestCluster oneAtATime() {
    return new TestCluster(
        Policy.defaults(Set.of(NORTH, SOUTH, WEST)).withRunningPerAccountAndRegion(1));
  }

  private static CopyJobId submit(
      TestCluster on, AccountId account, String token, Image image, int priority) {
    return on.accepted(
        account, new Command.SubmitCopy(copy(token, image, priority, Optional.empty(), to(SOUTH))));
  }

  private List<CopyTask> segments() {
    return cluster.state.all(CopyTask.class, CopyTask.KIND).stream()
        .filter(task -> task.work() instanceof CopyTask.Segment)
        .toList();
  }

  private long segmentsOf(TargetCopy target) {
    return cluster.state.work().tasksOf(target.id()).size();
  }

  /** Targets that wait for agents, one for each account and rate. */
  private TargetCopy creating(AccountId account, String token, int priority, Optional<Long> rate) {
    Image image = cluster.image(account, "import-" + token, Optional.empty(), ALL);
    return cluster.creating(copy(token, image, priority, rate, to(SOUTH)), account);
  }

  @Test
  void whatIsOverTheLimitWaitsAndIsLetInByPriorityThenAge() {
    TestCluster on = oneAtATime();
    Image image = on.image(0);
    CopyJobId first = submit(on, ACME, "t1", image, 5);
    CopyJobId second = submit(on, ACME, "t2", image, 5);
    on.pass(Duration.ofSeconds(1));
    CopyJobId third = submit(on, ACME, "t3", image, 5);
    on.pass(Duration.ofSeconds(1));
    CopyJobId urgent = submit(on, ACME, "t4", image, 9);
    assertThat(on.target(second, SOUTH).state()).isInstanceOf(TargetState.Waiting.class);

    for (CopyJobId next : List.of(urgent, second, third)) {
      CopyJobId running = next.equals(urgent) ? first : next.equals(second) ? urgent : second;
      on.control(running, Action.CANCEL);
      assertThat(on.target(next, SOUTH).state()).isInstanceOf(TargetState.Preflight.class);
    }
  }

  @Test
  void importsThatWaitForTheirUploadsHoldNothingUp() {
    TestCluster on = oneAtATime();

    TargetCopy first = on.creatingImport(ACME, "t1", Optional.empty());
    TargetCopy second = on.creatingImport(ACME, "t2", Optional.empty());

    assertThat(on.again(first).state()).isInstanceOf(TargetState.Creating.class);
    assertThat(on.again(second).state()).isInstanceOf(TargetState.Creating.class);
  }

  @Test
  void oneAccountsQueueDoesNotHoldUpAnother() {
    TestCluster on = oneAtATime();
    Image image = on.image(0);
    Image theirs = on.image(BOLD, "theirs", Optional.empty(), 0);
    submit(on, ACME, "t1", image, 9);
    submit(on, ACME, "t2", image, 9);

    CopyJobId job = submit(on, BOLD, "t1", theirs, 0);

    assertThat(on.target(job, SOUTH).state()).isInstanceOf(TargetState.Preflight.class);
  }

  @Test
  void aPausedTargetGivesItsPlaceAway() {
    TestCluster on = oneAtATime();
    Image image = on.image(0);
    CopyJobId first = submit(on, ACME, "t1", image, 5);
    CopyJobId second = submit(on, ACME, "t2", image, 5);

    on.control(first, Action.PAUSE);

    assertThat(on.target(second, SOUTH).state()).isInstanceOf(TargetState.Preflight.class);
  }

  @Test
  void theWindowIsTwiceTheSlotsAndIsRefilled() {
    creating(ACME, "t", 5, Optional.empty());
    assertThat(segments()).isEmpty(); // No agent yet.

    cluster.agents(SOUTH, 1, 1);
    assertThat(segments()).hasSize(2);
    cluster.perform(cluster.take(TaskMessage.CopySegment.class));

    assertThat(segments()).hasSize(2);
    assertThat(cluster.state.work().dispatchedSegments(SOUTH)).isEqualTo(2);
  }

  @Test
  void accountsShareTheWindowEvenly() {
    TargetCopy one = creating(ACME, "t1", 9, Optional.empty());
    TargetCopy two = creating(ACME, "t2", 9, Optional.empty());
    TargetCopy theirs = creating(BOLD, "t3", 0, Optional.empty());

    cluster.agents(SOUTH, 2, 2);

    assertThat(segmentsOf(one) + segmentsOf(two)).isEqualTo(2);
    assertThat(segmentsOf(theirs)).isEqualTo(2);
  }

  @Test
  void whatIsOutForATargetWithNothingLeftToGiveCountsForItsAccount() {
    TargetCopy out = creating(ACME, "t1", 9, Optional.empty());
    cluster.agents(SOUTH, 2, 2); // All four segments of it are out.
    assertThat(segmentsOf(out)).isEqualTo(4);
    TargetCopy more = creating(ACME, "t2", 9, Optional.empty());
    TargetCopy theirs = creating(BOLD, "t3", 0, Optional.empty());

    cluster.agents(SOUTH, 4, 4);

    assertThat(segmentsOf(theirs)).isEqualTo(4);
    assertThat(segmentsOf(more)).isZero();
  }

  @Test
  void withinAnAccountPriorityGoesFirst() {
    TargetCopy low = creating(ACME, "t1", 1, Optional.empty());
    TargetCopy high = creating(ACME, "t2", 8, Optional.empty());

    cluster.agents(SOUTH, 2, 2);

    assertThat(segmentsOf(high)).isEqualTo(4);
    assertThat(segmentsOf(low)).isZero();
  }

  @Test
  void targetsWithARateLimitLeaveHalfOfTheSlotsToOthers() {
    TargetCopy slow = creating(ACME, "t1", 9, Optional.of(65_536L));
    TargetCopy slower = creating(BOLD, "t2", 9, Optional.of(65_536L));
    cluster.agents(SOUTH, 4, 4);
    assertThat(segmentsOf(slow) + segmentsOf(slower)).isEqualTo(2);

    TargetCopy free = creating(ACME, "t3", 0, Optional.empty());

    assertThat(segmentsOf(free)).isEqualTo(4);
  }

  @Test
  void aTaskThatNobodyStartsIsPublishedAgainOnceASlotIsFree() {
    cluster.agents(SOUTH, 1, 0);
    creating(ACME, "t", 5, Optional.empty());
    TaskMessage first = cluster.take(TaskMessage.CopySegment.class);
    cluster.tasks.clear();
    cluster.now = cluster.now.plusSeconds(13);
    cluster.agents(SOUTH, 1, 0);
    assertThat(cluster.tasks).isEmpty();

    cluster.agents(SOUTH, 1, 1);

    assertThat(cluster.all(TaskMessage.CopySegment.class).map(t -> t.head().taskId()))
        .contains(first.head().taskId());
    assertThat(cluster.tasks).allSatisfy(task -> assertThat(task.head().dispatch()).isEqualTo(2));
  }

  @Test
  void aTaskWhoseAgentFallsSilentIsTriedAgainAndAtLastFailsItsTarget() {
    CopyJobId job =
        cluster.accepted(ACME, new Command.SubmitCopy(copy("t", cluster.image(0), to(SOUTH))));
    for (int attempt = 1; attempt <= 5; attempt++) {
      cluster.running(cluster.take(TaskMessage.PrepareTarget.class));
      cluster.pass(Duration.ofSeconds(31));
      cluster.pass(Duration.ofSeconds(20));
      assertThat(cluster.target(job, SOUTH).failedAttempts()).isEqualTo(attempt);
    }

    assertThat(cluster.target(job, SOUTH).state())
        .isInstanceOfSatisfying(
            TargetState.CreateFailed.class,
            failed -> assertThat(failed.code()).isEqualTo(FailureCode.NO_AGENT));
  }

  @Test
  void aFailedAttemptIsRepeatedAfterAPauseThatDoubles() {
    cluster.accepted(ACME, new Command.SubmitCopy(copy("t", cluster.image(0), to(SOUTH))));
    for (long pause : List.of(500, 1_000, 2_000, 4_000)) {
      cluster.fail(cluster.take(TaskMessage.PrepareTarget.class), FailureCode.SOURCE_UNREACHABLE);
      cluster.pass(Duration.ofMillis(pause - 1));
      assertThat(cluster.tasks).isEmpty();
      cluster.pass(Duration.ofMillis(1));
      assertThat(cluster.tasks).hasSize(1);
    }
  }

  @Test
  void aRateThatIsGivenAtSubmissionIsToldToTheAgents() {
    CopyJobId job =
        cluster.accepted(
            ACME,
            new Command.SubmitCopy(
                copy("t", cluster.image(0), 5, Optional.of(1L << 20), to(SOUTH))));

    assertThat(cluster.last.directedJobs()).containsExactly(job);
  }

  @Test
  void aPermanentFailureIsNotRepeated() {
    CopyJobId job =
        cluster.accepted(ACME, new Command.SubmitCopy(copy("t", cluster.image(0), to(SOUTH))));

    cluster.fail(cluster.take(TaskMessage.PrepareTarget.class), FailureCode.KEY_FOREIGN);

    assertThat(cluster.target(job, SOUTH).state()).isInstanceOf(TargetState.CreateFailed.class);
  }

  @Test
  void anOrderThatWasTakenBackFailsNothing() {
    CopyJobId job =
        cluster.accepted(ACME, new Command.SubmitCopy(copy("t", cluster.image(0), to(SOUTH))));

    cluster.fail(cluster.take(TaskMessage.PrepareTarget.class), FailureCode.CANCELLED);

    assertThat(cluster.target(job, SOUTH).state()).isInstanceOf(TargetState.Preflight.class);
    assertThat(cluster.target(job, SOUTH).failedAttempts()).isZero();
    assertThat(cluster.last.directedJobs()).containsExactly(job);
    cluster.pass(Duration.ofMillis(500));
    assertThat(cluster.all(TaskMessage.PrepareTarget.class)).hasSize(1);
  }

  @Test
  void agentsAreToldALimitBeforeTheFirstTask() {
    CopyJobId limited =
        cluster.accepted(
            ACME,
            new Command.SubmitCopy(
                copy("t", cluster.image(0), 5, Optional.of(1L << 20), to(SOUTH))));

    assertThat(cluster.last.directedJobs()).containsExactly(limited);
  }

  @Test
  void outcomesAndTokensExpire() {
    Image image = cluster.image(0);
    cluster.agents(SOUTH, 4, 4);
    cluster.agents(NORTH, 4, 4);
    CommandOutcome outcome =
        cluster.command(ACME, new Command.SubmitCopy(copy("t", image, to(SOUTH))));
    cluster.pass(Duration.ofMinutes(11));
    assertThat(cluster.state.find(outcome.key())).isEmpty();
    cluster.pass(Duration.ofDays(8));
    assertThat(cluster.state.find("request/acme/t")).isPresent(); // Its job still runs.
    cluster.control(new CopyJobId(outcome.subject().orElseThrow()), Action.CANCEL);
    cluster.pass(Duration.ofDays(6));
    assertThat(cluster.state.find("request/acme/t")).isPresent();

    cluster.pass(Duration.ofDays(2));

    assertThat(cluster.state.find("request/acme/t")).isEmpty();
  }
}
