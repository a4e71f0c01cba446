package io.sealift.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.api.ApiFixture.Reply;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names that look like a region's and are not: each is an unknown region to both interfaces, as
 * source and as destination, and never made to fit.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LookalikeRegionTest {
  private ApiFixture api;
  private RpcClient rpc;
  private DecidingEngine engine;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
    rpc = new RpcClient(api);
    GoodRequests.seed(api.cluster);
    engine = new DecidingEngine(api.view);
    api.engine.decides(engine);
  }

  @AfterAll
  void stop() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "w\u0435st", // Cyrillic e
        "west.",
        "west ",
        " west",
        "west\u00a0",
        "we\u200bst",
        "West",
        "WEST",
        "\uff57\uff45\uff53\uff54", // full width
        "west/../west",
        "west\u0000"
      })
  void aLookalikeIsNoRegion(String name) throws Exception {
    Map<String, String> codes =
        Map.of(
            "RegionId", "SourceRegion.NotFound",
            "DestinationRegionId", "DestinationRegion.NotFound");
    for (String parameter : codes.keySet()) {
      Map<String, String> parameters =
          rpc.old(ApiFixture.ALICE_KEY, "CopyImage", "Version", "2014-05-26");
      parameters.putAll(new TreeMap<>(GoodRequests.of("CopyImage")));
      parameters.put(parameter, name);

      Reply reply = rpc.get(RpcClient.signed(ApiFixture.ALICE_KEY, "GET", parameters));

      assertThat(reply.status()).as(reply.text()).isEqualTo(400);
      assertThat(reply.json().path("Code").asText()).isEqualTo(codes.get(parameter));
    }
    String source = body(name, "west");
    String destination = body("east", name);
    assertThat(api.post("/v1/jobs", source).message()).startsWith("region: ");
    assertThat(api.post("/v1/jobs", destination).message()).startsWith("targets[0].region: ");
    assertThat(engine.takeBack()).isEmpty();
  }

  private static String body(String region, String target) {
    return "{\"requestToken\":\"t\",\"region\":\"%s\",\"imageId\":\"m-1\",\"targets\":[{\"region\":\"%s\",\"name\":\"copy\"}]}"
        .formatted(region, target)
        .replace("\u0000", "\\u0000");
  }
}
