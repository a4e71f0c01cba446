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
import io.sealift.coordinator.state.Image;
import io.sealift.copy.KeyReference;
import io.sealift.signature.AccessKey;
import io.sealift.signature.Acs3Signature;
import io.sealift.signature.RpcSignature;
import io.sealift.signature.SignedRequest;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The RPC interfaces on the wire: signatures, parameters, answers, errors, limits. */
final class RpcProtocolTest {
  private static final byte[] NO_BODY = {};
  private static final AtomicInteger NONCES = new AtomicInteger();
  private static final Map<String, String> FORM =
      Map.of("content-type", "application/x-www-form-urlencoded");

  private ApiFixture api;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  /** The parameters of a request in the older protocol, but for its signature. */
  private Map<String, String> old(AccessKey key, String action, String... more) {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("Action", action);
    parameters.put("Version", "2014-05-26");
    parameters.put("Format", "JSON");
    parameters.put("AccessKeyId", key.id());
    parameters.put("SignatureMethod", "HMAC-SHA1");
    parameters.put("SignatureVersion", "1.0");
    parameters.put("SignatureNonce", "nonce-" + NONCES.incrementAndGet());
    parameters.put("Timestamp", api.now.toString());
    for (int i = 0; i < more.length; i += 2) {
      parameters.put(more[i], more[i + 1]);
    }
    return parameters;
  }

  private static Map<String, String> signed(
      AccessKey key, String method, Map<String, String> parameters) {
    Map<String, String> all = new LinkedHashMap<>(parameters);
    all.put(
        "Signature",
        RpcSignature.sign(
            key.secret(),
            RpcSignature.stringToSign(method, new ArrayList<>(parameters.entrySet()))));
    return all;
  }

  private static String encoded(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(
            pair ->
                URLEncoder.encode(pair.getKey(), UTF_8)
                    + "="
                    + URLEncoder.encode(pair.getValue(), UTF_8))
        .collect(Collectors.joining("&"));
  }

  private Reply get(Map<String, String> parameters) throws Exception {
    return api.sendRaw("GET", "/?" + encoded(parameters), NO_BODY, Map.of());
  }

  private Reply getSigned(String action, String... more) throws Exception {
    return get(signed(ApiFixture.ALICE_KEY, "GET", old(ApiFixture.ALICE_KEY, action, more)));
  }

  private static String code(Reply reply) {
    return reply.json().path("Code").asText();
  }

  private static void assertRefused(Reply reply, int status, String code) {
    assertThat(code(reply)).as(reply.text()).isEqualTo(code);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.json().path("RequestId").asText()).matches("[0-9A-F-]{36}");
    assertThat(reply.json().path("HostId").asText()).isNotEmpty();
    assertThat(reply.json().path("Message").asText()).isNotEmpty();
    assertThat(reply.json().path("Recommend").asText()).contains(code);
    assertThat(reply.text()).doesNotContain("Exception", "\tat ");
  }

  private Map<String, String> headers(AccessKey key, String action, String version, String query) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("host", "127.0.0.1:" + api.port);
    headers.put("x-acs-action", action);
    headers.put("x-acs-version", version);
    List<Map.Entry<String, String>> pairs =
        query.isEmpty()
            ? List.of()
            : List.of(query.split("&")).stream()
                .map(pair -> pair.split("=", 2))
                .map(pair -> Map.entry(pair[0], pair[1]))
                .toList();
    SignedRequest request = new SignedRequest("POST", "/", pairs, headers);
    headers.putAll(
        Acs3Signature.headersFor(
            request, NO_BODY, key, api.now.toString(), "nonce-" + NONCES.incrementAndGet()));
    return headers;
  }

  private Reply postSigned(AccessKey key, String action, String query) throws Exception {
    return api.sendRaw("POST", "/?" + query, NO_BODY, headers(key, action, "2014-05-26", query));
  }

  @Test
  void bothSignaturesAreTakenWhereverTheParametersStand() throws Exception {
    assertThat(getSigned("DescribeRegions").status()).isEqualTo(200);
    assertThat(postSigned(ApiFixture.ALICE_KEY, "DescribeRegions", "").status()).isEqualTo(200);
    Map<String, String> parameters = old(ApiFixture.ALICE_KEY, "DescribeRegions");
    String form = encoded(signed(ApiFixture.ALICE_KEY, "POST", parameters));
    assertThat(api.sendRaw("POST", "/", form.getBytes(UTF_8), FORM).status()).isEqualTo(200);
  }

  @Test
  void queryAndFormAreMergedBeforeTheyAreSigned() throws Exception {
    Map<String, String> all =
        signed(
            ApiFixture.ALICE_KEY,
            "POST",
            old(ApiFixture.ALICE_KEY, "DescribeImages", "RegionId", "east"));
    String form = "RegionId=" + all.remove("RegionId");

    Reply reply = api.sendRaw("POST", "/?" + encoded(all), form.getBytes(UTF_8), FORM);

    assertThat(reply.json().path("RegionId").asText()).isEqualTo("east");
  }

  @Test
  void aParameterWithoutAValueMayBeLeftOutOfTheSignature() throws Exception {
    Map<String, String> parameters =
        old(ApiFixture.ALICE_KEY, "DescribeImages", "RegionId", "east", "ImageName", "");
    String stringToSign =
        RpcSignature.stringToSignWithoutEmpty("GET", new ArrayList<>(parameters.entrySet()));
    parameters.put("Signature", RpcSignature.sign(ApiFixture.ALICE_KEY.secret(), stringToSign));

    assertThat(get(parameters).status()).isEqualTo(200);
  }

  @Test
  void everyChangedParameterIsNoticedAndNothingReachesTheEngine() throws Exception {
    Map<String, String> good =
        signed(
            ApiFixture.ALICE_KEY,
            "GET",
            old(
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
      assertThat(get(changed).status()).as(name).isBetween(400, 404);
      changed.remove(name);
      assertThat(get(changed).status()).as(name).isBetween(400, 404);
    }
    Map<String, String> more = new LinkedHashMap<>(good);
    more.put("DryRun", "false");
    assertRefused(get(more), 400, "SignatureDoesNotMatch");
    assertThat(api.sendRaw("POST", "/?" + encoded(good), NO_BODY, Map.of()).status())
        .as("method")
        .isEqualTo(400);
    assertThat(api.engine.sent()).isEmpty();
  }

  @Test
  void everyChangedHeaderIsNoticed() throws Exception {
    String query = "RegionId=east&ImageId=m-1";
    Map<String, String> good =
        headers(ApiFixture.ALICE_KEY, "CancelCopyImage", "2014-05-26", query);

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
    assertRefused(get(Map.of("Format", "JSON")), 400, "MissingParameter");
    Map<String, String> parameters = old(ApiFixture.ALICE_KEY, "DescribeRegions");
    assertRefused(get(parameters), 400, "MissingParameter");
    assertThat(get(parameters).json().path("Message").asText()).contains("\"Signature\"");
  }

  @Test
  void aWrongSecretIsToldWithTheStringToSign() throws Exception {
    AccessKey wrong = new AccessKey(ApiFixture.ALICE_KEY.id(), "not-hers");
    Map<String, String> parameters = old(wrong, "DescribeRegions");

    Reply reply = get(signed(wrong, "GET", parameters));

    assertRefused(reply, 400, "SignatureDoesNotMatch");
    assertThat(reply.json().path("Message").asText())
        .endsWith(
            "server string to sign is:"
                + RpcSignature.stringToSign("GET", new ArrayList<>(parameters.entrySet())));
  }

  @Test
  void unknownDisabledLateAndRepeatedAreToldApart() throws Exception {
    AccessKey unknown = new AccessKey("ak-unknown", "x");
    assertRefused(
        get(signed(unknown, "GET", old(unknown, "DescribeRegions"))),
        400,
        "InvalidAccessKeyId.NotFound");
    assertRefused(
        get(
            signed(
                ApiFixture.DISABLED_KEY, "GET", old(ApiFixture.DISABLED_KEY, "DescribeRegions"))),
        403,
        "Forbidden.AccessKeyDisabled");
    Map<String, String> once =
        signed(ApiFixture.ALICE_KEY, "GET", old(ApiFixture.ALICE_KEY, "DescribeRegions"));
    assertThat(get(once).status()).isEqualTo(200);
    assertRefused(get(once), 400, "SignatureNonceUsed");
    assertRefused(
        getSigned("DescribeRegions", "Timestamp", api.now.minus(Duration.ofMinutes(16)).toString()),
        400,
        "IllegalTimestamp");
    assertRefused(getSigned("DescribeRegions", "Timestamp", "yesterday"), 400, "IllegalTimestamp");
    assertRefused(
        getSigned("DescribeRegions", "SignatureMethod", "HMAC-MD5"), 400, "InvalidParamater");
  }

  @Test
  void answersAndErrorsComeAsXmlWhereNothingElseIsAskedFor() throws Exception {
    Map<String, String> parameters = old(ApiFixture.ALICE_KEY, "DescribeRegions");
    parameters.remove("Format");

    Reply reply = get(signed(ApiFixture.ALICE_KEY, "GET", parameters));

    assertThat(reply.text())
        .contains("<DescribeRegionsResponse><RequestId>")
        .contains("<Regions><Region><RegionId>east</RegionId>")
        .contains("<Region><RegionId>west</RegionId>");
    assertThat(get(Map.of("Action", "A&<B>")).text()).startsWith("<?xml").contains("<Error>");
  }

  @Test
  void unknownActionsVersionsAndParametersAreRefused() throws Exception {
    assertRefused(getSigned("DescribeNothing"), 400, "InvalidParameter");
    assertRefused(getSigned("DescribeRegions", "Version", "2011-01-01"), 400, "InvalidParameter");
    assertRefused(getSigned("DescribeRegions", "NoSuchThing", "1"), 400, "UnsupportedParameter");
    assertRefused(getSigned("CreateImage", "RegionId", "east"), 403, "InvalidAction");
    assertRefused(getSigned("CopyImage", "RegionId", "east"), 400, "MissingParameter");
    assertRefused(
        getSigned("DescribeImages", "RegionId", "east", "PageSize", "101"),
        400,
        "InvalidParameter");
    assertThat(getSigned("DescribeRegions", "OwnerId", "7", "RegionId", "x").status())
        .isEqualTo(200);
  }

  @Test
  void aParameterThatComesTwiceIsRefused() throws Exception {
    String query =
        encoded(signed(ApiFixture.ALICE_KEY, "GET", old(ApiFixture.ALICE_KEY, "DescribeRegions")));
    assertRefused(
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
    assertRefused(
        api.sendRaw("DELETE", "/?Format=JSON", NO_BODY, Map.of()), 403, "UnsupportedHTTPMethod");
    byte[] large = new byte[(64 << 10) + 1];
    assertRefused(api.sendRaw("POST", "/", large, FORM), 413, "RequestEntityTooLarge");
    assertRefused(
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
    assertThat(postSigned(ApiFixture.VIEWER_KEY, "DescribeImages", "RegionId=east").status())
        .isEqualTo(200);
    assertRefused(
        postSigned(ApiFixture.VIEWER_KEY, "CancelCopyImage", "RegionId=east&ImageId=m-1"),
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

    Reply reply = postSigned(ApiFixture.ALICE_KEY, "CancelCopyImage", "RegionId=east&ImageId=m-1");

    assertRefused(reply, 400, "IncorrectImageStatus");
    assertThat(api.engine.sent().get(0).command()).isEqualTo(new CancelCopy("east", "m-1"));
  }

  @Test
  void emptyValuesCountAsNotGivenAndAbsentIsNotFalse() throws Exception {
    api.engine.decides((account, command) -> FakeEngine.accepted("m-copy"));

    Reply reply =
        getSigned(
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

  @Test
  void imagesOfOthersAndOtherRegionsAreNotShown() throws Exception {
    api.cluster.image("1", TestCluster.ALICE, Image.Status.AVAILABLE, KeyReference.STORAGE);
    api.cluster.image("2", TestCluster.BOB, Image.Status.AVAILABLE, KeyReference.STORAGE);
    api.cluster.image("3", TestCluster.ALICE, Image.Status.WAITING, KeyReference.STORAGE);

    assertThat(ids("RegionId", "east")).containsExactly("m-1");
    assertThat(ids("RegionId", "east", "Status", "ALL")).containsExactly("m-1", "m-3");
    assertThat(ids("RegionId", "east", "Status", "Waiting")).containsExactly("m-3");
    assertThat(ids("RegionId", "west")).isEmpty();
    assertThat(ids("RegionId", "east", "ImageName", "web")).containsExactly("m-1");
    assertThat(ids("RegionId", "east", "Tag.1.Key", "k", "Tag.1.Value", "w")).isEmpty();
    assertThat(ids("RegionId", "east", "Tag.1.Key", "k")).containsExactly("m-1");
    assertThat(ids("RegionId", "east", "Usable", "false")).containsExactly("m-3");
    assertThat(ids("RegionId", "east", "ImageOwnerAlias", "others")).isEmpty();
    assertRefused(getSigned("DescribeImages", "RegionId", "moon"), 404, "InvalidRegionId.NotFound");
  }

  private List<String> ids(String... parameters) throws Exception {
    Reply reply = getSigned("DescribeImages", parameters);
    List<String> ids = new ArrayList<>();
    reply
        .json()
        .path("Images")
        .path("Image")
        .forEach(image -> ids.add(image.path("ImageId").asText()));
    assertThat(reply.json().path("TotalCount").asInt()).as(reply.text()).isEqualTo(ids.size());
    return ids;
  }
}
