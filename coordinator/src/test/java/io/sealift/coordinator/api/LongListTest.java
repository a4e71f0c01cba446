package io.sealift.coordinator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.api.ApiFixture.Reply;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists that are too long, and parameters that come in more than one way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LongListTest {
  private static final Map<String, String> FORM =
      Map.of("content-type", "application/x-www-form-urlencoded");

  private ApiFixture api;
  private RpcClient rpc;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
    rpc = new RpcClient(api);
    GoodRequests.seed(api.cluster);
  }

  @AfterAll
  void stop() {
    api.close();
  }

  @AfterEach
  void nothingReachesTheEngineAndTheNextGoodRequestWorks() throws Exception {
    assertThat(api.engine.sent()).isEmpty();
    assertThat(rpc.getSigned("DescribeRegions").status()).isEqualTo(200);
  }

  /** In a form, which may be longer than a query. */
  private Reply post(String action, String version, String name, String value) throws Exception {
    Map<String, String> parameters = rpc.old(ApiFixture.ALICE_KEY, action, "Version", version);
    parameters.put("RegionId", "east");
    parameters.put(name, value);
    if (action.equals("UntagResource")) {
      parameters.putAll(GoodRequests.of(action));
      parameters.put(name, value);
    }
    String form = RpcClient.encoded(RpcClient.signed(ApiFixture.ALICE_KEY, "POST", parameters));
    return api.sendRaw("POST", "/", form.getBytes(UTF_8), FORM);
  }

  @ParameterizedTest
  @CsvSource({
    "DescribeImages, 2014-05-26, ImageId, 400, InvalidParameter",
    "DescribeImages, 2014-05-26, Status, 400, InvalidParameter",
    "DescribeTasks, 2014-05-26, TaskIds, 400, InvalidParameter",
  })
  void aListOfTenThousandIdsIsRefused(
      String action, String version, String name, int status, String code) throws Exception {
    String ids =
        IntStream.range(0, 10_000).mapToObj(i -> "m" + i % 10).collect(Collectors.joining(","));

    // A comma takes three bytes of a form.
    assertThat(ids.length() + 20_000).isLessThan(64 << 10);
    RpcClient.assertRefused(post(action, version, name, ids), status, code);
  }

  @ParameterizedTest
  @CsvSource({
    "DescribeSnapshots, 2014-05-26, SnapshotIds, 403, InvalidSnapshotIds.Malformed",
    "UntagResource, 2016-01-20, TagKeys, 400, InvalidParameter",
  })
  void anArrayOfManyTextsIsRefused(
      String action, String version, String name, int status, String code) throws Exception {
    String array =
        IntStream.range(0, 4_000)
            .mapToObj(i -> "\"m" + i % 10 + "\"")
            .collect(Collectors.joining(",", "[", "]"));

    RpcClient.assertRefused(post(action, version, name, array), status, code);
  }

  @Test
  void aHundredIdsAreTaken() throws Exception {
    String ids = IntStream.range(0, 100).mapToObj(i -> "m-" + i).collect(Collectors.joining(","));

    assertThat(post("DescribeImages", "2014-05-26", "ImageId", ids).status()).isEqualTo(200);
    assertThat(post("DescribeTasks", "2014-05-26", "TaskIds", ids).status()).isEqualTo(200);
  }

  @Test
  void tenThousandParametersAreRefused() throws Exception {
    String form =
        IntStream.rangeClosed(1, 10_000).mapToObj(i -> "a=" + i).collect(Collectors.joining("&"));

    Reply few = api.sendRaw("POST", "/", form.substring(0, 60_000).getBytes(UTF_8), FORM);
    RpcClient.assertRefused(few, 400, "InvalidParameter");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ImageId[]",
        "ImageId[0]",
        "ImageId.1",
        "ImageId.",
        "imageid",
        "Tag.0.Key",
        "Tag.01.Key",
        "Tag.10000.Key",
        "Tag[1].Key",
        "Tag.1.Key[]",
        "Tag.-1.Key",
        "Tag.1",
        "Tag.1.Key.1"
      })
  void otherSpellingsOfAListAreUnknownParameters(String name) throws Exception {
    RpcClient.assertRefused(
        rpc.getSigned("DescribeImages", "RegionId", "east", name, "m-1"),
        400,
        "UnsupportedParameter");
  }

  /** Which of the two was meant, nobody could say. */
  @ParameterizedTest
  @ValueSource(strings = {"query", "form", "both"})
  void aParameterThatComesTwiceIsRefusedWhereverItStands(String place) throws Exception {
    for (String name : List.of("ImageId", "RegionId", "Action", "SignatureNonce", "ClientToken")) {
      Map<String, String> good =
          rpc.old(ApiFixture.ALICE_KEY, "DeleteImage", "RegionId", "east", "ImageId", "m-1");
      good.put("ClientToken", "token");
      Map<String, String> signed =
          new LinkedHashMap<>(RpcClient.signed(ApiFixture.ALICE_KEY, "POST", good));
      String all = RpcClient.encoded(signed);
      String again = name + "=" + good.get(name);
      String query = place.equals("query") ? all + "&" + again : place.equals("both") ? again : "";
      String form = place.equals("query") ? "" : place.equals("form") ? all + "&" + again : all;

      Reply reply =
          api.sendRaw("POST", query.isEmpty() ? "/" : "/?" + query, form.getBytes(UTF_8), FORM);

      assertThat(reply.status()).as(name + ": " + reply.text()).isEqualTo(400);
      assertThat(RpcClient.code(reply))
          .as(name)
          .isIn("InvalidParameter", "SignatureDoesNotMatch", "IncompleteSignature");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/images?name[]=a, 'query: parameters can only be limit, name, offset, order, region,"
        + " resourceGroup, search'",
    "/v1/images?name%5B%5D=a, 'query: parameters can only be limit, name, offset, order, region,"
        + " resourceGroup, search'",
    "/v1/images?name=a&name=a, name: is given twice",
    "/v1/images?Name=a, 'query: parameters can only be limit, name, offset, order, region,"
        + " resourceGroup, search'",
  })
  void otherSpellingsOfAQueryAreUnknown(String target, String message) throws Exception {
    Reply reply =
        api.sendRaw(
            "GET",
            target.replace("[", "%5B").replace("]", "%5D"),
            new byte[0],
            api.signed(
                ApiFixture.ALICE_KEY,
                "GET",
                target.replace("[", "%5B").replace("]", "%5D"),
                new byte[0]));
    assertThat(reply.status()).as(reply.text()).isEqualTo(400);
    assertThat(reply.message()).isEqualTo(message);
  }

  @Test
  void aQueryOfManyParametersIsRefused() throws Exception {
    String query =
        IntStream.range(0, 65).mapToObj(i -> "p" + i + "=1").collect(Collectors.joining("&"));
    Reply reply = api.get("/v1/images?" + query);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message()).isEqualTo("query: has more than 64 parameters");
  }
}
