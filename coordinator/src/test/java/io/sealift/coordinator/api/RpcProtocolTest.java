package io.sealift.coordinator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.api.ApiFixture.Reply;
import io.sealift.coordinator.command.CatalogCommand.CancelCopy;
import io.sealift.coordinator.command.CatalogCommand.CopyImage;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CommandOutcome.Code;
import io.sealift.coordinator.state.CommandOutcome.Refusal;
import io.sealift.coordinator.state.CommandOutcome.ServiceError;
import io.sealift.signature.AccessKey;
import io.sealift.signature.RpcSignature;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The RPC interfaces on the wire: signatures, parameters, answers, errors, limits. */
final class RpcProtocolTest {
  private static final byte[] NO_BODY = {};
  private static final Map<String, String> FORM =
      Map.of("content-type", "application/x-www-form-urlencoded");

  private ApiFixture api;
  private RpcClient rpc;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
    rpc = new RpcClient(api);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void bothSignaturesAreTakenWhereverTheParametersStand() throws Exception {
    assertThat(rpc.getSigned("DescribeRegions").status()).isEqualTo(200);
    assertThat(rpc.postSigned(ApiFixture.ALICE_KEY, "DescribeRegions", "").status()).isEqualTo(200);
    Map<String, String> parameters = rpc.old(ApiFixture.ALICE_KEY, "DescribeRegions");
    String form = RpcClient.encoded(RpcClient.signed(ApiFixture.ALICE_KEY, "POST", parameters));
    assertThat(api.sendRaw("POST", "/", form.getBytes(UTF_8), FORM).status()).isEqualTo(200);
  }

  @Test
  void queryAndFormAreMergedBeforeTheyAreSigned() throws Exception {
    Map<String, String> all =
        RpcClient.signed(
            ApiFixture.ALICE_KEY,
            "POST",
            rpc.old(ApiFixture.ALICE_KEY, "DescribeImages", "RegionId", "east"));
    String form = "RegionId=" + all.remove("RegionId");

    Reply reply = api.sendRaw("POST", "/?" + RpcClient.encoded(all), form.getBytes(UTF_8), FORM);

    assertThat(reply.json().path("RegionId").asText()).isEqualTo("east");
  }

  @Test
  void aParameterWithoutAValueMayBeLeftOutOfTheSignature() throws Exception {
    Map<String, String> parameters =
        rpc.old(ApiFixture.ALICE_KEY, "DescribeImages", "RegionId", "east", "ImageName", "");
    String stringToSign =
        RpcSignature.stringToSignWithoutEmpty("GET", new ArrayList<>(parameters.entrySet()));
    parameters.put("Signature", RpcSignature.sign(ApiFixture.ALICE_KEY.secret(), stringToSign));

    assertThat(rpc.get(parameters).status()).isEqualTo(200);
  }

  @Test
  void everyChangedParameterIsNoticedAndNothingReachesTheEngine() throws Exception {
    Map<String, String> good =
        RpcClient.signed(
            ApiFixture.ALICE_KEY,
            "GET",
            rpc.old(
                ApiFixture.ALICE_KEY,
                "CopyImage",
                "RegionId",
                "east",
                "ImageId",
                "m-1",
                "DestinationRegionId",
                "west"));

    for (String name : good.keySet()) {
      Map<String, String> changed = new LinkedHashMap<>(good);
      changed.computeIfPresent(name, (key, value) -> value + "0");
      assertThat(rpc.get(changed).status()).as(name).isBetween(400, 404);
      changed.remove(name);
      assertThat(rpc.get(changed).status()).as(name).isBetween(400, 404);
    }
    Map<String, String> more = new LinkedHashMap<>(good);
    more.put("DryRun", "false");
    RpcClient.assertRefused(rpc.get(more), 400, "SignatureDoesNotMatch");
    assertThat(api.sendRaw("POST", "/?" + RpcClient.encoded(good), NO_BODY, Map.of()).status())
        .as("method")
        .isEqualTo(400);
    assertThat(api.engine.sent()).isEmpty();
  }

  @Test
  void everyChangedHeaderIsNoticed() throws Exception {
    String query = "RegionId=east&ImageId=m-1";
    Map<String, String> good =
        rpc.headers(ApiFixture.ALICE_KEY, "CancelCopyImage", "2014-05-26", query);

    for (String name : good.keySet()) {
      if (!name.equals("host")) {
        Map<String, String> changed = new TreeMap<>(good);
        changed.computeIfPresent(name, (key, value) -> value + "0");
        assertThat(api.sendRaw("POST", "/?" + query, NO_BODY, changed).status())
            .as(name)
            .isBetween(400, 404);
        changed.remove(name);
        assertThat(api.sendRaw("POST", "/?" + query, NO_BODY, changed).status())
            .as(name)
            .isBetween(400, 404);
      }
    }
    assertThat(api.sendRaw("POST", "/?" + query + "1", NO_BODY, good).status()).isEqualTo(400);
    assertThat(api.sendRaw("POST", "/?" + query, "A=b".getBytes(UTF_8), merged(good)).status())
        .isEqualTo(400);
    assertThat(api.engine.sent()).isEmpty();
  }

  private static Map<String, String> merged(Map<String, String> headers) {
    Map<String, String> all = new TreeMap<>(headers);
    all.putAll(FORM);
    return all;
  }

  @Test
  void withoutASignatureItsPartsAreAskedFor() throws Exception {
    RpcClient.assertRefused(rpc.get(Map.of("Format", "JSON")), 400, "MissingParameter");
    Map<String, String> parameters = rpc.old(ApiFixture.ALICE_KEY, "DescribeRegions");
    RpcClient.assertRefused(rpc.get(parameters), 400, "MissingParameter");
    assertThat(rpc.get(parameters).json().path("Message").asText()).contains("\"Signature\"");
  }

  @Test
  void aWrongSecretIsToldWithTheStringToSign() throws Exception {
    AccessKey wrong = new AccessKey(ApiFixture.ALICE_KEY.id(), "not-hers");
    Map<String, String> parameters = rpc.old(wrong, "DescribeRegions");

    Reply reply = rpc.get(RpcClient.signed(wrong, "GET", parameters));

    RpcClient.assertRefused(reply, 400, "SignatureDoesNotMatch");
    assertThat(reply.json().path("Message").asText())
        .endsWith(
            "server string to sign is:"
                + RpcSignature.stringToSign("GET", new ArrayList<>(parameters.entrySet())));
  }

  @Test
  void unknownDisabledLateAndRepeatedAreToldApart() throws Exception {
    AccessKey unknown = new AccessKey("ak-unknown", "x");
    RpcClient.assertRefused(
        rpc.get(RpcClient.signed(unknown, "GET", rpc.old(unknown, "DescribeRegions"))),
        400,
        "InvalidAccessKeyId.NotFound");
    RpcClient.assertRefused(
        rpc.get(
            RpcClient.signed(
                ApiFixture.DISABLED_KEY,
                "GET",
                rpc.old(ApiFixture.DISABLED_KEY, "DescribeRegions"))),
        403,
        "Forbidden.AccessKeyDisabled");
    Map<String, String> once =
        RpcClient.signed(
            ApiFixture.ALICE_KEY, "GET", rpc.old(ApiFixture.ALICE_KEY, "DescribeRegions"));
    assertThat(rpc.get(once).status()).isEqualTo(200);
    RpcClient.assertRefused(rpc.get(once), 400, "SignatureNonceUsed");
    RpcClient.assertRefused(
        rpc.getSigned(
            "DescribeRegions", "Timestamp", api.now.minus(Duration.ofMinutes(16)).toString()),
        400,
        "IllegalTimestamp");
    RpcClient.assertRefused(
        rpc.getSigned("DescribeRegions", "Timestamp", "yesterday"), 400, "IllegalTimestamp");
    RpcClient.assertRefused(
        rpc.getSigned("DescribeRegions", "SignatureMethod", "HMAC-MD5"), 400, "InvalidParamater");
  }

  @Test
  void aChangeThatAnotherCoordinatorHasTakenIsRefused() throws Exception {
    Map<String, String> copy =
        rpc.old(
            ApiFixture.ALICE_KEY,
            "CopyImage",
            "RegionId",
            "east",
            "ImageId",
            "m-1",
            "DestinationRegionId",
            "west");
    api.nonceLog.claimedElsewhere(String.valueOf(copy.get("SignatureNonce")));

    RpcClient.assertRefused(
        rpc.get(RpcClient.signed(ApiFixture.ALICE_KEY, "GET", copy)), 400, "SignatureNonceUsed");
    assertThat(api.engine.sent()).isEmpty();
  }

  @Test
  void withoutWordOfItsNonceAChangeIsNotMadeButALookIsAnswered() throws Exception {
    api.nonceLog.silent(true);

    Reply reply = rpc.getSigned("DeleteImage", "RegionId", "east", "ImageId", "m-1");
    RpcClient.assertRefused(reply, 503, "ServiceUnavailable");
    assertThat(reply.headers().get("retry-after")).containsExactly("2");
    assertThat(rpc.getSigned("DescribeRegions").status()).isEqualTo(200);
    assertThat(api.engine.sent()).isEmpty();
  }

  @Test
  void answersAndErrorsComeAsXmlWhereNothingElseIsAskedFor() throws Exception {
    Map<String, String> parameters = rpc.old(ApiFixture.ALICE_KEY, "DescribeRegions");
    parameters.remove("Format");

    Reply reply = rpc.get(RpcClient.signed(ApiFixture.ALICE_KEY, "GET", parameters));

    assertThat(reply.text())
        .contains("<DescribeRegionsResponse><RequestId>")
        .contains("<Regions><Region><RegionId>east</RegionId>")
        .contains("<Region><RegionId>west</RegionId>");
    assertThat(rpc.get(Map.of("Action", "A&<B>")).text()).startsWith("<?xml").contains("<Error>");
  }

  @Test
  void unknownActionsVersionsAndParametersAreRefused() throws Exception {
    RpcClient.assertRefused(rpc.getSigned("DescribeNothing"), 400, "InvalidParameter");
    RpcClient.assertRefused(
        rpc.getSigned("DescribeRegions", "Version", "2011-01-01"), 400, "InvalidParameter");
    RpcClient.assertRefused(
        rpc.getSigned("DescribeRegions", "NoSuchThing", "1"), 400, "UnsupportedParameter");
    RpcClient.assertRefused(
        rpc.getSigned("CopyImage", "RegionId", "east"), 400, "MissingParameter");
    RpcClient.assertRefused(
        rpc.getSigned("DescribeImages", "RegionId", "east", "PageSize", "101"),
        400,
        "InvalidParameter");
    assertThat(rpc.getSigned("DescribeRegions", "OwnerId", "7", "RegionId", "x").status())
        .isEqualTo(200);
  }

  @Test
  void aParameterThatComesTwiceIsRefused() throws Exception {
    String query =
        RpcClient.encoded(
            RpcClient.signed(
                ApiFixture.ALICE_KEY, "GET", rpc.old(ApiFixture.ALICE_KEY, "DescribeRegions")));
    RpcClient.assertRefused(
        api.sendRaw("GET", "/?" + query + "&Action=CopyImage", NO_BODY, Map.of()),
        400,
        "InvalidParameter");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%",
        "%zz",
        "a=%ff%fe&Format=JSON",
        "%C0%80=1",
        "=&=&=",
        "Action=%00",
        "Format=JSON&&&"
      })
  void oddQueriesAreRefusedAndNoDefects(String query) throws Exception {
    String answer =
        api.exchange("GET /?" + query + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 4").doesNotContain("Exception");
  }

  @Test
  void methodsBodiesAndTypesHaveLimits() throws Exception {
    RpcClient.assertRefused(
        api.sendRaw("DELETE", "/?Format=JSON", NO_BODY, Map.of()), 403, "UnsupportedHTTPMethod");
    byte[] large = new byte[(64 << 10) + 1];
    RpcClient.assertRefused(api.sendRaw("POST", "/", large, FORM), 413, "RequestEntityTooLarge");
    RpcClient.assertRefused(
        api.sendRaw("POST", "/", "{}".getBytes(UTF_8), Map.of("content-type", "application/json")),
        415,
        "UnsupportedMediaType");
    String chunked =
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
            + Integer.toHexString(70_000)
            + "\r\n"
            + "a".repeat(70_000)
            + "\r\n0\r\n\r\n";
    assertThat(api.exchange(chunked)).startsWith("HTTP/1.1 413");
  }

  @Test
  void aViewerLooksButChangesNothing() throws Exception {
    assertThat(rpc.postSigned(ApiFixture.VIEWER_KEY, "DescribeImages", "RegionId=east").status())
        .isEqualTo(200);
    RpcClient.assertRefused(
        rpc.postSigned(ApiFixture.VIEWER_KEY, "CancelCopyImage", "RegionId=east&ImageId=m-1"),
        403,
        "Forbidden.RAM");
    assertThat(api.engine.sent()).isEmpty();
  }

  @Test
  void theEnginesRefusalKeepsItsDocumentedCode() throws Exception {
    api.engine.decides(
        (account, command) -> {
          return new CommandOutcome(
              "c-1",
              Optional.empty(),
              Optional.of(
                  new Refusal(
                      Code.INVALID,
                      "The image copy has completed.",
                      Optional.of(new ServiceError(400, "IncorrectImageStatus")))),
              api.now);
        });

    Reply reply =
        rpc.postSigned(ApiFixture.ALICE_KEY, "CancelCopyImage", "RegionId=east&ImageId=m-1");

    RpcClient.assertRefused(reply, 400, "IncorrectImageStatus");
    assertThat(api.engine.sent().get(0).command()).isEqualTo(new CancelCopy("east", "m-1"));
  }

  @Test
  void emptyValuesCountAsNotGivenAndAbsentIsNotFalse() throws Exception {
    api.engine.decides((account, command) -> FakeEngine.accepted("m-copy"));

    Reply reply =
        rpc.getSigned(
            "CopyImage",
            "RegionId",
            "east",
            "ImageId",
            "m-1",
            "DestinationRegionId",
            "west",
            "DestinationImageName",
            "",
            "KMSKeyId",
            "",
            "Tag.1.Key",
            "k",
            "Tag.1.Value",
            "");

    assertThat(reply.json().path("ImageId").asText()).isEqualTo("m-copy");
    CopyImage sent = (CopyImage) api.engine.sent().get(0).command();
    assertThat(sent.request().name()).isEmpty();
    assertThat(sent.request().keyId()).isEmpty();
    assertThat(sent.request().encrypted()).isEmpty();
    assertThat(sent.request().tags()).isEqualTo(Map.of("k", ""));
  }
}
