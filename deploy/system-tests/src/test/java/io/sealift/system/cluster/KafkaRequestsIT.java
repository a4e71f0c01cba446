package io.sealift.system.cluster;

import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.cli.command.RequestSign;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.Topics;
import io.sealift.protocol.StrictJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.tools.ConsoleProducer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Copies that are asked for with Kafka's own console producer, as docs/kafka.md shows it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaRequestsIT {
  private static final TestDisk DISK = new TestDisk(19, 2, 2);
  private static final int AT_ONCE = 20;

  private final Path work;
  private final TestCluster cluster;
  private final ClusterClient client;
  private final String imageId;

  KafkaRequestsIT(@TempDir Path work) throws Exception {
    this.work = work;
    this.cluster = TestCluster.start(work.resolve("cluster"));
    this.client = cluster.client();
    this.imageId = client.importImage(NORTH, "web", DISK.write(work.resolve("disk.raw")));
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  private ObjectNode request(String token) {
    return ClusterClient.copy(imageId, NORTH, SOUTH).put("requestToken", token).put("version", 1);
  }

  /** What {@code sealift request sign --with-key} prints for this request. */
  private String signed(ObjectNode request) throws IOException {
    byte[] json = StrictJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(request);
    return ClusterClient.run(
        new RequestSign(
            client.environment(), new ByteArrayInputStream(json), InstantSource.system()),
        "--with-key");
  }

  /** Pipes the lines into the console producer, a process of its own. */
  private void produce(String... lines) throws IOException, InterruptedException {
    Path input = Files.createTempFile(work, "lines", ".txt");
    Files.writeString(input, String.join("", lines));
    Process producer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                ConsoleProducer.class.getName(),
                "--bootstrap-server",
                cluster.kafkaServers(),
                "--topic",
                Topics.COPY_REQUESTS,
                "--reader-property",
                "parse.headers=true",
                "--reader-property",
                "parse.key=true")
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("producer.log").toFile())
            .start();
    assertThat(producer.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(producer.exitValue()).as(Files.readString(work.resolve("producer.log"))).isZero();
  }

  private List<JsonNode> events() {
    return TopicRecords.read(cluster.kafkaServers(), Topics.JOB_EVENTS).json();
  }

  private JsonNode awaitEvent(String type, String token) {
    return Awaitility.await()
        .atMost(ClusterClient.PATIENCE)
        .until(
            () ->
                events().stream()
                    .filter(e -> e.path("type").asText().equals(type))
                    .filter(e -> e.path("data").path("requestToken").asText().equals(token))
                    .findFirst()
                    .orElse(StrictJson.mapper().missingNode()),
            JsonNode::isObject);
  }

  private List<ConsumerRecord<String, byte[]>> deadLetters() {
    return TopicRecords.read(cluster.kafkaServers(), Topics.DEAD_LETTERS).records();
  }

  private long jobsOf(String token) {
    Set<String> jobs = new HashSet<>();
    for (JsonNode event : events()) {
      if (event.path("type").asText().equals("io.sealift.job.accepted")
          && event.path("data").path("requestToken").asText().equals(token)) {
        jobs.add(event.path("subject").asText());
      }
    }
    return jobs.size();
  }

  @Test
  void aSignedRequestBecomesAJobWhoseChangesAreTold() throws Exception {
    produce(signed(request("nightly-1")));

    JsonNode accepted = awaitEvent("io.sealift.job.accepted", "nightly-1");
    assertThat(accepted.path("specversion").asText()).isEqualTo("1.0");
    assertThat(accepted.path("id").asText()).isNotEmpty();
    assertThat(accepted.path("source").asText()).isEqualTo("/sealift/coordinator");
    String jobId = accepted.path("subject").asText();
    client.awaitSucceeded(jobId);
    awaitEvent("io.sealift.job.succeeded", "nightly-1");
    assertThat(events().stream().filter(e -> e.path("subject").asText().equals(jobId)))
        .extracting(e -> e.path("type").asText())
        .containsExactly(
            "io.sealift.job.accepted",
            "io.sealift.target.preflight",
            "io.sealift.target.creating",
            "io.sealift.target.committing",
            "io.sealift.target.available",
            "io.sealift.job.succeeded");
  }

  @Test
  void badRecordsGoToTheDeadLettersAndTheNextOneGoesOn() throws Exception {
    String good = signed(request("good-1"));
    String altered = signed(request("altered-1")).replace(SOUTH, "west");
    String unsigned = "x:y\tunsigned-1\t" + request("unsigned-1") + "\n";
    String noJson = good.substring(0, good.indexOf('\t')) + "\tno-json-1\t{not json\n";

    produce(noJson, unsigned, altered, good);

    String jobId = awaitEvent("io.sealift.job.accepted", "good-1").path("subject").asText();
    client.awaitSucceeded(jobId);
    List<ConsumerRecord<String, byte[]>> letters =
        deadLetters().stream()
            .filter(
                letter -> List.of("no-json-1", "unsigned-1", "altered-1").contains(letter.key()))
            .toList();
    assertThat(letters)
        .extracting(ConsumerRecord::key)
        .containsExactly("no-json-1", "unsigned-1", "altered-1");
    assertThat(letters)
        .extracting(letter -> TopicRecords.header(letter, "sealift-reason"))
        .containsExactly(
            "sealift-signature: the signature is not accepted",
            "sealift-access-key-id: the record header is missing",
            "sealift-signature: the signature is not accepted");
    assertThat(new String(letters.get(0).value(), StandardCharsets.UTF_8)).isEqualTo("{not json");
    assertThat(TopicRecords.header(letters.get(1), "x")).as("headers as sent").isEqualTo("y");
  }

  @Test
  void aRefusedRequestIsToldItsReason() throws Exception {
    produce(signed(request("refused-1").put("imageId", "m-none")));

    JsonNode refused = awaitEvent("io.sealift.job.refused", "refused-1");

    assertThat(refused.path("data").path("code").asText()).isEqualTo("NOT_FOUND");
    assertThat(refused.path("data").path("reason").asText()).startsWith("imageId: ");
  }

  @Test
  void aReplayedRecordMakesNoSecondJobAndOtherParametersAreRefused() throws Exception {
    String record = signed(request("replayed-1"));

    produce(
        record,
        record,
        signed(request("replayed-1").put("priority", 9)),
        signed(request("after-replay")));

    awaitEvent("io.sealift.job.accepted", "after-replay");
    JsonNode refused = awaitEvent("io.sealift.job.refused", "replayed-1");
    assertThat(refused.path("data").path("code").asText()).isEqualTo("TOKEN_REUSED");
    assertThat(refused.path("data").path("reason").asText()).startsWith("requestToken: ");
    assertThat(jobsOf("replayed-1")).isEqualTo(1);
  }

  @Test
  void oneTokenTwentyTimesAtOnceIsOneJob() throws Exception {
    ObjectNode request = request("same-1");
    String record = signed(request);
    ObjectNode body = request.deepCopy();
    body.remove("version");
    ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
    Set<String> jobs = new HashSet<>();
    try {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        answers.add(pool.submit(() -> client.submit(body)));
      }
      produce(record, record, record);
      for (Future<String> answer : answers) {
        jobs.add(answer.get());
      }
    } finally {
      pool.shutdownNow();
    }

    assertThat(jobs).hasSize(1);
    client.awaitSucceeded(jobs.iterator().next());
    produce(signed(request("after-same")));
    awaitEvent("io.sealift.job.accepted", "after-same");
    assertThat(jobsOf("same-1")).isEqualTo(1);
  }

  @Test
  void aRecordThatUnpacksToVeryMuchIsNotTaken() throws Exception {
    Map<String, Object> properties = KafkaSettings.of(cluster.kafkaServers()).producer();
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 128 << 20);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 256L << 20);
    try (var producer = new KafkaProducer<String, byte[]>(properties)) {
      Future<?> sent =
          producer.send(new ProducerRecord<>(Topics.COPY_REQUESTS, "bomb", new byte[64 << 20]));

      assertThatThrownBy(() -> sent.get(1, TimeUnit.MINUTES))
          .hasCauseInstanceOf(RecordTooLargeException.class);
    }
    produce(signed(request("after-bomb")));
    awaitEvent("io.sealift.job.accepted", "after-bomb");
  }
}
