package io.sealift.system.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealift.copy.RegionId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.KafkaTroubles;
import io.sealift.kafka.RecordHandler;
import io.sealift.kafka.TopicProvisioner;
import io.sealift.kafka.TopicReader;
import io.sealift.kafka.Topics;
import io.sealift.standalone.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class TopicReaderIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;
  private final List<String> read = new CopyOnWriteArrayList<>();
  private final KafkaTroubles troubles = new KafkaTroubles(new SimpleMeterRegistry());
  private EmbeddedKafka kafka;
  private KafkaSettings settings;

  @BeforeEach
  void start() throws Exception {
    kafka = new EmbeddedKafka(directory, 0);
    settings = KafkaSettings.of(kafka.bootstrapServers());
    new TopicProvisioner(settings.admin()).provision(List.of(new RegionId("north")), (short) 1);
  }

  @AfterEach
  void stop() {
    kafka.close();
  }

  @Test
  void whatStoodInTheTopicsWhenAskedHasBeenHandledAfterwards() throws Exception {
    send(Topics.CONTROL, "k", "1");
    try (TopicReader reader =
        TopicReader.fromBeginning(
            settings, List.of(Topics.CONTROL, Topics.AGENTS), troubles, this::note)) {
      reader.awaitCaughtUp(PATIENCE);
      assertThat(read).containsExactly("sealift.control k=1");

      send(Topics.AGENTS, "a", "2");
      reader.awaitCaughtUp(PATIENCE);
      assertThat(read).containsExactly("sealift.control k=1", "sealift.agents a=2");
    }
  }

  @Test
  void transactionsThatWereAbortedAreNeverHandledAndAreNotWaitedFor() throws Exception {
    try (var producer = new KafkaProducer<String, byte[]>(settings.transactionalProducer("t"))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(Topics.JOURNAL, "k", bytes("kept"))).get();
      producer.commitTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(Topics.JOURNAL, "k", bytes("aborted"))).get();
      producer.abortTransaction();
    }
    try (TopicReader reader =
        TopicReader.fromBeginning(settings, List.of(Topics.JOURNAL), troubles, this::note)) {
      reader.awaitCaughtUp(PATIENCE);
    }

    assertThat(read).containsExactly("sealift.journal k=kept");
  }

  @Test
  void aReaderSinceATimeSkipsWhatIsOlder() throws Exception {
    String topic = "two-partitions";
    long noon = Instant.now().toEpochMilli();
    try (Admin admin = Admin.create(settings.admin());
        var producer = new KafkaProducer<String, byte[]>(settings.producer())) {
      admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
      producer.send(new ProducerRecord<>(topic, 0, noon - 60_000, "k", bytes("old"))).get();
      producer.send(new ProducerRecord<>(topic, 0, noon, "k", bytes("new"))).get();
      producer.send(new ProducerRecord<>(topic, 1, noon - 60_000, "k", bytes("old"))).get();
    }
    try (TopicReader reader =
        TopicReader.since(
            Instant.ofEpochMilli(noon - 1_000), settings, List.of(topic), troubles, this::note)) {
      reader.awaitCaughtUp(PATIENCE);
      assertThat(read).containsExactly("two-partitions k=new");

      send(topic, "k", "later");
      reader.awaitCaughtUp(PATIENCE);
      assertThat(read).containsExactly("two-partitions k=new", "two-partitions k=later");
    }
  }

  @Test
  void aReaderGoesOnAfterTheBrokerWasAwayAndHandlesNothingTwice() throws Exception {
    send(Topics.CONTROL, "k", "1");
    try (TopicReader reader =
        TopicReader.fromBeginning(settings, List.of(Topics.CONTROL), troubles, this::note)) {
      reader.awaitCaughtUp(PATIENCE);
      kafka.close();
      assertThatThrownBy(() -> reader.awaitCaughtUp(Duration.ofMillis(500)))
          .isInstanceOf(TimeoutException.class);
      kafka = new EmbeddedKafka(directory, 0);
      send(Topics.CONTROL, "k", "2");
      reader.awaitCaughtUp(PATIENCE);

      assertThat(reader.failure()).isEmpty();
    }
    assertThat(read).containsExactly("sealift.control k=1", "sealift.control k=2");
  }

  @Test
  void aHandlersFailureStopsTheReaderLoudly() throws Exception {
    CompletableFuture<RuntimeException> told = new CompletableFuture<>();
    send(Topics.CONTROL, "k", "1");
    send(Topics.CONTROL, "k", "2");
    RecordHandler broken =
        new RecordHandler() {
          @Override
          public void handle(ConsumerRecord<String, byte[]> record) {
            note(record);
            throw new IllegalStateException("no disk");
          }

          @Override
          public void failed(RuntimeException failure) {
            told.complete(failure);
          }
        };
    try (TopicReader reader =
        TopicReader.fromBeginning(settings, List.of(Topics.CONTROL), troubles, broken)) {
      assertThat(told.get(30, TimeUnit.SECONDS)).hasMessage("no disk");
      assertThat(reader.failure())
          .hasValueSatisfying(failure -> assertThat(failure).hasMessage("no disk"));
      assertThatThrownBy(() -> reader.awaitCaughtUp(PATIENCE))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(read).containsExactly("sealift.control k=1");
  }

  @Test
  void aTopicThatIsMadeAnewIsReadFromItsStartAndTheHandlerKnows() throws Exception {
    List<String> lost = new CopyOnWriteArrayList<>();
    RecordHandler handler =
        new RecordHandler() {
          @Override
          public void handle(ConsumerRecord<String, byte[]> record) {
            note(record);
          }

          @Override
          public void recordsLost(String topic) {
            lost.add(topic);
          }
        };
    send(Topics.CONTROL, "k", "1");
    send(Topics.CONTROL, "k", "2");
    try (TopicReader reader =
        TopicReader.fromBeginning(settings, List.of(Topics.CONTROL), troubles, handler)) {
      reader.awaitCaughtUp(PATIENCE);
      new TopicChanges(settings, List.of(new RegionId("north"))).makeAnew(Topics.CONTROL);
      send(Topics.CONTROL, "k", "3");
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(read).endsWith("sealift.control k=3"));
      assertThat(lost).containsExactly(Topics.CONTROL);

      // Somebody noticed that the reader, at the same position in another topic, could not notice.
      reader.madeAnew(Topics.CONTROL);
      Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(read).hasSize(4));
      assertThat(read).endsWith("sealift.control k=3", "sealift.control k=3");
    }
  }

  @ParameterizedTest(name = "byte {0} of the batch")
  @ValueSource(ints = {TopicDamage.MAGIC, TopicDamage.CHECKSUM})
  void aDamagedBatchIsToldAndTriedAgainAfterLongerAndLongerPauses(int damaged) throws Exception {
    send(Topics.CONTROL, "k", "1");
    send(Topics.CONTROL, "k", "2");
    kafka.close();
    new TopicDamage(directory).damageLast(Topics.CONTROL, damaged);
    kafka = new EmbeddedKafka(directory, 0);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(TopicReader.class);
    logger.addAppender(log);
    try (TopicReader reader =
        TopicReader.fromBeginning(settings, List.of(Topics.CONTROL), troubles, this::note)) {
      Awaitility.await().atMost(PATIENCE).until(() -> pauses(log).size() >= 3);

      assertThat(pauses(log).subList(0, 3)).isSorted().doesNotHaveDuplicates();
      assertThat(troubles.current())
          .hasValueSatisfying(said -> assertThat(said).startsWith("reading sealift.control: "));
      assertThat(reader.failure()).isEmpty();
    } finally {
      logger.detachAppender(log);
    }
    assertThat(read).containsExactly("sealift.control k=1");
  }

  private static List<Long> pauses(ListAppender<ILoggingEvent> log) {
    return List.copyOf(log.list).stream()
        .filter(event -> event.getMessage().startsWith("cannot read topics"))
        .flatMap(event -> event.getKeyValuePairs().stream())
        .filter(pair -> pair.key.equals("retryMillis"))
        .map(pair -> (Long) pair.value)
        .toList();
  }

  @Test
  void aTopicThatIsNotThereYetIsWaitedFor() throws Exception {
    RegionId south = new RegionId("south");
    try (TopicReader reader =
        TopicReader.fromBeginning(
            settings, List.of(Topics.copyTasks(south)), troubles, this::note)) {
      assertThatThrownBy(() -> reader.awaitCaughtUp(Duration.ofMillis(300)))
          .isInstanceOf(TimeoutException.class);

      new TopicProvisioner(settings.admin()).provision(List.of(south), (short) 1);
      send(Topics.copyTasks(south), "k", "1");

      Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(read).hasSize(1));
    }
  }

  private void note(ConsumerRecord<String, byte[]> record) {
    read.add(
        "%s %s=%s"
            .formatted(
                record.topic(), record.key(), new String(record.value(), StandardCharsets.UTF_8)));
  }

  private void send(String topic, String key, String value) throws Exception {
    try (var producer = new KafkaProducer<String, byte[]>(settings.producer())) {
      producer.send(new ProducerRecord<>(topic, key, bytes(value))).get(30, TimeUnit.SECONDS);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
