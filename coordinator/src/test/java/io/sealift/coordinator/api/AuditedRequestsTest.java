package io.sealift.coordinator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealift.coordinator.account.RefusalLimit;
import io.sealift.coordinator.api.ApiFixture.Reply;
import io.sealift.coordinator.api.rpc.ActionSpec;
import io.sealift.coordinator.api.rpc.ActionSpec.Access;
import io.sealift.coordinator.state.CommandOutcome.Code;
import io.sealift.signature.AccessKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who did what: one record for each request that changes something or is denied. */
final class AuditedRequestsTest {
  private static final AccessKey WRONG = new AccessKey(ApiFixture.ALICE_KEY.id(), "not-hers");
  private static final String COPY =
      "{\"requestToken\":\"t-1\",\"region\":\"east\",\"imageId\":\"m-1\","
          + "\"targets\":[{\"region\":\"west\",\"encrypt\":true,\"keyId\":\"key-south\","
          + "\"name\":\"a name of alice's\"}]}";
  private static final int MOST = 3;

  private ApiFixture api;
  private RpcClient rpc;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api =
        new ApiFixture(
            directory,
            ApiSettings.listeningOn("127.0.0.1", 0),
            new RefusalLimit(MOST, new SimpleMeterRegistry()));
    rpc = new RpcClient(api);
    GoodRequests.seed(api.cluster);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private JsonNode onlyRecord() {
    List<JsonNode> records = api.audits.records();
    assertThat(records).hasSize(1);
    return records.get(0);
  }

  private static String header(Reply reply, String name) {
    return reply.headers().getOrDefault(name, List.of("")).get(0);
  }

  static Stream<ActionSpec> actions() {
    return GoodRequests.actions();
  }

  @ParameterizedTest
  @MethodSource("actions")
  void anActionThatIsMoreThanALookHasOneRecord(ActionSpec spec) throws Exception {
    api.engine.decides(new DecidingEngine(api.view));
    Map<String, String> parameters =
        rpc.old(ApiFixture.ALICE_KEY, spec.name(), "Version", spec.product().version());
    parameters.putAll(GoodRequests.of(spec.name()));

    Reply reply = rpc.get(RpcClient.signed(ApiFixture.ALICE_KEY, "GET", parameters));

    if (spec.access() == Access.LOOK) {
      assertThat(api.audits.records()).isEmpty();
      return;
    }
    JsonNode written = onlyRecord();
    assertThat(written.at("/what/requestId").asText())
        .isEqualTo(header(reply, "x-acs-request-id"))
        .isEqualTo(reply.json().path("RequestId").asText());
    assertThat(written.at("/what/action").asText()).endsWith(":" + spec.name());
    assertThat(written.at("/who/account").asText()).isEqualTo(TestCluster.ALICE.value());
    assertThat(written.at("/who/accessKeyId").asText()).isEqualTo(ApiFixture.ALICE_KEY.id());
    assertThat(written.at("/who/address").asText()).isEqualTo("127.0.0.1");
    assertThat(written.path("outcome").asText())
        .isEqualTo(reply.status() == 200 ? "ACCEPTED" : "FAILED");
    assertThat(written.path("code").asText())
        .isEqualTo(reply.status() == 200 ? "" : RpcClient.code(reply));
    assertThat(written.toString())
        .doesNotContain(parameters.get("SignatureNonce"), ApiFixture.ALICE_KEY.secret());
  }

  @Test
  void aRecordNamesResourcesRegionsAndKeysButNoNames() throws Exception {
    api.engine.decides((account, command) -> FakeEngine.accepted("j-runs"));

    Reply reply = api.post("/v1/jobs", COPY);

    assertThat(reply.status()).as(reply.text()).isEqualTo(202);
    JsonNode written = onlyRecord();
    assertThat(written.at("/what/action").asText()).isEqualTo("POST /v1/jobs");
    assertThat(written.at("/what/requestId").asText())
        .isEqualTo(header(reply, "sealift-request-id"));
    assertThat(written.at("/what/jobId").asText()).isEqualTo("j-runs");
    assertThat(written.at("/what/resources").toString()).contains("\"m-1\"");
    assertThat(written.at("/what/regions").toString()).contains("\"east\"", "\"west\"");
    assertThat(written.path("keys").toString())
        .isEqualTo("[{\"keyId\":\"key-south\",\"region\":\"south\"}]");
    assertThat(written.path("outcome").asText()).isEqualTo("ACCEPTED");
    assertThat(written.toString()).doesNotContain("a name of alice's");
  }

  @Test
  void aRefusalOfTheEngineIsRecordedWithItsCode() throws Exception {
    api.engine.decides((account, command) -> FakeEngine.refused(Code.CONFLICT, "jobId: has ended"));

    api.post("/v1/jobs/j-made/cancel", "");

    JsonNode written = onlyRecord();
    assertThat(written.at("/what/action").asText()).isEqualTo("POST /v1/jobs/:jobId/cancel");
    assertThat(written.at("/what/jobId").asText()).isEqualTo("j-made");
    assertThat(written.path("outcome").asText()).isEqualTo("FAILED");
    assertThat(written.path("code").asText()).isEqualTo("CONFLICT");
  }

  @Test
  void whoLooksIsNotRecorded() throws Exception {
    api.get("/v1/jobs");
    api.get("/v1/jobs/j-none");
    api.sendRaw("GET", "/health/live", new byte[0], Map.of());

    assertThat(api.audits.records()).isEmpty();
  }

  @Test
  void whoMayNotIsRecordedAsDenied() throws Exception {
    Reply reply = api.send(ApiFixture.VIEWER_KEY, "POST", "/v1/jobs", COPY);

    assertThat(reply.status()).isEqualTo(403);
    JsonNode written = onlyRecord();
    assertThat(written.path("outcome").asText()).isEqualTo("DENIED");
    assertThat(written.at("/who/account").asText()).isEqualTo("viewer");
    assertThat(written.at("/who/role").asText()).isEqualTo("VIEWER");
    assertThat(written.path("code").asText()).isEqualTo("FORBIDDEN");
  }

  @ParameterizedTest
  @CsvSource({"GET, /v1/images", "POST, /v1/jobs/j-runs/cancel", "DELETE, /v1/images/m-1"})
  void aWrongSignatureIsRecordedAsDeniedToNobodyKnown(String method, String path) throws Exception {
    api.send(WRONG, method, path, "");

    JsonNode written = onlyRecord();
    assertThat(written.path("outcome").asText()).isEqualTo("DENIED");
    assertThat(written.at("/who/account").isMissingNode()).isTrue();
    assertThat(written.at("/who/accessKeyId").asText()).isEqualTo(WRONG.id());
    assertThat(written.path("code").asText()).isEqualTo("UNAUTHENTICATED");
  }

  @Test
  void aMissingSignatureIsRecordedAsDenied() throws Exception {
    api.sendRaw("GET", "/v1/images", new byte[0], Map.of());

    assertThat(onlyRecord().path("outcome").asText()).isEqualTo("DENIED");
  }

  @Test
  void hostileTextsStayOnTheirLine() throws Exception {
    String hostile = "ak\n{\"outcome\":\"ACCEPTED\"}\u001b[2J\u202e";
    Map<String, String> parameters = new TreeMap<>(rpc.old(WRONG, "Delete\nImage"));
    parameters.put("AccessKeyId", hostile);

    rpc.get(RpcClient.signed(WRONG, "GET", parameters));

    assertThat(api.audits.lines()).singleElement().asString().matches("[\\x20-\\x7e]+");
    JsonNode written = onlyRecord();
    assertThat(written.at("/who/accessKeyId").asText()).isEqualTo(hostile);
    assertThat(written.path("outcome").asText()).isEqualTo("DENIED");
  }

  @Test
  void ofAStormOfWrongSignaturesFewHaveRecordsAndTheOthersOneTogether() throws Exception {
    for (int i = 0; i < MOST + 4; i++) {
      api.get(WRONG, "/v1/images");
    }
    rpc.get(RpcClient.signed(WRONG, "GET", rpc.old(WRONG, "DescribeRegions")));
    assertThat(api.audits.records()).hasSize(MOST);

    api.audits.audits().close();

    List<JsonNode> records = api.audits.records();
    assertThat(records).hasSize(MOST + 1);
    assertThat(records.get(MOST).at("/who/address").asText()).isEqualTo("127.0.0.1");
    assertThat(records.get(MOST).path("count").asLong()).isEqualTo(5);
    assertThat(records.get(MOST).path("outcome").asText()).isEqualTo("DENIED");
  }

  @Test
  void aNewAccessKeyIsRecordedWithoutItsSecret() throws Exception {
    api.engine.decides((account, command) -> FakeEngine.accepted("bob"));

    Reply reply = api.send(ApiFixture.ADMIN_KEY, "POST", "/v1/accounts/bob/keys", "");

    String made = reply.json().path("accessKeyId").asText();
    assertThat(onlyRecord().at("/what/resources").toString())
        .contains("\"bob\"", "\"" + made + "\"");
    assertThat(api.audits.lines().get(0))
        .doesNotContain(reply.json().path("accessKeySecret").asText());
  }

  @Test
  void plainBytesOfKeyUsesAreNotRecorded() throws Exception {
    rpc.getSigned(
        "Encrypt", "Version", "2016-01-20", "KeyId", "key-1", "Plaintext", "c2VjcmV0LWJ5dGVz");

    assertThat(onlyRecord().path("keys").toString()).contains("\"key-1\"");
    assertThat(api.audits.lines().get(0)).doesNotContain("c2VjcmV0LWJ5dGVz");
  }

  @Test
  void aBodyThatIsNotTheSignedOneIsDenied() throws Exception {
    Map<String, String> headers =
        api.signed(ApiFixture.ALICE_KEY, "POST", "/v1/jobs", COPY.getBytes(UTF_8));

    api.sendRaw("POST", "/v1/jobs", COPY.replace("west", "east").getBytes(UTF_8), headers);

    assertThat(onlyRecord().path("outcome").asText()).isEqualTo("DENIED");
  }
}
