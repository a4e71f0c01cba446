package io.sealift.coordinator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.api.ApiFixture.Reply;
import io.sealift.coordinator.state.Account;
import io.sealift.copy.AccountId;
import io.sealift.signature.AccessKey;
import io.sealift.signature.BearerToken;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that stand for access keys. */
final class TokensTest {
  private static final byte[] NO_BODY = {};
  private ApiFixture api;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private Reply get(String token, String target) throws Exception {
    return api.sendRaw("GET", target, NO_BODY, Map.of("authorization", "Bearer " + token));
  }

  private String token(AccessKey key) throws Exception {
    return api.send(key, "POST", "/v1/tokens", "").json().path("token").asText();
  }

  @Test
  void aTokenIsGoodAgainAndAgainUntilItExpires() throws Exception {
    Reply made = api.send(ApiFixture.ALICE_KEY, "POST", "/v1/tokens", "{\"validitySeconds\":60}");
    String token = made.json().path("token").asText();

    assertThat(made.json().path("expiresAt").asText()).isEqualTo("2026-03-01T12:01:00Z");
    assertThat(get(token, "/v1/images").status()).isEqualTo(200);
    assertThat(get(token, "/v1/images").status()).isEqualTo(200);
    api.now = TestCluster.NOW.plusSeconds(60);
    Reply late = get(token, "/v1/images");
    assertThat(late.status()).isEqualTo(401);
    assertThat(late.message()).startsWith("authorization: the token has expired");
  }

  @Test
  void aTokenChangesWhatItsAccountMayChangeAndASentBodyCounts() throws Exception {
    Map<String, String> headers =
        Map.of(
            "authorization",
            "Bearer " + token(ApiFixture.ALICE_KEY),
            "content-type",
            "application/json");
    api.engine.decides((account, command) -> FakeEngine.accepted("rg-1"));

    Reply reply =
        api.sendRaw("POST", "/v1/resource-groups", "{\"name\":\"web\"}".getBytes(UTF_8), headers);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(api.engine.sent())
        .singleElement()
        .satisfies(sent -> assertThat(sent.account()).isEqualTo(TestCluster.ALICE));
  }

  @Test
  void aViewersTokenLooksAndChangesNothing() throws Exception {
    String token = token(ApiFixture.VIEWER_KEY);

    assertThat(get(token, "/v1/images").status()).isEqualTo(200);
    assertThat(
            api.sendRaw(
                    "DELETE", "/v1/images/m-1", NO_BODY, Map.of("authorization", "Bearer " + token))
                .status())
        .isEqualTo(403);
    assertThat(api.engine.sent()).isEmpty();
  }

  @Test
  void aTokenGoesWithItsKey() throws Exception {
    AccountId carol = new AccountId("carol");
    AccessKey old = new AccessKey("ak-old", "old-secret");
    api.account(carol, Account.Role.OPERATOR, old);
    String token = token(old);
    assertThat(get(token, "/v1/images").status()).isEqualTo(200);

    api.account(carol, Account.Role.OPERATOR, new AccessKey("ak-new", "new-secret"));

    assertThat(get(token, "/v1/images").status()).isEqualTo(401);
    AccessKey disabled = ApiFixture.DISABLED_KEY;
    BearerToken ofDisabled = BearerToken.of(disabled, api.now.plusSeconds(60));
    assertThat(get(ofDisabled.text(), "/v1/images").status()).isEqualTo(401);
  }

  @Test
  void whoHasTheKeyMayMakeATokenAloneButNoLongerOne() throws Exception {
    BearerToken hour = BearerToken.of(ApiFixture.ALICE_KEY, api.now.plus(Duration.ofHours(1)));
    BearerToken longer =
        BearerToken.of(ApiFixture.ALICE_KEY, api.now.plus(Duration.ofHours(1)).plusSeconds(1));

    assertThat(get(hour.text(), "/v1/images").status()).isEqualTo(200);
    assertThat(get(longer.text(), "/v1/images").status()).isEqualTo(401);
  }

  @Test
  void aTokenMakesNoOther() throws Exception {
    Reply reply =
        api.sendRaw(
            "POST",
            "/v1/tokens",
            NO_BODY,
            Map.of("authorization", "Bearer " + token(ApiFixture.ALICE_KEY)));

    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.message()).isEqualTo("authorization: a token does not make another one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "sealift1.ak-alice.1.00", "sealift1..1.00", "null", "\u00e9"})
  void whatIsNoTokenIsNotAccepted(String text) throws Exception {
    Reply reply = get(text, "/v1/images");

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.message()).startsWith("authorization: ");
  }

  @ParameterizedTest
  @CsvSource({"59", "3601", "0", "-1"})
  void aValidityOutOfRangeIsRefused(long seconds) throws Exception {
    Reply reply = api.post("/v1/tokens", "{\"validitySeconds\":%d}".formatted(seconds));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message()).isEqualTo("validitySeconds: must be 60 to 3600, not " + seconds);
  }

  @Test
  void anAlteredTokenIsNotAccepted() throws Exception {
    String token = token(ApiFixture.ALICE_KEY);
    for (int at = 0; at < token.length(); at++) {
      char other = token.charAt(at) == '0' ? '1' : '0';
      String altered = token.substring(0, at) + other + token.substring(at + 1);
      assertThat(get(altered, "/v1/images").status()).as(altered).isEqualTo(401);
    }
  }
}
