package io.sealift.coordinator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.account.AccessKeyMint;
import io.sealift.coordinator.api.ApiFixture.Reply;
import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.Account.StoredAccessKey;
import io.sealift.coordinator.state.Image;
import io.sealift.copy.AccountId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RandomIdSource;
import io.sealift.signature.AccessKey;
import io.sealift.signature.Acs3Signature;
import io.sealift.signature.BearerToken;
import io.sealift.signature.RpcSignature;
import io.sealift.signature.SignedRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Signatures that are no good, of requests that would change something: none reaches the engine.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadSignatureTest {
  private static final byte[] NO_BODY = {};
  private static final String QUERY = "RegionId=east&ImageId=m-1";
  private static final String HMAC = Acs3Signature.ALGORITHM;
  private static final AccessKey KEY = ApiFixture.ALICE_KEY;

  private ApiFixture api;
  private RpcClient rpc;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
    rpc = new RpcClient(api);
  }

  @AfterAll
  void stop() {
    api.close();
  }

  @AfterEach
  void nothingReachesTheEngineAndTheNextGoodRequestWorks() throws Exception {
    assertThat(api.engine.sent()).isEmpty();
    assertThat(rpc.getSigned("DescribeRegions").status()).isEqualTo(200);
    assertThat(rpc.postSigned(KEY, "DescribeRegions", "").status()).isEqualTo(200);
  }

  private Map<String, String> old() {
    return rpc.old(KEY, "CancelCopyImage", "RegionId", "east", "ImageId", "m-1");
  }

  private static void requireRefused(Reply reply, String code) {
    assertThat(RpcClient.code(reply)).as(reply.text()).isEqualTo(code);
    assertThat(reply.status()).isBetween(400, 404);
    assertThat(reply.text()).doesNotContain(KEY.secret(), "Exception");
  }

  /** Signed as it is said, but what is said is no good. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      nullValues = "-",
      value = {
        "AccessKeyId|-|MissingParameter",
        "AccessKeyId||MissingParameter",
        "AccessKeyId|ak-unknown|InvalidAccessKeyId.NotFound",
        "AccessKeyId|ak-alice\u0000|InvalidAccessKeyId.NotFound",
        "AccessKeyId|AK-ALICE|InvalidAccessKeyId.NotFound",
        "AccessKeyId| ak-alice|InvalidAccessKeyId.NotFound",
        "AccessKeyId|\u0430k-alice|InvalidAccessKeyId.NotFound",
        "AccessKeyId|nobody|InvalidAccessKeyId.NotFound",
        "SignatureMethod|-|MissingParameter",
        "SignatureMethod|none|InvalidParamater",
        "SignatureMethod|HMAC-MD5|InvalidParamater",
        "SignatureMethod|HMAC-SHA256|InvalidParamater",
        "SignatureMethod|hmac-sha1|InvalidParamater",
        "SignatureVersion|-|MissingParameter",
        "SignatureVersion|2.0|InvalidParamater",
        "SignatureVersion|1|InvalidParamater",
        "SignatureNonce|-|MissingParameter",
        "SignatureNonce||MissingParameter",
        "SignatureNonce|a b|IncompleteSignature",
        "SignatureNonce|\u00e9|IncompleteSignature",
        "SignatureType|BEARERTOKEN|UnsupportedParameter",
        "SecurityToken|x|UnsupportedParameter",
        "Timestamp|-|MissingParameter",
        "Timestamp|now|IllegalTimestamp",
        "Timestamp|0|IllegalTimestamp",
        "Timestamp|-1|IllegalTimestamp",
        "Timestamp|1772366400|IllegalTimestamp",
        "Timestamp|2026-03-01T12:00:00|IllegalTimestamp",
        "Timestamp|2026-03-01 12:00:00Z|IllegalTimestamp",
        "Timestamp|2026-03-01T12:00:00.0Z|IllegalTimestamp",
        "Timestamp|2026-03-01T12:00:00+00:00|IllegalTimestamp",
        "Timestamp|2026-02-30T12:00:00Z|IllegalTimestamp",
        "Timestamp|\u0662026-03-01T12:00:00Z|IllegalTimestamp",
        "Timestamp|1970-01-01T00:00:00Z|IllegalTimestamp",
        "Timestamp|9999-12-31T23:59:59Z|IllegalTimestamp",
        "Timestamp|2026-03-01T11:44:59Z|IllegalTimestamp",
        "Timestamp|2026-03-01T12:15:01Z|IllegalTimestamp",
      })
  void aParameterOfTheOlderSignatureIsNoGood(String name, String value, String code)
      throws Exception {
    Map<String, String> parameters = old();
    parameters.remove(name);
    if (value != null) {
      parameters.put(name, value);
    }

    requireRefused(rpc.get(RpcClient.signed(KEY, "GET", parameters)), code);
  }

  @Test
  void aNonceHasOneToManyVisibleCharacters() throws Exception {
    for (String nonce : List.of("a\n", "\u0000", "n".repeat(129))) {
      Map<String, String> parameters = old();
      parameters.put("SignatureNonce", nonce);
      requireRefused(rpc.get(RpcClient.signed(KEY, "GET", parameters)), "IncompleteSignature");
    }
  }

  @Test
  void theOlderSignatureHasOneForm() throws Exception {
    Map<String, String> parameters = old();
    String text = RpcSignature.stringToSign("GET", new ArrayList<>(parameters.entrySet()));
    String right = RpcSignature.sign(KEY.secret(), text);
    for (String wrong :
        List.of(
            right.substring(1),
            right.substring(0, right.length() - 1),
            right.replace("=", ""),
            right + "=",
            right + "\n",
            " " + right,
            right.toLowerCase(Locale.ROOT),
            (right.charAt(0) == 'A' ? "B" : "A") + right.substring(1),
            right.substring(0, right.length() - 2) + "A=",
            right + right,
            "\u00e9",
            "null",
            "x".repeat(5_000),
            RpcSignature.sign("", text),
            RpcSignature.sign(KEY.secret() + "&", text),
            RpcSignature.sign("nobody", text),
            RpcSignature.sign(KEY.secret(), text.replace("GET&", "POST&")),
            RpcSignature.sign(KEY.secret(), ""),
            Acs3Signature.sign(KEY.secret(), text))) {
      Map<String, String> all = new LinkedHashMap<>(parameters);
      all.put("Signature", wrong);
      requireRefused(rpc.get(all), "SignatureDoesNotMatch");
    }
    parameters.put("Signature", "");
    requireRefused(rpc.get(parameters), "MissingParameter");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Signature",
        "AccessKeyId",
        "SignatureNonce",
        "Timestamp",
        "ImageId",
        "SignatureMethod"
      })
  void nothingComesTwice(String name) throws Exception {
    Map<String, String> all = RpcClient.signed(KEY, "GET", old());
    String again = RpcClient.encoded(Map.of(name, String.valueOf(all.get(name))));

    Reply reply =
        api.sendRaw("GET", "/?" + RpcClient.encoded(all) + "&" + again, NO_BODY, Map.of());

    requireRefused(reply, "InvalidParameter");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "e\u0301|\u00e9", // The same text to the eye.
        "a+b|a b",
        "a%20b|a b",
        "A|a",
      })
  void textIsSignedAsItIs(String signed, String sent) throws Exception {
    Map<String, String> parameters = old();
    parameters.put("ImageId", signed);
    Map<String, String> all = RpcClient.signed(KEY, "GET", parameters);
    all.put("ImageId", sent);
    requireRefused(rpc.get(all), "SignatureDoesNotMatch");
  }

  private Map<String, String> headers() {
    return rpc.headers(KEY, "CancelCopyImage", "2014-05-26", QUERY);
  }

  private Reply post(Map<String, String> headers) throws Exception {
    return api.sendRaw("POST", "/?" + QUERY, NO_BODY, headers);
  }

  private static String authorization(Map<String, String> headers) {
    return String.valueOf(headers.get("authorization"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        HMAC + "|none|IncompleteSignature",
        HMAC + "|HMAC-MD5|IncompleteSignature",
        HMAC + "|acs3-hmac-sha256|IncompleteSignature",
        HMAC + "|ACS3-RSA-SHA256|IncompleteSignature",
        HMAC + "|ACS3-HMAC-SM3|IncompleteSignature",
        HMAC + "|ACS3-HMAC-SHA1|IncompleteSignature",
        HMAC + "|Bearer|IncompleteSignature",
        HMAC + "|Basic|IncompleteSignature",
        "Credential=ak-alice|Credential=|InvalidAccessKeyId.NotFound",
        "Credential=ak-alice|Credential=ak-unknown|InvalidAccessKeyId.NotFound",
        "Credential=ak-alice|Credential=ak-bob|SignatureDoesNotMatch",
        "Credential=ak-alice|Credential=ak-disabled|SignatureDoesNotMatch",
        "Credential=ak-alice|Credential=ak-alice,Credential=ak-bob|IncompleteSignature",
        "Credential=ak-alice|KeyId=ak-alice|IncompleteSignature",
        "host;|''|IncompleteSignature",
        "x-acs-action;|''|IncompleteSignature",
        "x-acs-content-sha256;|''|IncompleteSignature",
        "x-acs-date;|''|IncompleteSignature",
        ";x-acs-version|''|IncompleteSignature",
        "host;|host;host;|IncompleteSignature",
        "host;x-acs-action;|x-acs-action;host;|IncompleteSignature",
        "host;|host;x-absent;|IncompleteSignature",
        "host;|host;;|IncompleteSignature",
        "SignedHeaders=|More=1,SignedHeaders=|IncompleteSignature",
        "Signature=|Signature=0|SignatureDoesNotMatch",
        "Signature=|Signature=,Was=|IncompleteSignature",
      })
  void anAuthorizationIsNoGood(String part, String instead, String code) throws Exception {
    Map<String, String> headers = headers();
    assertThat(authorization(headers)).contains(part);
    headers.put("authorization", authorization(headers).replace(part, instead));
    requireRefused(post(headers), code);
  }

  @Test
  void theNewerSignatureHasOneForm() throws Exception {
    Map<String, String> headers = headers();
    String whole = authorization(headers);
    int at = whole.indexOf("Signature=") + "Signature=".length();
    String right = whole.substring(at);
    for (String wrong :
        List.of(
            "",
            right.substring(1),
            right.substring(0, 63),
            right + "0",
            right.toUpperCase(Locale.ROOT),
            right + right,
            "0".repeat(64),
            "x".repeat(5_000))) {
      headers.put("authorization", whole.substring(0, at) + wrong);
      requireRefused(post(headers), "SignatureDoesNotMatch");
    }
    String names = "host;" + "x-a;".repeat(32);
    headers.put("authorization", whole.replace("host;", names));
    requireRefused(post(headers), "IncompleteSignature");
  }

  /** Signed with what is said, but what is said is no good. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x-acs-date|yesterday|IncompleteSignature",
        "x-acs-date|2026-03-01T12:00:00|IncompleteSignature",
        "x-acs-date|2026-03-01T13:00:00+01:00|IncompleteSignature",
        "x-acs-date|Sun, 01 Mar 2026 12:00:00 GMT|IncompleteSignature",
        "x-acs-date|1970-01-01T00:00:00Z|IllegalTimestamp",
        "x-acs-date|9999-12-31T23:59:59Z|IllegalTimestamp",
        "x-acs-date|2026-03-01T11:44:59Z|IllegalTimestamp",
        "x-acs-date|2026-03-01T12:15:01Z|IllegalTimestamp",
        "x-acs-content-sha256|UNSIGNED-PAYLOAD|IncompleteSignature",
        "x-acs-content-sha256|E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855"
            + "|IncompleteSignature",
        "x-acs-signature-nonce|a b|IncompleteSignature",
        "host|elsewhere.example|SignatureDoesNotMatch",
        "host|127.0.0.1|SignatureDoesNotMatch",
      })
  void aSignedHeaderIsNoGood(String name, String value, String code) throws Exception {
    Map<String, String> headers = new TreeMap<>(headers());
    headers.put(name, value);
    List<String> signed =
        List.of(
            "host",
            "x-acs-action",
            "x-acs-content-sha256",
            "x-acs-date",
            "x-acs-signature-nonce",
            "x-acs-version");
    SignedRequest request =
        new SignedRequest(
            "POST",
            "/",
            List.of(Map.entry("RegionId", "east"), Map.entry("ImageId", "m-1")),
            headers);
    headers.put(
        "authorization",
        "%s Credential=%s,SignedHeaders=%s,Signature=%s"
            .formatted(
                HMAC,
                KEY.id(),
                String.join(";", signed),
                Acs3Signature.sign(KEY.secret(), Acs3Signature.canonicalRequest(request, signed))));
    requireRefused(post(headers), code); // The client's own host goes with it.
  }

  @Test
  void whoAsksIsTheKeysOwnerWhateverElseIsSaid() throws Exception {
    Map<String, String> headers = headers();
    headers.put("x-tenant", "bob");
    headers.put("x-acs-account-id", "bob");
    api.cluster.image("bobs", TestCluster.BOB, Image.Status.AVAILABLE, KeyReference.STORAGE);
    Map<String, String> look = rpc.headers(KEY, "DescribeImages", "2014-05-26", "RegionId=east");
    look.put("x-tenant", "bob");
    Reply reply = api.sendRaw("POST", "/?RegionId=east", NO_BODY, look);
    assertThat(reply.text()).doesNotContain("m-bobs");
    assertThat(reply.json().path("TotalCount").asInt()).isZero();
  }

  @Test
  void aKeyThatIsDisabledOrDeletedIsRefusedByEveryCoordinatorAtOnce(@TempDir Path directory)
      throws Exception {
    try (ApiFixture one = new ApiFixture(directory);
        ApiFixture two = new ApiFixture(directory)) {
      AccessKeyMint.Minted minted = new AccessKeyMint(one.sealer, new RandomIdSource()).mint();
      AccessKey key = minted.key();
      BearerToken token = BearerToken.of(key, one.now.plusSeconds(600));
      StoredAccessKey enabled = new StoredAccessKey(key.id(), minted.sealedSecret(), true);
      StoredAccessKey disabled = new StoredAccessKey(key.id(), minted.sealedSecret(), false);
      for (ApiFixture each : List.of(one, two)) {
        RpcClient client = new RpcClient(each);
        AccountId carol = new AccountId("carol");
        each.cluster.account(carol, Account.Role.OPERATOR, enabled);
        assertThat(client.postSigned(key, "DescribeRegions", "").status()).isEqualTo(200);
        each.cluster.account(carol, Account.Role.OPERATOR, disabled);
        requireShutOut(each, key, token, "Forbidden.AccessKeyDisabled");
        each.cluster.account(carol, Account.Role.OPERATOR);
        requireShutOut(each, key, token, "InvalidAccessKeyId.NotFound");
      }
    }
  }

  private static void requireShutOut(ApiFixture at, AccessKey key, BearerToken token, String code)
      throws Exception {
    RpcClient client = new RpcClient(at);
    requireRefused(client.postSigned(key, "DescribeRegions", ""), code);
    requireRefused(
        client.get(RpcClient.signed(key, "GET", client.old(key, "DescribeRegions"))), code);
    assertThat(at.get(key, "/v1/images").status()).isEqualTo(401);
    Map<String, String> bearer = Map.of("authorization", "Bearer " + token.text());
    assertThat(at.sendRaw("GET", "/v1/images", NO_BODY, bearer).status()).isEqualTo(401);
  }

  @Test
  void aBodyThatIsNotTheSignedOneIsRefused() throws Exception {
    Map<String, String> headers = headers();
    headers.put("content-type", "application/x-www-form-urlencoded");
    Reply reply = api.sendRaw("POST", "/?" + QUERY, "DryRun=true".getBytes(UTF_8), headers);
    requireRefused(reply, "SignatureDoesNotMatch");
  }
}
