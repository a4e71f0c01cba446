package io.sealift.system.cluster;

import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.kafka.KafkaSettings;
import io.sealift.kafka.Topics;
import io.sealift.protocol.StrictJson;
import io.sealift.signature.AccessKey;
import io.sealift.signature.RecordSignature;
import io.sealift.system.cluster.SignedCaller.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a cluster that works records, joined with the answers that its users got. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditLogIT {
  private static final TestDisk DISK = new TestDisk(41, 2, 1);
  private static final String KMS = "2016-01-20";
  private static final String ECS = "2014-05-26";
  private static final String SECRET = "a secret that a caller seals";
  private static final String HOSTILE = "web\n{\"outcome\":\"ACCEPTED\"}\u001b[2J";

  private final TestCluster cluster;
  private final ClusterClient client;
  private final SignedCaller caller;
  private final String imageId;

  AuditLogIT(@TempDir Path work) throws Exception {
    this.cluster = TestCluster.start(work.resolve("cluster"));
    this.client = cluster.client();
    this.caller = new SignedCaller(cluster.endpoint(), cluster.administratorKey());
    this.imageId = client.importImage(NORTH, "web", DISK.write(work.resolve("disk.raw")));
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  private AuditRecords coordinator() {
    return AuditRecords.of(cluster.audit("coordinator"));
  }

  private AuditRecords agent(String region) {
    return AuditRecords.of(cluster.audit(TestCluster.agentName(region, 1)));
  }

  private JsonNode requireRecord(Answer answer, String outcome) {
    JsonNode written = coordinator().ofRequest(answer.requestId());
    assertThat(written.path("outcome").asText()).as("%s", written).isEqualTo(outcome);
    assertThat(written.at("/who/accessKeyId").asText()).isEqualTo(cluster.administratorKey().id());
    assertThat(written.at("/who/address").asText()).isEqualTo("127.0.0.1");
    return written;
  }

  @Test
  void aCopyItsCancelAndWhatItsAgentsDidWithKeysAreRecorded() throws Exception {
    String keyId = client.createKey(SOUTH);
    ObjectNode request =
        ClusterClient.withEncrypted(ClusterClient.copy(imageId, NORTH), SOUTH, keyId);

    Answer submitted = caller.rest("POST", "/v1/jobs", request.toString());

    String jobId = submitted.json().path("jobId").asText();
    JsonNode record = requireRecord(submitted, "ACCEPTED");
    assertThat(record.at("/what/action").asText()).isEqualTo("POST /v1/jobs");
    assertThat(record.at("/what/jobId").asText()).isEqualTo(jobId);
    assertThat(record.at("/what/resources").toString()).contains(imageId);
    assertThat(record.at("/keys/0/keyId").asText()).isEqualTo(keyId);
    assertThat(record.at("/keys/0/region").asText()).isEqualTo(SOUTH);
    client.awaitSucceeded(jobId);

    List<JsonNode> uses =
        agent(SOUTH).where(written -> written.at("/what/jobId").asText().equals(jobId));
    assertThat(uses)
        .allSatisfy(
            use -> {
              assertThat(use.at("/keys/0/keyId").asText()).isEqualTo(keyId);
              assertThat(use.at("/keys/0/region").asText()).isEqualTo(SOUTH);
              assertThat(use.path("outcome").asText()).isEqualTo("ACCEPTED");
            });
    // A new data key and the proof that it opens; one unwrapping for each segment; the manifest.
    assertThat(uses)
        .extracting(use -> use.at("/what/purpose").asText() + " " + use.at("/what/action").asText())
        .containsExactlyInAnyOrder(
            "prepare-target key:generate",
            "prepare-target key:unwrap",
            "copy-segment key:unwrap",
            "copy-segment key:unwrap",
            "commit-target key:unwrap");
    assertThat(agent(NORTH).where(use -> use.at("/what/jobId").asText().equals(jobId)))
        .isNotEmpty()
        .allMatch(use -> use.at("/what/purpose").asText().equals("grant"));

    Answer late = caller.rest("POST", "/v1/jobs/" + jobId + "/cancel", "");
    assertThat(requireRecord(late, "FAILED").path("code").asText()).isEqualTo("CONFLICT");
  }

  @Test
  void aCancelIsRecordedOnce() throws Exception {
    ObjectNode request = ClusterClient.copy(imageId, NORTH, SOUTH).put("maxBytesPerSecond", 65_536);
    String jobId = client.submit(request);

    Answer cancelled = caller.rest("POST", "/v1/jobs/" + jobId + "/cancel", "");

    JsonNode record = requireRecord(cancelled, "ACCEPTED");
    assertThat(record.at("/what/action").asText()).isEqualTo("POST /v1/jobs/:jobId/cancel");
    assertThat(record.at("/what/jobId").asText()).isEqualTo(jobId);
  }

  @Test
  void usesOfKeysThroughTheKmsInterfaceAreRecordedByBoth() throws Exception {
    String keyId = client.createKey(SOUTH);
    String plain = Base64.getEncoder().encodeToString(SECRET.getBytes(UTF_8));

    Answer sealed =
        caller.rpc(KMS, "Encrypt", "RegionId", SOUTH, "KeyId", keyId, "Plaintext", plain);
    String blob = sealed.json().path("CiphertextBlob").asText();
    Answer opened = caller.rpc(KMS, "Decrypt", "RegionId", SOUTH, "CiphertextBlob", blob);
    assertThat(opened.json().path("Plaintext").asText()).isEqualTo(plain);
    Answer disabled = caller.rpc(KMS, "DisableKey", "RegionId", SOUTH, "KeyId", keyId);
    Answer refused = caller.rpc(KMS, "Decrypt", "RegionId", SOUTH, "CiphertextBlob", blob);
    Answer looked = caller.rpc(KMS, "DescribeKey", "RegionId", SOUTH, "KeyId", keyId);

    for (Answer answer : List.of(sealed, opened, disabled)) {
      JsonNode record = requireRecord(answer, "ACCEPTED");
      assertThat(record.path("keys").toString())
          .isEqualTo("[{\"keyId\":\"%s\",\"region\":\"%s\"}]".formatted(keyId, SOUTH));
    }
    JsonNode failed = requireRecord(refused, "FAILED");
    assertThat(failed.path("code").asText()).isEqualTo("Rejected.Disabled");
    assertThat(failed.at("/keys/0/keyId").asText()).isEqualTo(keyId);
    assertThat(looked.status()).isEqualTo(200);
    assertThat(
            coordinator()
                .where(each -> each.at("/what/requestId").asText().equals(looked.requestId())))
        .isEmpty();
    assertThat(agent(SOUTH).where(written -> written.at("/keys/0/keyId").asText().equals(keyId)))
        .extracting(written -> written.at("/what/action").asText())
        .containsExactly("key:create", "key:seal", "key:open", "key:disable");
  }

  @Test
  void denialsAreRecordedWithWhomTheyWereDenied() throws Exception {
    AccessKey viewer = viewer();
    SignedCaller looker = new SignedCaller(cluster.endpoint(), viewer);
    SignedCaller forger =
        new SignedCaller(
            cluster.endpoint(), new AccessKey(cluster.administratorKey().id(), "not the secret"));

    Answer forbidden =
        looker.rest("POST", "/v1/jobs", ClusterClient.copy(imageId, NORTH, SOUTH).toString());
    Answer forbiddenAction = looker.rpc(ECS, "DeleteImage", "RegionId", NORTH, "ImageId", imageId);
    Answer forged = forger.rest("GET", "/v1/images", "");
    Answer forgedAction = forger.rpc(ECS, "DescribeRegions");

    for (Answer answer : List.of(forbidden, forbiddenAction)) {
      JsonNode record = coordinator().ofRequest(answer.requestId());
      assertThat(record.path("outcome").asText()).isEqualTo("DENIED");
      assertThat(record.at("/who/account").asText()).isEqualTo("looker");
      assertThat(record.at("/who/accessKeyId").asText()).isEqualTo(viewer.id());
    }
    for (Answer answer : List.of(forged, forgedAction)) {
      JsonNode record = requireRecord(answer, "DENIED");
      assertThat(record.at("/who/account").isMissingNode()).isTrue();
    }
  }

  private AccessKey viewer() throws Exception {
    Answer made =
        caller.rest("POST", "/v1/accounts", "{\"accountId\":\"looker\",\"role\":\"VIEWER\"}");
    JsonNode record = requireRecord(made, "ACCEPTED");
    assertThat(record.at("/what/resources").toString())
        .contains("looker", made.json().path("accessKeyId").asText());
    return new AccessKey(
        made.json().path("accessKeyId").asText(), made.json().path("accessKeySecret").asText());
  }

  @Test
  void requestsFromKafkaAreRecordedWhateverBecomesOfThem() throws Exception {
    AccessKey key = cluster.administratorKey();
    String good = UUID.randomUUID().toString();
    String unknown = UUID.randomUUID().toString();
    List<String> offsets = new ArrayList<>();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(KafkaSettings.of(cluster.kafkaServers()).producer())) {
      offsets.add(send(producer, key, request(good, imageId)));
      offsets.add(send(producer, key, request(unknown, "m-none")));
      offsets.add(
          send(producer, new AccessKey(key.id(), "not the secret"), request("forged", imageId)));
    }

    Awaitility.await()
        .atMost(ClusterClient.PATIENCE)
        .until(() -> !recordsOf(offsets.get(2)).isEmpty());
    List<JsonNode> records = new ArrayList<>();
    for (String offset : offsets) {
      records.add(coordinator().ofRequest(offset));
    }
    assertThat(records)
        .extracting(
            record -> record.path("outcome").asText(), record -> record.path("code").asText())
        .containsExactly(
            tuple("ACCEPTED", ""), tuple("FAILED", "NOT_FOUND"), tuple("DENIED", "INVALID"));
    assertThat(records).allMatch(record -> record.at("/who/accessKeyId").asText().equals(key.id()));
    client.awaitSucceeded(records.get(0).at("/what/jobId").asText());
  }

  private List<JsonNode> recordsOf(String requestId) {
    return coordinator().where(written -> written.at("/what/requestId").asText().equals(requestId));
  }

  private static byte[] request(String token, String imageId) throws Exception {
    return StrictJson.mapper()
        .writeValueAsBytes(
            ClusterClient.copy(imageId, NORTH, SOUTH).put("requestToken", token).put("version", 1));
  }

  private static String send(KafkaProducer<String, byte[]> producer, AccessKey key, byte[] value)
      throws Exception {
    String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(Topics.COPY_REQUESTS, "token", value);
    record.headers().add(RecordSignature.ACCESS_KEY_ID, key.id().getBytes(UTF_8));
    record.headers().add(RecordSignature.DATE, date.getBytes(UTF_8));
    record
        .headers()
        .add(
            RecordSignature.SIGNATURE,
            RecordSignature.sign(key.secret(), Topics.COPY_REQUESTS, key.id(), date, value)
                .getBytes(UTF_8));
    long offset = producer.send(record).get(30, TimeUnit.SECONDS).offset();
    return "%s-0@%d".formatted(Topics.COPY_REQUESTS, offset);
  }

  @Test
  void noSecretAndNoHostileNameIsInAnyRecordAndOnlyTheOwnerReadsThem() throws Exception {
    Answer denied =
        new SignedCaller(cluster.endpoint(), new AccessKey("ak-1", "wrong"))
            .rpc(ECS, "DeleteImage", "RegionId", NORTH, "ImageId", HOSTILE);
    Answer named =
        caller.rpc(
            ECS, "CreateImage", "RegionId", NORTH, "SnapshotId", HOSTILE, "ImageName", HOSTILE);
    Answer made =
        caller.rest("POST", "/v1/accounts", "{\"accountId\":\"secretive\",\"role\":\"VIEWER\"}");
    Answer token = caller.rest("POST", "/v1/tokens", "{}");

    assertThat(coordinator().ofRequest(denied.requestId()).path("outcome").asText())
        .isEqualTo("DENIED");
    assertThat(requireRecord(named, "FAILED").at("/what/resources").toString()).contains("web\\n{");
    requireRecord(token, "ACCEPTED");
    Path logs = cluster.directory().resolve("logs");
    List<String> secrets =
        List.of(
            cluster.administratorKey().secret(),
            made.json().path("accessKeySecret").asText(),
            token.json().path("token").asText(),
            SECRET);
    for (String secret : secrets) {
      assertThat(secret).isNotEmpty();
      assertThat(new FileScan().lookFor(secret.getBytes(UTF_8)).find(logs)).isEmpty();
    }
    assertThat(new FileScan().lookFor(DISK.canary()).find(logs)).isEmpty();
    try (var files = Files.list(logs)) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("audit-")))
          .hasSize(4)
          .allSatisfy(
              file -> {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
                AuditRecords records = AuditRecords.of(file);
                assertThat(records.lines()).allMatch(line -> line.matches("[\\x20-\\x7e]+"));
                assertThat(records.all()).hasSameSizeAs(records.lines());
              });
    }
  }
}
