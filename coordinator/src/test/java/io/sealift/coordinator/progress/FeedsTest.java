package io.sealift.coordinator.progress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.state.ClusterState;
import io.sealift.copy.AgentId;
import io.sealift.copy.AttemptId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.RegionId;
import io.sealift.copy.TaskId;
import io.sealift.protocol.AgentMessage;
import io.sealift.protocol.AgentMessage.AgentRegistered;
import io.sealift.protocol.Endpoint;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.ProgressMessage;
import io.sealift.protocol.ProgressMessage.AttemptRunning;
import io.sealift.protocol.TaskHead;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FeedsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final RegionId EAST = new RegionId("east");

  private final LiveAgents agents = new LiveAgents();
  private final ProgressAggregator aggregator = new ProgressAggregator();
  private final ClusterState state = new ClusterState();
  private Instant now = NOW;

  private static ConsumerRecord<String, byte[]> record(
      String key, byte @Nullable [] value, Instant at) {
    return new ConsumerRecord<>(
        "topic",
        0,
        0,
        at.toEpochMilli(),
        TimestampType.CREATE_TIME,
        0,
        0,
        key,
        value,
        new RecordHeaders(),
        Optional.empty());
  }

  private static byte[] agent() {
    AgentRegistered agent =
        new AgentRegistered(
            new AgentId("east-1"),
            EAST,
            "0.1.0",
            new Endpoint("127.0.0.1", 7001),
            new Endpoint("127.0.0.1", 7002),
            "ab".repeat(32),
            "Z3JhbnQ=",
            "c2lnbg==",
            4,
            4,
            1,
            2,
            "native",
            3,
            NOW);
    return JsonMessageCodec.of(AgentMessage.class).encode(agent);
  }

  @Test
  void anAgentWhoseClockIsWrongIsHeardWhenItSpeaks() {
    AgentFeed consumer = new AgentFeed(agents, () -> now);
    consumer.handle(record("east-1", agent(), NOW.minusSeconds(60)));
    assertThat(agents.alive(now)).isEmpty();
    consumer.handle(record("east-1", agent(), NOW.plus(Duration.ofDays(1))));
    assertThat(agents.alive(now)).hasSize(1);
    now = NOW.plusSeconds(100);
    assertThat(agents.alive(now)).isEmpty();
    consumer.handle(record("east-1", agent(), NOW.plusSeconds(40)));
    assertThat(agents.alive(now)).hasSize(1);
  }

  @Test
  void aTombstoneRemovesAnAgentAndNonsenseIsSkipped() {
    AgentFeed consumer = new AgentFeed(agents, () -> now);
    consumer.handle(record("east-1", agent(), NOW));
    consumer.handle(record("east-1", "nonsense".getBytes(UTF_8), NOW));
    consumer.handle(record("NO ID", null, NOW));
    assertThat(agents.all()).hasSize(1);
    consumer.handle(record("east-1", null, NOW));
    assertThat(agents.all()).isEmpty();
  }

  @Test
  void progressIsTakenNonsenseSkippedAndWhatIsOldSwept() {
    ProgressFeed consumer =
        new ProgressFeed(aggregator, visitor -> visitor.accept(state), () -> now);
    consumer.handle(record("j-1", running("j-1"), NOW));
    consumer.handle(record("j-1", "{}".getBytes(UTF_8), NOW));
    consumer.handle(record("j-1", null, NOW));
    assertThat(aggregator.size()).isEqualTo(1);
    now = NOW.plus(Duration.ofMinutes(10));
    consumer.handle(record("j-2", running("j-2"), now));
    assertThat(aggregator.size()).isEqualTo(1);
  }

  @Test
  void anAgentThatRunsWildIsCutOffForTheRestOfTheSecondAndTheOthersAreHeard() {
    ProgressFeed consumer =
        new ProgressFeed(aggregator, visitor -> visitor.accept(state), () -> now);
    for (int i = 0; i < 100_000; i++) {
      consumer.handle(record("j-1", running("j-" + i), now));
    }
    assertThat(aggregator.size()).isEqualTo(2_000);

    consumer.handle(record("j-x", running("j-other", "east-2"), now));
    assertThat(aggregator.size()).isEqualTo(2_001);

    now = now.plusSeconds(1);
    consumer.handle(record("j-y", running("j-later"), now));
    assertThat(aggregator.size()).isEqualTo(2_002);
  }

  @Test
  void targetsThatNobodyKnowsTakeNoMoreThanTheirRoom() {
    for (int i = 0; i < 150_000; i++) {
      TaskHead head = new TaskHead(new TaskId("t-1"), 1, new CopyJobId("j-" + i), EAST);
      aggregator.accept(
          new AttemptRunning(head, new AttemptId("a-1"), new AgentId("east-1"), 1), now);
    }
    assertThat(aggregator.size()).isEqualTo(100_000);
  }

  private static byte[] running(String job) {
    return running(job, "east-1");
  }

  private static byte[] running(String job, String agent) {
    TaskHead head = new TaskHead(new TaskId("t-1"), 1, new CopyJobId(job), EAST);
    return JsonMessageCodec.of(ProgressMessage.class)
        .encode(new AttemptRunning(head, new AttemptId("a-1"), new AgentId(agent), 1));
  }
}
