package io.sealift.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealift.audit.AuditTrail;
import io.sealift.coordinator.audit.CoordinatorAudit;
import io.sealift.coordinator.audit.KeyNames;
import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.engine.EffectMessages;
import io.sealift.coordinator.engine.JobEngine;
import io.sealift.coordinator.engine.JournalMark;
import io.sealift.coordinator.engine.JournalView;
import io.sealift.coordinator.engine.KafkaCommandSender;
import io.sealift.coordinator.job.JobDecider;
import io.sealift.coordinator.job.Policy;
import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.copy.AccountId;
import io.sealift.copy.IdSource;
import io.sealift.copy.RandomIdSource;
import io.sealift.copy.RegionId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.KafkaTroubles;
import io.sealift.kafka.TopicProvisioner;
import io.sealift.kafka.TopicReader;
import io.sealift.kafka.Topics;
import io.sealift.standalone.EmbeddedKafka;
import io.sealift.system.kafka.TopicDamage;
import io.sealift.telemetry.Traces;
import io.sealift.ticket.TicketSigner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The engine on a real broker: commands are decided by one coordinator, survive it, and are known
 * when read again.
 */
class JobEngineIT {
  private static final RegionId REGION = new RegionId("east");
  private static final AccountId ACCOUNT = new AccountId("admin");
  @TempDir private Path directory;
  private final KafkaTroubles troubles = new KafkaTroubles(new SimpleMeterRegistry());
  private final IdSource ids = new RandomIdSource();
  private final Traces traces = new Traces();

  private EffectMessages effects() {
    return new EffectMessages(
        new TicketSigner("tk" + ids.next()),
        new EffectMessages.Administrator() {
          @Override
          public AccountId accountId() {
            return ACCOUNT;
          }

          @Override
          public Account account(Optional<Account> existing) {
            return existing.orElseGet(
                () -> new Account(ACCOUNT, Account.Role.ADMINISTRATOR, List.of(), Instant.EPOCH));
          }
        },
        Clock.systemUTC());
  }

  private final CoordinatorAudit audits =
      new CoordinatorAudit(
          new AuditTrail(
              line -> {}, "coordinator", new SimpleMeterRegistry(), ids, Clock.systemUTC()),
          new KeyNames(key -> Optional.empty(), blob -> Optional.empty()),
          Clock.systemUTC());

  private JobEngine engine(KafkaSettings kafka, String id) throws IOException {
    return JobEngine.start(
        kafka,
        id,
        () -> new JobDecider(Policy.defaults(Set.of(REGION)), ids),
        (state, headers, value, now) -> ACCOUNT,
        effects(),
        new JobEngine.EngineEnvironment(
            Clock.systemUTC(),
            new SimpleMeterRegistry(),
            JournalMark.open(directory.resolve(id)),
            troubles,
            audits));
  }

  @Test
  void aStandbyTakesOverAndKnowsWhatWasDecided() throws Exception {
    try (EmbeddedKafka broker = new EmbeddedKafka(directory, 0)) {
      KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
      new TopicProvisioner(kafka.admin()).provision(List.of(REGION), (short) 1);
      ClusterView view = new ClusterView();
      try (KafkaCommandSender sender = new KafkaCommandSender(kafka, ids, Clock.systemUTC());
          TopicReader reader =
              TopicReader.fromBeginning(
                  kafka, List.of(Topics.JOURNAL), troubles, new JournalView(view, sender::seen))) {
        String first;
        try (JobEngine engine = engine(kafka, "coordinator-1")) {
          CommandOutcome made =
              sender
                  .send(
                      ACCOUNT,
                      traces.begin(),
                      new Command.CreateKey("east", Optional.of("a key"), Optional.empty()))
                  .get();
          first = made.subject().orElseThrow();
          assertThat(engine.isOwner()).isTrue();
        }
        try (JobEngine standby = engine(kafka, "coordinator-2")) {
          Awaitility.await().atMost(Duration.ofSeconds(30)).until(standby::isOwner);
          CommandOutcome refused =
              sender
                  .send(
                      ACCOUNT,
                      traces.begin(),
                      new Command.CreateKey("west", Optional.empty(), Optional.empty()))
                  .get();
          assertThat(refused.refusal().orElseThrow().message()).startsWith("region: ");
          assertThat(
                  view.<Optional<Operation>>read(
                      state -> state.find(Operation.class, Operation.KIND + first)))
              .isPresent();
        }
        reader.awaitCaughtUp(Duration.ofSeconds(10));
      }
    }
  }

  @Test
  void offsetsThatKafkaForgotToCommitHoldNothingUp() throws Exception {
    Command.CreateKey command =
        new Command.CreateKey("east", Optional.of("a key"), Optional.empty());
    try (EmbeddedKafka broker = new EmbeddedKafka(directory, 0)) {
      KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
      new TopicProvisioner(kafka.admin()).provision(List.of(REGION), (short) 1);
      decide(kafka, command);
    }
    TopicDamage damage = new TopicDamage(directory);
    damage.cutLast("__consumer_offsets");
    damage.cutLast(Topics.JOURNAL);

    try (EmbeddedKafka broker = new EmbeddedKafka(directory, 0)) {
      decide(KafkaSettings.of(broker.bootstrapServers()), command);
    }
  }

  /** Has an engine of its own decide. */
  private void decide(KafkaSettings kafka, Command command) throws Exception {
    ClusterView view = new ClusterView();
    try (KafkaCommandSender sender = new KafkaCommandSender(kafka, ids, Clock.systemUTC());
        TopicReader reader =
            TopicReader.fromBeginning(
                kafka, List.of(Topics.JOURNAL), troubles, new JournalView(view, sender::seen));
        JobEngine engine = engine(kafka, "coordinator-1")) {
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(engine::isOwner);
      CommandOutcome made = sender.send(ACCOUNT, traces.begin(), command).get(30, TimeUnit.SECONDS);
      assertThat(made.subject()).isPresent();
      assertThat(reader.failure()).isEmpty();
    }
  }
}
