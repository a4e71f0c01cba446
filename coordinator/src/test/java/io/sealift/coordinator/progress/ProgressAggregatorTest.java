package io.sealift.coordinator.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyTask;
import io.sealift.coordinator.state.Entity;
import io.sealift.coordinator.state.SealedSegment;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.AccountId;
import io.sealift.copy.AgentId;
import io.sealift.copy.AttemptId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.copy.TaskId;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.ProgressMessage;
import io.sealift.protocol.ProgressMessage.AttemptRunning;
import io.sealift.protocol.ProgressMessage.SegmentSealed;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.SourceSnapshot;
import io.sealift.protocol.TaskHead;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ProgressAggregatorTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final CopyJobId JOB = new CopyJobId("j-1");
  private static final RegionId EAST = new RegionId("east");
  private static final SnapshotId SOURCE = new SnapshotId("s-source");
  private static final SnapshotId TARGET = new SnapshotId("s-target");
  private static final AgentId AGENT = new AgentId("east-1");
  private static final int SEGMENTS = 8;
  private static final long SEGMENT_BYTES = 64L << 20;

  private record Said(ProgressMessage message, Instant at) {}

  private final ClusterState state = new ClusterState();
  private final ProgressAggregator aggregator = new ProgressAggregator();

  ProgressAggregatorTest() {
    put(snapshot(SOURCE, Optional.empty()));
    put(snapshot(TARGET, Optional.of(new SourceSnapshot(EAST, SOURCE, new SealId("c-1")))));
    for (int segment = 0; segment < SEGMENTS; segment++) {
      put(new SealedSegment(SOURCE, receipt(segment, "a-source")));
    }
    put(target(new TargetState.Creating(NOW), CopyMode.VERBATIM));
  }

  private void put(Entity entity) {
    state.apply(entity.key(), entity);
  }

  private static Snapshot snapshot(SnapshotId id, Optional<SourceSnapshot> source) {
    return new Snapshot(
        id,
        EAST,
        new AccountId("alice"),
        "disk",
        SnapshotGeometry.ofSize(SEGMENTS * SEGMENT_BYTES),
        KeyReference.STORAGE,
        Snapshot.Status.CREATING,
        JOB,
        source,
        Optional.empty(),
        0,
        NOW);
  }

  private static TargetCopy target(TargetState targetState, CopyMode mode) {
    return new TargetCopy(
        JOB,
        EAST,
        new AccountId("alice"),
        mode,
        KeyReference.STORAGE,
        Optional.empty(),
        List.of(TARGET),
        targetState,
        SEGMENTS * plainBytes(),
        0,
        1,
        NOW);
  }

  private static long plainBytes() {
    return SEGMENT_BYTES / 2;
  }

  private static SegmentReceipt receipt(int segment, String attempt) {
    return new SegmentReceipt(
        segment, new AttemptId(attempt), 1, plainBytes(), SEGMENT_BYTES, "0".repeat(64));
  }

  private static TaskHead head(int segment) {
    return new TaskHead(new TaskId("t-" + segment), 1, JOB, EAST);
  }

  private static Said running(int segment, String attempt, long bytes, Instant at) {
    return new Said(new AttemptRunning(head(segment), new AttemptId(attempt), AGENT, bytes), at);
  }

  private void dispatch(int segment) {
    put(
        new CopyTask(
            head(segment).taskId(),
            JOB,
            EAST,
            new CopyTask.Segment(TARGET, segment),
            1,
            0,
            CopyTask.Phase.DISPATCHED,
            NOW));
  }

  private void seal(int segment, String attempt) {
    put(new SealedSegment(TARGET, receipt(segment, attempt)));
    state.apply(CopyTask.KIND + head(segment).taskId(), null);
  }

  private void say(Said said) {
    aggregator.accept(said.message(), said.at());
  }

  private TargetProgress progress(Instant now) {
    return progress(aggregator, now);
  }

  private TargetProgress progress(ProgressAggregator of, Instant now) {
    return of.of(state, (TargetCopy) state.find("target/j-1/east").orElseThrow(), now);
  }

  @Test
  void whatIsSealedCountsWithoutAnyMessage() {
    seal(0, "a-1");
    seal(1, "a-2");
    TargetProgress progress = progress(NOW);
    assertThat(progress.bytesDone()).isEqualTo(2 * plainBytes());
    assertThat(progress.percent()).isEqualTo(25);
    assertThat(progress.bytesPerSecond()).isEmpty();
  }

  @Test
  void aSegmentCountsOnceHoweverManyAttemptsRunAtIt() {
    dispatch(0);
    say(running(0, "a-1", 1000, NOW));
    say(running(0, "a-2", 3000, NOW));
    assertThat(progress(NOW).bytesDone()).isEqualTo(3000);
  }

  @Test
  void anAttemptCannotClaimMoreThanItsSegmentHolds() {
    dispatch(0);
    say(running(0, "a-1", Long.MAX_VALUE, NOW));
    say(running(0, "a-2", -5, NOW));
    assertThat(progress(NOW).bytesDone()).isEqualTo(plainBytes());
  }

  @Test
  void aTaskThatIsNotTheTargetsAddsNothing() {
    say(running(3, "a-1", 1000, NOW));
    assertThat(progress(NOW).bytesDone()).isZero();
  }

  @Test
  void aSealedSegmentIsNotCountedAgainByItsAttempt() {
    dispatch(0);
    say(running(0, "a-1", 1000, NOW));
    put(new SealedSegment(TARGET, receipt(0, "a-1")));
    assertThat(progress(NOW).bytesDone()).isEqualTo(plainBytes());
  }

  @Test
  void whatWasShownDoesNotGoDownWhenAnAttemptStartsAgain() {
    dispatch(0);
    say(running(0, "a-1", 1000, NOW));
    assertThat(progress(NOW).bytesDone()).isEqualTo(1000);
    state.apply(CopyTask.KIND + "t-0", null);
    assertThat(progress(NOW).bytesDone()).isEqualTo(1000);
  }

  @Test
  void aRetryOfTheUsersStartsFromNothing() {
    dispatch(0);
    say(running(0, "a-1", 1000, NOW));
    assertThat(progress(NOW).bytesDone()).isEqualTo(1000);
    TargetCopy target = target(new TargetState.Creating(NOW), CopyMode.VERBATIM);
    put(target.nextRound(List.of(new SnapshotId("s-other")), new TargetState.Waiting(NOW)));
    state.apply(CopyTask.KIND + "t-0", null);
    assertThat(progress(NOW).bytesDone()).isZero();
  }

  @Test
  void whatEndedStaysWhereItWasThoughItsSegmentsAreGone() {
    long sealed = plainBytes();
    put(target(new TargetState.Cancelled(NOW, sealed), CopyMode.VERBATIM));
    assertThat(progress(NOW).bytesDone()).isEqualTo(sealed);
    put(
        target(
            new TargetState.CreateFailed(NOW, FailureCode.NO_SPACE, "full", sealed),
            CopyMode.VERBATIM));
    assertThat(progress(NOW).bytesDone()).isEqualTo(sealed);
  }

  @Test
  void onlyAnAvailableTargetIsAtAHundred() {
    for (int segment = 0; segment < SEGMENTS; segment++) {
      seal(segment, "a-" + segment);
    }
    put(target(new TargetState.Committing(NOW), CopyMode.VERBATIM));
    assertThat(progress(NOW).percent()).isEqualTo(99);
    put(target(new TargetState.Available(NOW), CopyMode.VERBATIM));
    assertThat(progress(NOW).percent()).isEqualTo(100);
    assertThat(progress(NOW).bytesDone()).isEqualTo(progress(NOW).bytesTotal());
  }

  @Test
  void anImportTurnsOutToHoldWhatWasSealed() {
    put(target(new TargetState.Creating(NOW), CopyMode.IMPORTED));
    seal(0, "a-1");
    assertThat(progress(NOW).bytesTotal()).isEqualTo(SEGMENTS * plainBytes());
    put(target(new TargetState.Available(NOW), CopyMode.IMPORTED));
    assertThat(progress(NOW).bytesTotal()).isEqualTo(plainBytes());
    assertThat(progress(NOW).bytesDone()).isEqualTo(plainBytes());
  }

  @Test
  void aSteadyRateIsFoundAndGivesTheTimeThatIsLeft() {
    dispatch(0);
    long rate = 1 << 20;
    for (int second = 0; second <= 20; second++) {
      say(running(0, "a-1", second * rate, NOW.plusSeconds(second)));
    }
    TargetProgress progress = progress(NOW.plusSeconds(20));
    assertThat(progress.bytesPerSecond().orElseThrow()).isBetween(rate * 9 / 10, rate * 11 / 10);
    long left = progress.bytesTotal() - progress.bytesDone();
    assertThat(progress.etaSeconds().orElseThrow())
        .isBetween(left / rate * 9 / 10, left / rate * 12 / 10);
    TargetProgress later = progress(NOW.plus(Duration.ofMinutes(2)));
    assertThat(later.bytesPerSecond()).isEmpty();
    assertThat(later.etaSeconds()).isEmpty();
  }

  @Test
  void aPausedTargetHasNoRate() {
    dispatch(0);
    say(running(0, "a-1", 0, NOW));
    say(running(0, "a-1", 1000, NOW.plusSeconds(1)));
    put(target(new TargetState.Paused(NOW), CopyMode.VERBATIM));
    assertThat(progress(NOW.plusSeconds(1)).bytesPerSecond()).isEmpty();
    assertThat(progress(NOW.plusSeconds(1)).bytesDone()).isEqualTo(1000);
  }

  @Test
  void whatNobodyAsksForAnyMoreIsForgotten() {
    dispatch(0);
    say(running(0, "a-1", 1000, NOW));
    for (int job = 0; job < 100; job++) {
      TaskHead head = new TaskHead(new TaskId("t-x"), 1, new CopyJobId("j-other" + job), EAST);
      say(new Said(new AttemptRunning(head, new AttemptId("a-1"), AGENT, 1), NOW));
    }
    aggregator.sweep(state, NOW.plusSeconds(60));
    assertThat(aggregator.size()).isEqualTo(101);
    aggregator.sweep(state, NOW.plus(Duration.ofMinutes(10)));
    assertThat(aggregator.size()).isEqualTo(1);
    assertThat(progress(NOW.plus(Duration.ofMinutes(10))).bytesDone()).isEqualTo(1000);
    put(target(new TargetState.Available(NOW), CopyMode.VERBATIM));
    aggregator.sweep(state, NOW.plus(Duration.ofMinutes(10)));
    assertThat(aggregator.size()).isZero();
  }

  static LongStream seeds() {
    return LongStream.range(0, 100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsShownIsBoundedAndNeverGoesDown(long seed) {
    Random random = new Random(seed);
    long shown = 0;
    int percent = 0;
    for (int step = 0; step < 300; step++) {
      Instant now = NOW.plusMillis(step * 200L);
      int segment = random.nextInt(SEGMENTS);
      boolean isSealed = state.segments().of(TARGET).containsKey(segment);
      switch (random.nextInt(8)) {
        case 0 -> {
          if (!isSealed) {
            dispatch(segment);
          }
        }
        case 1 -> state.apply(CopyTask.KIND + "t-" + segment, null);
        case 2 -> {
          if (!isSealed && random.nextInt(4) == 0) {
            seal(segment, "a-" + segment);
          }
        }
        case 3 -> aggregator.sweep(state, now);
        default -> say(anything(random, segment, now));
      }
      TargetProgress progress = progress(now);
      assertThat(progress.bytesDone()).as("seed " + seed).isBetween(shown, progress.bytesTotal());
      assertThat(progress.percent()).as("seed " + seed).isBetween(percent, 99);
      shown = progress.bytesDone();
      percent = progress.percent();
    }
  }

  private static Said anything(Random random, int segment, Instant now) {
    String attempt = "a-" + segment + "x" + random.nextInt(3);
    long bytes = (long) (random.nextDouble() * 1.3 * plainBytes());
    return running(segment, attempt, bytes, now.minusMillis(random.nextInt(60_000)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theSameMessagesInAnyOrderAndTwiceShowTheSame(long seed) {
    Random random = new Random(seed);
    List<Said> messages = new ArrayList<>();
    for (int segment = 0; segment < SEGMENTS; segment++) {
      dispatch(segment);
    }
    for (int i = 0; i < 200; i++) {
      messages.add(
          anything(random, random.nextInt(SEGMENTS), NOW.plusMillis(random.nextInt(9000))));
    }
    for (int segment = 0; segment < 3; segment++) {
      AttemptId attempt = new AttemptId("a-" + segment + "x0");
      messages.add(
          new Said(
              new SegmentSealed(
                  head(segment), attempt, AGENT, TARGET, receipt(segment, attempt.value())),
              NOW.plusSeconds(5)));
      seal(segment, attempt.value());
    }
    messages.forEach(this::say);
    Instant now = NOW.plusSeconds(9);
    TargetProgress once = progress(now);

    ProgressAggregator other = new ProgressAggregator();
    List<Said> shuffled = new ArrayList<>(messages);
    shuffled.addAll(messages.subList(0, random.nextInt(messages.size())));
    Collections.shuffle(shuffled, random);
    for (Said said : shuffled) {
      other.accept(said.message(), said.at());
      if (random.nextInt(10) == 0) {
        progress(other, now);
      }
    }
    assertThat(progress(other, now)).as("seed " + seed).isEqualTo(once);
    assertThat(once.bytesPerSecond()).isPresent();
  }
}
