package io.sealift.coordinator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.account.NonceClaim;
import io.sealift.coordinator.api.ApiFixture.Reply;
import io.sealift.coordinator.state.Account;
import io.sealift.copy.AccountId;
import io.sealift.signature.AccessKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SignatureTest {
  private static final byte[] NO_BODY = {};
  private static final byte[] BODY = "{\"region\":\"east\"}".getBytes(UTF_8);

  private ApiFixture api;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
  }

  @AfterAll
  void stop() {
    api.close();
  }

  @Test
  void aSignedRequestIsLetIn() throws Exception {
    assertThat(api.get("/v1/images").status()).isEqualTo(200);
  }

  @Test
  void withoutASignatureNobodyIsLetIn() throws Exception {
    Reply reply = api.sendRaw("GET", "/v1/images", NO_BODY, Map.of());
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.code()).isEqualTo("UNAUTHENTICATED");
    assertThat(reply.headers().get("www-authenticate")).containsExactly("ACS3-HMAC-SHA256, Bearer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-acs-date",
        "x-acs-signature-nonce",
        "x-acs-content-sha256",
        "content-type",
        "authorization"
      })
  void everySignedHeaderCounts(String name) throws Exception {
    Map<String, String> headers = api.signed(ApiFixture.ALICE_KEY, "POST", "/v1/keys", BODY);
    String value = String.valueOf(headers.get(name));
    for (int i = 0; i < value.length(); i++) {
      Map<String, String> changed = new HashMap<>(headers);
      changed.put(name, value.substring(0, i) + other(value.charAt(i)) + value.substring(i + 1));
      Reply reply = api.sendRaw("POST", "/v1/keys", BODY, changed);
      // Another content type is refused as such before its signature is looked at.
      assertThat(reply.status()).as(name + " " + i).isIn(401, 415);
    }
    assertThat(api.engine.sent()).isEmpty();
  }

  private static char other(char c) {
    return c == '0' ? '1' : '0';
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"})
  void aMissingHeaderIsNamed(String name) throws Exception {
    Reply reply = sendChanged(headers -> without(headers, name));
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.message()).isEqualTo("SignedHeaders: every one must be in the request, once");
  }

  @ParameterizedTest
  @CsvSource({
    "host;, SignedHeaders: must contain host",
    "x-acs-date;, SignedHeaders: must contain x-acs-date",
    "x-acs-signature-nonce, SignedHeaders: must contain x-acs-signature-nonce",
    "x-acs-content-sha256;, SignedHeaders: must contain x-acs-content-sha256"
  })
  void whatMustBeSignedIsNamed(String left, String message) throws Exception {
    Reply reply =
        sendChanged(
            headers ->
                with(
                    headers,
                    "authorization",
                    String.valueOf(headers.get("authorization"))
                        .replace(left, "")
                        .replace(";,", ",")));
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.message()).isEqualTo(message);
  }

  @Test
  void theQueryIsSigned() throws Exception {
    Map<String, String> headers =
        api.signed(ApiFixture.ALICE_KEY, "GET", "/v1/images?region=east", NO_BODY);
    assertThat(api.sendRaw("GET", "/v1/images?region=west", NO_BODY, headers).status())
        .isEqualTo(401);
    assertThat(api.sendRaw("GET", "/v1/images", NO_BODY, headers).status()).isEqualTo(401);
    assertThat(api.sendRaw("GET", "/v1/images?region=east&name=x", NO_BODY, headers).status())
        .isEqualTo(401);
    assertThat(api.sendRaw("GET", "/v1/images?region=east", NO_BODY, headers).status())
        .isEqualTo(200);
  }

  @Test
  void theOrderAndTheEscapesOfTheQueryDoNotMatter() throws Exception {
    Map<String, String> headers =
        api.signed(ApiFixture.ALICE_KEY, "GET", "/v1/images?name=a%20b&region=east", NO_BODY);
    assertThat(api.sendRaw("GET", "/v1/images?region=%65ast&name=a+b", NO_BODY, headers).status())
        .isEqualTo(200);
  }

  @Test
  void methodAndPathAreSigned() throws Exception {
    Map<String, String> headers =
        api.signed(ApiFixture.ALICE_KEY, "GET", "/v1/images/m-one", NO_BODY);
    assertThat(api.sendRaw("DELETE", "/v1/images/m-one", NO_BODY, headers).status()).isEqualTo(401);
    assertThat(api.sendRaw("GET", "/v1/images/m-two", NO_BODY, headers).status()).isEqualTo(401);
  }

  @Test
  void theBodyIsSigned() throws Exception {
    Map<String, String> headers = api.signed(ApiFixture.ALICE_KEY, "POST", "/v1/keys", BODY);
    byte[] other = "{\"region\":\"west\"}".getBytes(UTF_8);
    Reply reply = api.sendRaw("POST", "/v1/keys", other, headers);
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.message()).isEqualTo("x-acs-content-sha256: is not the body's SHA-256");
  }

  @Test
  void aRequestCountsOnce() throws Exception {
    Map<String, String> headers = api.signed(ApiFixture.ALICE_KEY, "GET", "/v1/images", NO_BODY);
    assertThat(api.sendRaw("GET", "/v1/images", NO_BODY, headers).status()).isEqualTo(200);
    Reply again = api.sendRaw("GET", "/v1/images", NO_BODY, headers);
    assertThat(again.status()).isEqualTo(401);
    assertThat(again.message()).isEqualTo("x-acs-signature-nonce: used before");
  }

  @Test
  void aClockThatJumpsAheadAndBackBringsNoReplay(@TempDir Path directory) throws Exception {
    try (ApiFixture jumping = new ApiFixture(directory)) {
      Map<String, String> headers =
          jumping.signed(ApiFixture.ALICE_KEY, "GET", "/v1/images", NO_BODY);
      assertThat(jumping.sendRaw("GET", "/v1/images", NO_BODY, headers).status()).isEqualTo(200);
      jumping.now = TestCluster.NOW.plusSeconds(1_200);
      assertThat(jumping.get("/v1/images").status()).isEqualTo(200);

      jumping.now = TestCluster.NOW;

      assertThat(jumping.sendRaw("GET", "/v1/images", NO_BODY, headers).status()).isEqualTo(401);
      jumping.now = TestCluster.NOW.plusSeconds(360);
      assertThat(jumping.get("/v1/images").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({"-900, 200", "-901, 401", "900, 200", "901, 401", "-3600, 401", "86400, 401"})
  void aDateIsGoodForAQuarterOfAnHourEitherWay(long seconds, int status) throws Exception {
    Map<String, String> headers = api.signed(ApiFixture.ALICE_KEY, "GET", "/v1/images", NO_BODY);
    api.now = TestCluster.NOW.plusSeconds(seconds);
    try {
      assertThat(api.sendRaw("GET", "/v1/images", NO_BODY, headers).status()).isEqualTo(status);
    } finally {
      api.now = TestCluster.NOW;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yesterday",
        "2026-03-01T12:00:00.5Z",
        "2026-03-01T13:00:00+01:00",
        "9999-99-99T99:99:99Z"
      })
  void aDateHasOneForm(String date) throws Exception {
    Reply reply = sendChanged(headers -> with(headers, "x-acs-date", date));
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.message()).startsWith("x-acs-date: must be a time in UTC");
  }

  @Test
  void unknownDisabledAndWrongKeysGetTheSameAnswer() throws Exception {
    List<Reply> replies = new ArrayList<>();
    AccessKey unknown = new AccessKey("ak-unknown", "secret");
    AccessKey wrong = new AccessKey(ApiFixture.ALICE_KEY.id(), "not-alices-secret");
    AccessKey nobody = new AccessKey("nobody", "nobody");
    for (AccessKey key : List.of(unknown, wrong, ApiFixture.DISABLED_KEY, nobody)) {
      replies.add(api.get(key, "/v1/images"));
    }
    Set<String> answers = new HashSet<>();
    replies.forEach(reply -> answers.add(reply.status() + reply.code() + reply.message()));
    assertThat(answers)
        .containsExactly("401UNAUTHENTICATEDauthorization: the signature is not accepted");
  }

  @Test
  void aKeyThatIsTakenAwayIsNotAcceptedAnyMore() throws Exception {
    AccessKey old = new AccessKey("ak-old", "old-secret");
    AccessKey fresh = new AccessKey("ak-fresh", "fresh-secret");
    AccountId carol = new AccountId("carol");
    api.account(carol, Account.Role.OPERATOR, old);
    assertThat(api.get(old, "/v1/images").status()).isEqualTo(200);
    api.account(carol, Account.Role.OPERATOR, fresh);
    assertThat(api.get(old, "/v1/images").status()).isEqualTo(401);
    assertThat(api.get(fresh, "/v1/images").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Basic YTpi",
        "ACS3-HMAC-SHA256",
        "ACS3-HMAC-SHA256 ",
        "ACS3-HMAC-SHA256 Credential=a",
        "ACS3-HMAC-SHA256 Credential=a,Credential=a,SignedHeaders=host,Signature=0",
        "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=0,More=1",
        "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=",
        "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=x-b;host,Signature=0",
        "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host;host,Signature=0",
        "ACS3-RSA-SHA256 Credential=a,SignedHeaders=host,Signature=0",
        "none"
      })
  void aMalformedAuthorizationIsRefused(String text) throws Exception {
    Reply reply = sendChanged(headers -> with(headers, "authorization", text));
    assertThat(reply.status()).isEqualTo(401);
  }

  @Test
  void twoAuthorizationsAreNone() throws Exception {
    Map<String, String> headers = api.signed(ApiFixture.ALICE_KEY, "GET", "/v1/images", NO_BODY);
    StringBuilder request = new StringBuilder("GET /v1/images HTTP/1.1\r\nConnection: close\r\n");
    headers.forEach(
        (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
    request.append("authorization: ").append(headers.get("authorization")).append("\r\n\r\n");
    assertThat(api.exchange(request.toString())).startsWith("HTTP/1.1 401 ");
  }

  @Test
  void nothingOfAnUnsignedBodyIsRead() throws Exception {
    String answer =
        api.exchange(
            String.join(
                "\r\n",
                "POST /v1/keys HTTP/1.1",
                "Host: x",
                "Content-Type: application/json",
                "Content-Length: 60000",
                "Expect: 100-continue",
                "",
                ""));
    assertThat(answer).startsWith("HTTP/1.1 401 ");
  }

  @Test
  void aChangeThatAnotherCoordinatorHasTakenIsRefused() throws Exception {
    Map<String, String> headers = api.signed(ApiFixture.ALICE_KEY, "POST", "/v1/keys", BODY);
    int before = api.engine.sent().size();
    api.nonceLog.claimedElsewhere(String.valueOf(headers.get("x-acs-signature-nonce")));

    Reply reply = api.sendRaw("POST", "/v1/keys", BODY, headers);

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.message()).isEqualTo("x-acs-signature-nonce: used before");
    assertThat(api.engine.sent()).hasSize(before);
  }

  @Test
  void aLookIsToldToTheOthersAndWaitsForNobody() throws Exception {
    Map<String, String> headers = api.signed(ApiFixture.ALICE_KEY, "GET", "/v1/images", NO_BODY);
    api.nonceLog.silent(true);
    try {
      assertThat(api.sendRaw("GET", "/v1/images", NO_BODY, headers).status()).isEqualTo(200);
    } finally {
      api.nonceLog.silent(false);
    }
    assertThat(api.nonceLog.told()).contains(headers.get("x-acs-signature-nonce"));
  }

  @Test
  void aLookThatAnotherCoordinatorHasToldOfIsRefused() throws Exception {
    Map<String, String> headers = api.signed(ApiFixture.ALICE_KEY, "GET", "/v1/images", NO_BODY);
    String nonce = String.valueOf(headers.get("x-acs-signature-nonce"));
    api.nonces.heard(
        new NonceClaim(ApiFixture.ALICE_KEY.id(), nonce, api.now.plusSeconds(900), "c"), api.now);

    assertThat(api.sendRaw("GET", "/v1/images", NO_BODY, headers).status()).isEqualTo(401);
  }

  @Test
  void withoutWordOfItsNonceAChangeIsNotMade() throws Exception {
    int before = api.engine.sent().size();
    api.nonceLog.silent(true);
    try {
      assertThat(api.post("/v1/keys", "{\"region\":\"east\"}").status()).isEqualTo(503);
    } finally {
      api.nonceLog.silent(false);
    }
    assertThat(api.engine.sent()).hasSize(before);
  }

  private Reply sendChanged(UnaryOperator<Map<String, String>> change) throws Exception {
    return api.send(ApiFixture.ALICE_KEY, "GET", "/v1/images", NO_BODY, change);
  }

  private static Map<String, String> with(Map<String, String> headers, String name, String value) {
    Map<String, String> changed = new HashMap<>(headers);
    changed.put(name, value);
    return changed;
  }

  private static Map<String, String> without(Map<String, String> headers, String name) {
    Map<String, String> changed = new HashMap<>(headers);
    changed.remove(name);
    return changed;
  }
}
