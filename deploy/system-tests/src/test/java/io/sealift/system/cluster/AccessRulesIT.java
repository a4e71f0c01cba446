package io.sealift.system.cluster;

import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.copy.RegionId;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.Principals;
import io.sealift.kafka.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A cluster in which every role has a certificate of its own: copies run, and nobody does at Kafka
 * what is not his.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessRulesIT {
  private static final String AGENT = Principals.agent(new RegionId(NORTH));
  private static final String TASKS = Topics.copyTasks(new RegionId(NORTH));
  private static final String OTHER_TASKS = Topics.copyTasks(new RegionId(SOUTH));
  private static final String OTHER_GROUP = Topics.agentGroup(new RegionId(SOUTH));
  private static final Duration POLL = Duration.ofSeconds(10);

  private final Path work;
  private final SecuredKafka kafka;
  private final TestCluster cluster;

  AccessRulesIT(@TempDir Path work) throws Exception {
    this.work = work;
    this.kafka = new SecuredKafka(work.resolve("secured"), "north,south,west");
    this.cluster = TestCluster.startOn(kafka, work.resolve("cluster"));
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  private KafkaSettings as(String principal) {
    return kafka.clientOf(principal);
  }

  /** Reads a topic's first records as somebody. */
  private void read(String principal, String topic) {
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(as(principal).consumer())) {
      var partitions = consumer.partitionsFor(topic);
      consumer.assign(
          partitions.stream()
              .map(
                  found ->
                      new org.apache.kafka.common.TopicPartition(found.topic(), found.partition()))
              .toList());
      var unused = consumer.poll(POLL);
    }
  }

  /** Writes a record to a topic as somebody. */
  private void write(String principal, String topic) throws Throwable {
    Map<String, Object> properties = as(principal).producer();
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(properties)) {
      producer
          .send(new ProducerRecord<>(topic, "probe", "{}".getBytes(StandardCharsets.UTF_8)))
          .get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause();
    } catch (KafkaException e) {
      // The producer's own first request may have been refused before the record's.
      throw e.getCause() instanceof AuthorizationException refusal ? refusal : e;
    }
  }

  @Test
  void aCopyRunsUnderTheseRules() throws Exception {
    ClusterClient client = cluster.client();
    Path disk = new TestDisk(3, 5, 6).write(work.resolve("disk.raw"));
    String image = client.importImage(NORTH, "web", disk);
    ObjectNode request = ClusterClient.copy(image, NORTH);
    ClusterClient.withEncrypted(request, SOUTH, client.createKey(SOUTH));
    String job = client.submit(request);
    client.awaitSucceeded(job);

    Path exported =
        client.exportImage(client.imageOf(job, SOUTH), SOUTH, work.resolve("exported.raw"));

    assertThat(Files.mismatch(disk, exported)).isEqualTo(-1);
  }

  @ParameterizedTest
  @MethodSource("rights")
  void rightsThatAreTakenAwayAreMissedAloudAndCopiesGoOnWhenTheyAreBack(Set<ResourceType> rights)
      throws Exception {
    ClusterClient client = cluster.client();
    Path disk = new TestDisk(4, 3, 4).write(work.resolve("slow.raw"));
    String image = client.importImage(NORTH, "slow", disk);
    String job =
        client.submit(ClusterClient.copy(image, NORTH, SOUTH).put("maxBytesPerSecond", 3 << 20));
    client.awaitState(job, SOUTH, "CREATING");
    assertThat(client.whyNotReady()).isEmpty();

    try {
      takeAway(Principals.COORDINATOR, rights);
      takeAway(Principals.agent(new RegionId(SOUTH)), rights);
      Awaitility.await().atMost(ClusterClient.PATIENCE).untilAsserted(this::assertMissedAloud);
    } finally {
      kafka.initKafka();
    }
    client.awaitSucceeded(job);
    Path exported =
        client.exportImage(client.imageOf(job, SOUTH), SOUTH, work.resolve(job + ".raw"));
    assertThat(Files.mismatch(disk, exported)).isEqualTo(-1);
    Awaitility.await()
        .atMost(ClusterClient.PATIENCE)
        .until(() -> client.whyNotReady().isEmpty() && cluster.isReady(SOUTH, 1));
  }

  private void assertMissedAloud() throws Exception {
    assertThat(cluster.client().whyNotReady()).contains("Not authorized");
    assertThat(cluster.coordinatorMetrics().value("sealift_engine_owner")).isZero();
    assertThat(cluster.coordinatorMetrics().value("sealift_kafka_troubles")).isPositive();
    assertThat(cluster.metrics(SOUTH, 1).value("sealift_kafka_troubles")).isPositive();
    assertThat(cluster.isReady(SOUTH, 1)).isFalse();
    assertThat(cluster.isReady(NORTH, 1)).isTrue();
  }

  static List<Set<ResourceType>> rights() {
    return List.of(
        Set.of(ResourceType.TOPIC), Set.of(ResourceType.GROUP, ResourceType.TRANSACTIONAL_ID));
  }

  private void takeAway(String principal, Set<ResourceType> rights) throws Exception {
    AccessControlEntryFilter all =
        new AccessControlEntryFilter(
            "User:" + principal, null, AclOperation.ANY, AclPermissionType.ANY);
    try (Admin admin = Admin.create(as(Principals.ADMIN).admin())) {
      admin
          .deleteAcls(
              rights.stream()
                  .map(type -> new ResourcePatternFilter(type, null, PatternType.ANY))
                  .map(resources -> new AclBindingFilter(resources, all))
                  .toList())
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void preparingKafkaAgainChangesNothingAndSaysSo() {
    assertThat(kafka.initKafka())
        .isEqualTo("nothing to do: all topics and access rules are there\n");
  }

  @Test
  void anAgentReadsItsOwnRegionsTasksAndNoOthers() {
    assertThatCode(() -> read(AGENT, TASKS)).doesNotThrowAnyException();
    assertThatThrownBy(() -> read(AGENT, OTHER_TASKS))
        .isInstanceOf(TopicAuthorizationException.class);
    assertThatThrownBy(() -> read(AGENT, Topics.JOURNAL))
        .isInstanceOf(TopicAuthorizationException.class);
    assertThatThrownBy(() -> read(AGENT, Topics.COPY_REQUESTS))
        .isInstanceOf(TopicAuthorizationException.class);
  }

  @Test
  void anAgentJoinsNoOtherRegionsGroup() {
    try (KafkaShareConsumer<String, byte[]> consumer =
        new KafkaShareConsumer<>(as(AGENT).shareConsumer(OTHER_GROUP))) {
      consumer.subscribe(List.of(TASKS));
      assertThatThrownBy(() -> consumer.poll(POLL)).isInstanceOf(GroupAuthorizationException.class);
    }
  }

  @Test
  void anAgentSetsNoOtherRegionsLocks() {
    try (Admin admin = Admin.create(as(AGENT).admin())) {
      var change =
          admin.incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.GROUP, OTHER_GROUP),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("share.record.lock.duration.ms", "5000"),
                          AlterConfigOp.OpType.SET))));
      assertThatThrownBy(() -> change.all().get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(GroupAuthorizationException.class);
    }
  }

  @Test
  void anAgentWritesNeitherTasksNorOrdersNorTheJournal() {
    for (String topic : List.of(TASKS, OTHER_TASKS, Topics.CONTROL, Topics.JOURNAL)) {
      assertThatThrownBy(() -> write(AGENT, topic))
          .as(topic)
          .isInstanceOf(TopicAuthorizationException.class);
    }
  }

  @Test
  void aProducerWritesRequestsAndReadsEventsAndNothingElse() {
    assertThatCode(() -> write(Principals.PRODUCER, Topics.COPY_REQUESTS))
        .doesNotThrowAnyException();
    assertThatCode(() -> read(Principals.PRODUCER, Topics.JOB_EVENTS)).doesNotThrowAnyException();
    for (String topic : List.of(TASKS, Topics.CONTROL, Topics.COMMANDS, Topics.AGENTS)) {
      assertThatThrownBy(() -> write(Principals.PRODUCER, topic))
          .as(topic)
          .isInstanceOf(TopicAuthorizationException.class);
      assertThatThrownBy(() -> read(Principals.PRODUCER, topic))
          .as(topic)
          .isInstanceOf(TopicAuthorizationException.class);
    }
    assertThatThrownBy(() -> read(Principals.PRODUCER, Topics.COPY_REQUESTS))
        .isInstanceOf(TopicAuthorizationException.class);
  }

  @Test
  void aProducerFollowsEventsInAGroupOfUsers() {
    try (KafkaConsumer<String, byte[]> consumer =
            new KafkaConsumer<>(as(Principals.PRODUCER).consumer("sealift.users.me"));
        KafkaConsumer<String, byte[]> intruder =
            new KafkaConsumer<>(as(Principals.PRODUCER).consumer(Topics.ENGINE_GROUP))) {
      consumer.subscribe(List.of(Topics.JOB_EVENTS));
      assertThatCode(() -> consumer.poll(POLL)).doesNotThrowAnyException();
      intruder.subscribe(List.of(Topics.JOB_EVENTS));
      assertThatThrownBy(() -> intruder.poll(POLL)).isInstanceOf(GroupAuthorizationException.class);
    }
  }

  @Test
  void onlyACoordinatorTakesTheJournalsTransactionalId() {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(as(AGENT).transactionalProducer(Topics.JOURNAL_TRANSACTIONAL_ID))) {
      assertThatThrownBy(producer::initTransactions)
          .isInstanceOf(TransactionalIdAuthorizationException.class);
    }
  }

  @Test
  void aMonitorDescribesAndDoesNotRead() throws Exception {
    try (Admin admin = Admin.create(as(Principals.MONITOR).admin())) {
      assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS))
          .contains(Topics.JOURNAL, TASKS, OTHER_TASKS);
      assertThatThrownBy(
              () ->
                  admin
                      .createTopics(List.of(new NewTopic("probe", 1, (short) 1)))
                      .all()
                      .get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(AuthorizationException.class)
          .cause()
          .isInstanceOfAny(TopicAuthorizationException.class, ClusterAuthorizationException.class);
    }
    assertThatThrownBy(() -> read(Principals.MONITOR, Topics.JOB_EVENTS))
        .isInstanceOf(TopicAuthorizationException.class);
    assertThatThrownBy(() -> write(Principals.MONITOR, Topics.PROGRESS))
        .isInstanceOf(AuthorizationException.class);
  }

  @Test
  void nobodyIsHeardWithoutACertificate() {
    try (Admin admin = Admin.create(kafka.stranger().admin())) {
      assertThatThrownBy(() -> admin.listTopics().names().get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(SslAuthenticationException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "expired",
        "not yet valid",
        "of another authority",
        "signed by itself",
        "for servers only"
      })
  void nobodyIsHeardWithABadCertificate(String defect) throws Exception {
    BadCertificates bad =
        new BadCertificates(
            Files.createTempDirectory(work, "bad"), kafka.authority(), Principals.ADMIN);
    Path shown = bad.write(bad.of(defect));

    try (Admin admin = Admin.create(kafka.showing(shown).admin())) {
      assertThatThrownBy(() -> admin.listTopics().names().get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(SslAuthenticationException.class);
    }
  }

  @Test
  void olderTlsIsNotSpoken() throws Exception {
    Map<String, Object> older = new HashMap<>(as(Principals.ADMIN).admin());
    older.put("ssl.protocol", "TLSv1.2");
    older.put("ssl.enabled.protocols", "TLSv1.2");

    try (Admin admin = Admin.create(older)) {
      assertThatThrownBy(() -> admin.listTopics().names().get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(SslAuthenticationException.class);
    }
  }
}
