package io.sealift.coordinator.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.coordinator.audit.RecordedAudits;
import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.command.CommandMessage;
import io.sealift.coordinator.job.Changes;
import io.sealift.coordinator.job.JobDecider;
import io.sealift.coordinator.job.Policy;
import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Entity;
import io.sealift.copy.AccountId;
import io.sealift.copy.AgentId;
import io.sealift.copy.RandomIdSource;
import io.sealift.copy.RegionId;
import io.sealift.copy.TraceParent;
import io.sealift.kafka.Topics;
import io.sealift.kafka.TraceHeader;
import io.sealift.protocol.AgentMessage;
import io.sealift.protocol.Endpoint;
import io.sealift.protocol.JobEventMessage;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.MessageFormatException;
import io.sealift.protocol.StrictJson;
import io.sealift.ticket.TicketSigner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The trace of an input stays with what it begins, and goes out with every task of it. */
class EngineTracesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final AccountId ACCOUNT = new AccountId("alice");
  private static final TraceParent GIVEN =
      new TraceParent("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);
  private static final String REQUEST =
      "{\"version\":1,\"requestToken\":\"t-1\",\"region\":\"south\",\"imageId\":\"m-none\","
          + "\"targets\":[{\"region\":\"south\"}]}";

  private final ClusterState state = new ClusterState();
  private final EffectMessages effects =
      new EffectMessages(
          new TicketSigner("tk-1"),
          new EffectMessages.Administrator() {
            @Override
            public AccountId accountId() {
              return ACCOUNT;
            }

            @Override
            public Account account(Optional<Account> existing) {
              return existing.orElseThrow();
            }
          },
          Clock.systemUTC());
  private final RecordedAudits audits = new RecordedAudits(() -> NOW);
  private final JobDecider decider = decider();
  private final EngineInputs inputs =
      new EngineInputs(decider, (known, headers, value, now) -> ACCOUNT, audits.audits());

  private static JobDecider decider() {
    return new JobDecider(Policy.defaults(Set.of(new RegionId("south"))), new RandomIdSource());
  }

  private static ConsumerRecord<String, byte[]> command() {
    CommandMessage message =
        new CommandMessage(
            "c-1",
            ACCOUNT,
            NOW,
            new Command.CreateKey("south", Optional.of("a key"), Optional.empty()));
    return new ConsumerRecord<>(
        Topics.COMMANDS, 0, 7, "c-1", JsonMessageCodec.of(CommandMessage.class).encode(message));
  }

  private static ConsumerRecord<String, byte[]> request() {
    return new ConsumerRecord<>(Topics.COPY_REQUESTS, 0, 7, "t-1", REQUEST.getBytes(UTF_8));
  }

  private static ConsumerRecord<String, byte[]> with(
      ConsumerRecord<String, byte[]> record, String header) {
    record.headers().add("traceparent", header.getBytes(UTF_8));
    return record;
  }

  private Changes decided(ConsumerRecord<String, byte[]> record) {
    Changes changes = new Changes(state);
    inputs.decide(record, changes, NOW);
    return changes;
  }

  /** The trace of the one task that is published. */
  private Optional<TraceParent> published(Changes changes, JobDecider by) {
    List<ProducerRecord<String, byte[]>> tasks = effects.tasks(changes, by, NOW);
    assertThat(tasks).hasSize(1);
    return TraceParent.parse(TraceHeader.text(tasks.get(0).headers()));
  }

  /** The state that another coordinator makes of the journal. */
  private static ClusterState replayed(Changes changes, UnaryOperator<ObjectNode> as)
      throws Exception {
    ClusterState other = new ClusterState();
    for (Map.Entry<String, Optional<Entity>> record : changes.records().entrySet()) {
      byte[] json = JournalCodec.encode(record.getValue().orElseThrow());
      ObjectNode read = (ObjectNode) StrictJson.mapper().readTree(json);
      byte[] kept = StrictJson.mapper().writeValueAsBytes(as.apply(read));
      other.apply(record.getKey(), JournalCodec.decode(kept).orElseThrow());
    }
    return other;
  }

  private static AgentMessage.AgentRegistered agent(Instant at) {
    Endpoint endpoint = new Endpoint("localhost", 1);
    return new AgentMessage.AgentRegistered(
        new AgentId("south-1"),
        new RegionId("south"),
        "1",
        endpoint,
        endpoint,
        "",
        "",
        "",
        2,
        2,
        1,
        1,
        "",
        1,
        at);
  }

  private Optional<TraceParent> publishedAgain(ClusterState other) {
    JobDecider successor = decider();
    Changes changes = new Changes(other);
    // Long enough for a task that nobody has started.
    for (int minute = 1; changes.tasks().isEmpty() && minute <= 60; minute++) {
      Instant later = NOW.plus(Duration.ofMinutes(minute));
      successor.agent(agent(later), later);
      successor.advance(changes, later);
    }
    return published(changes, successor);
  }

  @Test
  void aTaskBearsTheTraceOfTheCommandThatBeganIt() {
    Changes changes = decided(with(command(), GIVEN.header()));

    assertThat(published(changes, decider)).contains(GIVEN);
    assertThat(changes.cause()).isEmpty();
  }

  @Test
  void aTaskThatAnotherCoordinatorPublishesAgainBearsTheSameTrace() throws Exception {
    Changes changes = decided(with(command(), GIVEN.header()));

    ClusterState other = replayed(changes, UnaryOperator.identity());

    assertThat(publishedAgain(other)).contains(GIVEN);
  }

  @Test
  void whatAnOlderCoordinatorBeganHasNoTraceAndGoesOn() throws Exception {
    Changes changes = decided(with(command(), GIVEN.header()));

    ClusterState other = replayed(changes, entity -> entity.without(List.of("trace")));

    assertThat(publishedAgain(other)).isEmpty();
  }

  @Test
  void aCommandOfAnOlderCoordinatorBeginsATrace() {
    assertThat(published(decided(command()), decider)).isPresent();
  }

  @Test
  void aJobsTraceIsReadFromTheJournal() throws MessageFormatException {
    Entity job = Objects.requireNonNull(TestEntities.all().get("job-traced"));
    ClusterState other = new ClusterState();
    other.apply(job.key(), JournalCodec.decode(JournalCodec.encode(job)).orElseThrow());

    assertThat(JobTraces.of(other, ((CopyJob) job).jobId().value())).contains(GIVEN);
  }

  @Test
  void aRequestGoesOnWithTheTraceOfItsRecordInASpanOfItsOwn() {
    Changes changes = decided(with(request(), GIVEN.header()));

    JobEventMessage refused = changes.events().get(0);
    assertThat(changes.causeOf(refused))
        .hasValueSatisfying(
            trace -> {
              assertThat(trace.traceId()).isEqualTo(GIVEN.traceId());
              assertThat(trace.spanId()).isNotEqualTo(GIVEN.spanId());
            });
    inputs.audit();
    assertThat(audits.records().get(0).at("/what/traceId").asText()).isEqualTo(GIVEN.traceId());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "malformed", "00-00000000000000000000000000000000-00f067aa0ba902b7-01"})
  void aRequestWhoseHeaderIsNoGoodBeginsATrace(String header) {
    Changes changes = decided(with(request(), header));

    assertThat(changes.causeOf(changes.events().get(0)))
        .hasValueSatisfying(trace -> assertThat(trace.traceId()).isNotEqualTo(GIVEN.traceId()));
  }
}
