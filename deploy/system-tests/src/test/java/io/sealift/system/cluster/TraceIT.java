package io.sealift.system.cluster;

import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.copy.RegionId;
import io.sealift.copy.TraceParent;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.Topics;
import io.sealift.protocol.StrictJson;
import io.sealift.signature.AccessKey;
import io.sealift.signature.RecordSignature;
import io.sealift.system.cluster.LogLines.Line;
import io.sealift.system.cluster.SignedCaller.Answer;
import io.sealift.telemetry.Traces;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One copy has one trace, from whoever asks for it to the last agent that works on it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TraceIT {
  private static final TestDisk DISK = new TestDisk(43, 3, 2);
  private static final String KMS = "2016-01-20";
  private static final int SLOW = 1 << 20;

  private final Traces traces = new Traces();
  private final LogLines log = new LogLines();
  private final TestCluster cluster;
  private final ClusterClient client;
  private final SignedCaller caller;
  private final String imageId;
  private final String keyId;

  TraceIT(@TempDir Path work) throws Exception {
    this.cluster = TestCluster.start(work.resolve("cluster"));
    this.client = cluster.client();
    this.caller = new SignedCaller(cluster.endpoint(), cluster.administratorKey());
    this.imageId = client.importImage(NORTH, "web", DISK.write(work.resolve("disk.raw")));
    this.keyId = client.createKey(SOUTH);
  }

  @AfterAll
  void stop() {
    cluster.close();
    log.close();
  }

  private ObjectNode request() {
    return ClusterClient.withEncrypted(ClusterClient.copy(imageId, NORTH), SOUTH, keyId);
  }

  private Answer submit(ObjectNode request, String header) throws Exception {
    return caller.rest("POST", "/v1/jobs", request.toString(), Map.of("traceparent", header));
  }

  private static String traceOf(ConsumerRecord<String, byte[]> record) {
    return TraceParent.parse(TopicRecords.header(record, "traceparent"))
        .map(TraceParent::traceId)
        .orElse("");
  }

  private List<ConsumerRecord<String, byte[]>> records(String topic) {
    return TopicRecords.read(cluster.kafkaServers(), topic).records();
  }

  private List<ConsumerRecord<String, byte[]>> tasks(String jobId) {
    return records(Topics.copyTasks(new RegionId(SOUTH))).stream()
        .filter(record -> new String(record.value(), UTF_8).contains("\"jobId\":\"" + jobId + "\""))
        .toList();
  }

  private List<JsonNode> audits(String role, String jobId) {
    return AuditRecords.of(cluster.audit(role))
        .where(written -> written.at("/what/jobId").asText().equals(jobId));
  }

  private Set<String> messages(String jobId) {
    return log.of(jobId).stream()
        .map(line -> line.fields().getOrDefault("event", line.message()))
        .collect(Collectors.toSet());
  }

  /** All that is said of a job, wherever it is said, is said with that trace. */
  private void requireEverywhere(String jobId, String traceId) {
    assertThat(tasks(jobId))
        .hasSizeGreaterThan(3)
        .allSatisfy(task -> assertThat(traceOf(task)).isEqualTo(traceId));
    assertThat(records(Topics.PROGRESS))
        .filteredOn(report -> report.key().equals(jobId))
        .hasSizeGreaterThan(3)
        .allSatisfy(report -> assertThat(traceOf(report)).isEqualTo(traceId));
    for (String role :
        List.of("coordinator", TestCluster.agentName(NORTH, 1), TestCluster.agentName(SOUTH, 1))) {
      assertThat(audits(role, jobId))
          .as(role)
          .isNotEmpty()
          .allSatisfy(
              written -> assertThat(written.at("/what/traceId").asText()).isEqualTo(traceId));
    }
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(messages(jobId))
                    .contains(
                        "io.sealift.job.accepted",
                        "io.sealift.target.available",
                        "io.sealift.job.succeeded",
                        "data key granted",
                        "attempt ended"));
    assertThat(log.of(jobId)).extracting(Line::traceId).containsOnly(traceId);
  }

  @Test
  void aCopyThatIsAskedForOverHttpHasItsTraceEverywhere() throws Exception {
    TraceParent given = traces.begin();
    ObjectNode request = request();

    Answer accepted = submit(request, given.header());

    String jobId = accepted.json().path("jobId").asText();
    client.awaitSucceeded(jobId);
    requireEverywhere(jobId, given.traceId());
    assertThat(records(Topics.COMMANDS))
        .filteredOn(
            command ->
                new String(command.value(), UTF_8).contains(request.path("requestToken").asText()))
        .singleElement()
        .satisfies(command -> assertThat(traceOf(command)).isEqualTo(given.traceId()));
  }

  @Test
  void aCopyThatIsAskedForOverKafkaHasItsTraceEverywhere() throws Exception {
    TraceParent given = traces.begin();
    ObjectNode request = request();

    produce(request, given.header());

    String jobId = awaitAccepted(request.path("requestToken").asText());
    client.awaitSucceeded(jobId);
    requireEverywhere(jobId, given.traceId());
  }

  private void produce(ObjectNode request, String header) throws Exception {
    byte[] value = StrictJson.mapper().writeValueAsBytes(request.put("version", 1));
    String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    AccessKey key = cluster.administratorKey();
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(Topics.COPY_REQUESTS, "token", value);
    record
        .headers()
        .add("traceparent", header.getBytes(UTF_8))
        .add(RecordSignature.ACCESS_KEY_ID, key.id().getBytes(UTF_8))
        .add(RecordSignature.DATE, date.getBytes(UTF_8))
        .add(
            RecordSignature.SIGNATURE,
            RecordSignature.sign(key.secret(), Topics.COPY_REQUESTS, key.id(), date, value)
                .getBytes(UTF_8));
    try (var producer =
        new KafkaProducer<String, byte[]>(KafkaSettings.of(cluster.kafkaServers()).producer())) {
      producer.send(record).get(30, TimeUnit.SECONDS);
    }
  }

  private String awaitAccepted(String token) {
    return Awaitility.await()
        .atMost(ClusterClient.PATIENCE)
        .until(
            () ->
                TopicRecords.read(cluster.kafkaServers(), Topics.JOB_EVENTS)
                    .json(event -> event.at("/data/requestToken").asText().equals(token)),
            events -> !events.isEmpty())
        .get(0)
        .path("subject")
        .asText();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "malformed",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01"
      })
  void aHeaderThatIsNoGoodHindersNoCopyAndATraceBegins(String header) throws Exception {
    Answer accepted = submit(request(), header);

    String jobId = accepted.json().path("jobId").asText();
    client.awaitSucceeded(jobId);
    String begun =
        AuditRecords.of(cluster.audit("coordinator"))
            .ofRequest(accepted.requestId())
            .at("/what/traceId")
            .asText();
    assertThat(begun).matches("[0-9a-f]{32}").isNotEqualToIgnoringCase(header.substring(3));
    requireEverywhere(jobId, begun);
  }

  @Test
  void aCoordinatorThatIsReplacedGoesOnWithTheTrace() throws Exception {
    TraceParent given = traces.begin();
    Answer accepted = submit(request().put("maxBytesPerSecond", SLOW), given.header());
    String jobId = accepted.json().path("jobId").asText();
    Awaitility.await().atMost(ClusterClient.PATIENCE).until(() -> tasks(jobId).size() > 1);

    cluster.stopCoordinator();
    int before = tasks(jobId).size();
    cluster.startCoordinator();

    client.awaitSucceeded(jobId);
    assertThat(tasks(jobId)).hasSizeGreaterThan(before);
    requireEverywhere(jobId, given.traceId());
  }

  @Test
  void anAgentThatUsesAKeyForACallerRecordsTheCallersTrace() throws Exception {
    Answer sealed =
        caller.rpc(KMS, "Encrypt", "RegionId", SOUTH, "KeyId", keyId, "Plaintext", "c2VhbGVk");

    String traceId =
        AuditRecords.of(cluster.audit("coordinator"))
            .ofRequest(sealed.requestId())
            .at("/what/traceId")
            .asText();
    assertThat(traceId).matches("[0-9a-f]{32}");
    assertThat(
            AuditRecords.of(cluster.audit(TestCluster.agentName(SOUTH, 1)))
                .where(use -> use.at("/what/traceId").asText().equals(traceId)))
        .singleElement()
        .satisfies(use -> assertThat(use.at("/what/purpose").asText()).isEqualTo("key-use"));
  }
}
