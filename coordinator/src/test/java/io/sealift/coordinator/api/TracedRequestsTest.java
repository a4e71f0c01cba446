package io.sealift.coordinator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealift.coordinator.account.RefusalLimit;
import io.sealift.coordinator.api.ApiFixture.Reply;
import io.sealift.copy.TraceParent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The trace that a request brings goes into its command, its audit record and its answer. */
final class TracedRequestsTest {
  private static final TraceParent GIVEN =
      new TraceParent("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);
  private static final String COPY =
      "{\"requestToken\":\"t-1\",\"region\":\"east\",\"imageId\":\"m-1\","
          + "\"targets\":[{\"region\":\"west\"}]}";

  private ApiFixture api;
  private RpcClient rpc;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api =
        new ApiFixture(
            directory,
            ApiSettings.listeningOn("127.0.0.1", 0),
            new RefusalLimit(3, new SimpleMeterRegistry()));
    rpc = new RpcClient(api);
    GoodRequests.seed(api.cluster);
    api.engine.decides((account, command) -> FakeEngine.accepted("j-runs"));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private Reply copy(String header) throws Exception {
    return api.send(
        ApiFixture.ALICE_KEY,
        "POST",
        "/v1/jobs",
        COPY.getBytes(UTF_8),
        headers -> {
          headers.put("traceparent", header);
          return headers;
        });
  }

  private Reply deleteImage(String header) throws Exception {
    Map<String, String> parameters = rpc.old(ApiFixture.ALICE_KEY, "DeleteImage");
    parameters.putAll(GoodRequests.of("DeleteImage"));
    return api.sendRaw(
        "GET",
        "/?" + RpcClient.encoded(RpcClient.signed(ApiFixture.ALICE_KEY, "GET", parameters)),
        new byte[0],
        Map.of("traceparent", header));
  }

  private TraceParent sent() {
    List<FakeEngine.Sent> sent = api.engine.sent();
    assertThat(sent).hasSize(1);
    return sent.get(0).trace();
  }

  private void requireEverywhere(Reply reply, String traceId) {
    assertThat(sent().traceId()).isEqualTo(traceId);
    assertThat(api.audits.records())
        .singleElement()
        .satisfies(written -> assertThat(written.at("/what/traceId").asText()).isEqualTo(traceId));
    assertThat(reply.headers().get("sealift-trace-id")).containsExactly(traceId);
  }

  @Test
  void aCopyGoesOnWithTheTraceThatItsRequestBrings() throws Exception {
    Reply reply = copy(GIVEN.header());

    assertThat(reply.status()).as(reply.text()).isEqualTo(202);
    requireEverywhere(reply, GIVEN.traceId());
    assertThat(sent().spanId()).isNotEqualTo(GIVEN.spanId());
    assertThat(sent().sampled()).isTrue();
  }

  @Test
  void anActionGoesOnWithTheTraceThatItsRequestBrings() throws Exception {
    Reply reply = deleteImage(GIVEN.header());

    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    requireEverywhere(reply, GIVEN.traceId());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "malformed",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"
      })
  void aHeaderThatIsNoGoodHindersNothingAndATraceBegins(String header) throws Exception {
    Reply copied = copy(header);

    assertThat(copied.status()).as(copied.text()).isEqualTo(202);
    String begun = sent().traceId();
    assertThat(begun).isNotEqualTo(GIVEN.traceId());
    requireEverywhere(copied, begun);
  }

  @Test
  void aRequestWithoutAHeaderBeginsATraceOfItsOwn() throws Exception {
    Reply first = api.post("/v1/jobs", COPY);
    Reply second = api.post("/v1/jobs", COPY);

    List<String> ids = List.of(traceId(first), traceId(second));
    assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9a-f]{32}"));
    assertThat(api.engine.sent()).extracting(sent -> sent.trace().traceId()).isEqualTo(ids);
  }

  private static String traceId(Reply reply) {
    return reply.headers().getOrDefault("sealift-trace-id", List.of("")).get(0);
  }

  @Test
  void aRefusalNamesItsTraceToo() throws Exception {
    Reply refused =
        api.send(
            ApiFixture.ALICE_KEY,
            "GET",
            "/v1/no-such-path",
            new byte[0],
            headers -> {
              headers.put("traceparent", GIVEN.header());
              return headers;
            });

    assertThat(refused.status()).isEqualTo(404);
    assertThat(traceId(refused)).isEqualTo(GIVEN.traceId());
  }
}
