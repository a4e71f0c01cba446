package io.sealift.coordinator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sealift.coordinator.account.RefusalLimit;
import io.sealift.coordinator.api.ApiFixture.Reply;
import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.AccountId;
import io.sealift.signature.AccessKey;
import io.sealift.signature.BearerToken;
import io.sealift.signature.SessionToken;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Browsers that sign in with an access key. */
final class SessionsTest {
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

  private Map<String, String> ofPage() {
    Map<String, String> headers = new HashMap<>();
    headers.put("x-sealift-console", "1");
    headers.put("origin", "http://127.0.0.1:" + api.port);
    headers.put("sec-fetch-site", "same-origin");
    headers.put("content-type", "application/json");
    return headers;
  }

  private Reply signIn(String id, String secret) throws Exception {
    String body = "{\"accessKeyId\":\"%s\",\"accessKeySecret\":\"%s\"}".formatted(id, secret);
    return api.sendRaw("POST", "/v1/sessions", body.getBytes(UTF_8), ofPage());
  }

  private String cookie(AccessKey key) throws Exception {
    return kept(signIn(key.id(), key.secret())).orElseThrow();
  }

  private static Optional<String> kept(Reply reply) {
    return reply.headers().getOrDefault("set-cookie", List.of()).stream()
        .map(header -> header.substring(0, header.indexOf(';')))
        .findFirst();
  }

  private Reply get(String cookie, String target) throws Exception {
    return api.sendRaw("GET", target, NO_BODY, Map.of("cookie", cookie));
  }

  private Reply send(String cookie, String method, String target, Map<String, String> headers)
      throws Exception {
    Map<String, String> all = new HashMap<>(headers);
    all.put("cookie", cookie);
    return api.sendRaw(method, target, NO_BODY, all);
  }

  @Test
  void whoShowsAnAccessKeyIsInAndTheCookieIsForNoScriptAndNoOtherSite() throws Exception {
    Reply reply = signIn("ak-alice", "alices-secret");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().path("accountId").asText()).isEqualTo("alice");
    assertThat(reply.json().path("role").asText()).isEqualTo("OPERATOR");
    assertThat(reply.headers().get("set-cookie"))
        .singleElement()
        .asString()
        .matches(
            "sealift-session=sealift-session1\\.\\S+; Max-Age=1800; Path=/; HttpOnly;"
                + " SameSite=Strict")
        .doesNotContain("alices-secret");
    assertThat(reply.text()).doesNotContain("sealift-session1", "alices-secret");
    Reply current = get(kept(reply).orElseThrow(), "/v1/sessions/current");
    assertThat(current.json().path("accountId").asText()).isEqualTo("alice");
    assertThat(current.json().path("endsAt").asText()).isEqualTo("2026-03-02T00:00:00Z");
    assertThat(get(kept(reply).orElseThrow(), "/v1/images").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "ak-alice, bobs-secret",
    "ak-nobody, alices-secret",
    "ak-disabled, disabled-secret",
    "'', alices-secret",
    "ak-alice, 'alices-secret '"
  })
  void whateverIsWrongTheAnswerIsTheSame(String id, String secret) throws Exception {
    Reply reply = signIn(id, secret);

    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.message()).isEqualTo("accessKeyId: the access key is not accepted");
    assertThat(kept(reply)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"accessKeyId\":\"ak-alice\"}",
        "{\"accessKeyId\":\"ak-alice\",\"accessKeySecret\":\"\"}",
        "{\"accessKeyId\":\"ak-alice\",\"accessKeySecret\":\"alices-secret\",\"more\":1}"
      })
  void aBodyThatSaysTooLittleOrTooMuchIsRefused(String body) throws Exception {
    Reply reply = api.sendRaw("POST", "/v1/sessions", body.getBytes(UTF_8), ofPage());

    assertThat(reply.status()).isEqualTo(400);
    assertThat(kept(reply)).isEmpty();
  }

  @Test
  void refusedSignInsAreCountedAndRecordedWithoutTheSecret(@TempDir Path directory)
      throws Exception {
    api.close();
    api =
        new ApiFixture(
            directory,
            ApiSettings.listeningOn("127.0.0.1", 0),
            new RefusalLimit(2, new SimpleMeterRegistry()));

    assertThat(signIn("ak-alice", "wrong-one").status()).isEqualTo(401);
    assertThat(signIn("ak-alice", "wrong-two").status()).isEqualTo(401);
    assertThat(signIn("ak-alice", "wrong-three").status()).isEqualTo(429);
    assertThat(signIn("ak-alice", "alices-secret").status()).isEqualTo(200);

    assertThat(api.audits.lines().toString())
        .contains("POST /v1/sessions", "DENIED", "ACCEPTED", "ak-alice")
        .doesNotContain("wrong-one", "alices-secret", "sealift-session1");
  }

  @Test
  void aChangeNeedsTheHeaderAndTheSamePage() throws Exception {
    String cookie = cookie(ApiFixture.ALICE_KEY);
    api.engine.decides((account, command) -> FakeEngine.accepted("m-1"));

    assertThat(send(cookie, "DELETE", "/v1/images/m-1", Map.of()).status()).isEqualTo(403);
    for (Map.Entry<String, String> wrong :
        Map.of(
                "x-sealift-console",
                "0",
                "origin",
                "http://rebound.example",
                "sec-fetch-site",
                "same-site")
            .entrySet()) {
      Map<String, String> headers = ofPage();
      headers.put(wrong.getKey(), wrong.getValue());
      assertThat(send(cookie, "DELETE", "/v1/images/m-1", headers).status())
          .as("%s", wrong)
          .isEqualTo(403);
    }
    assertThat(send(cookie, "DELETE", "/v1/images/m-1", Map.of("x-sealift-console", "1")).status())
        .as("nobody says where it comes from")
        .isEqualTo(403);
    assertThat(api.engine.sent()).isEmpty();
    assertThat(send(cookie, "DELETE", "/v1/images/m-1", ofPage()).status()).isEqualTo(200);
    assertThat(api.engine.sent())
        .singleElement()
        .satisfies(sent -> assertThat(sent.account()).isEqualTo(TestCluster.ALICE));
  }

  @Test
  void anotherPageSignsNobodyIn() throws Exception {
    Map<String, String> foreign = ofPage();
    foreign.put("origin", "https://rebound.example");
    foreign.remove("sec-fetch-site");
    String body = "{\"accessKeyId\":\"ak-alice\",\"accessKeySecret\":\"alices-secret\"}";

    Reply reply = api.sendRaw("POST", "/v1/sessions", body.getBytes(UTF_8), foreign);

    assertThat(reply.status()).isEqualTo(403);
    assertThat(kept(reply)).isEmpty();
  }

  @Test
  void aViewerLooksAndSignsOutAndChangesNothing() throws Exception {
    String cookie = cookie(ApiFixture.VIEWER_KEY);

    assertThat(get(cookie, "/v1/images").status()).isEqualTo(200);
    assertThat(send(cookie, "DELETE", "/v1/images/m-1", ofPage()).status()).isEqualTo(403);
    assertThat(send(cookie, "DELETE", "/v1/sessions/current", ofPage()).status()).isEqualTo(200);
  }

  @Test
  void whoSignsOutIsOutWithEveryCookieOfTheSession() throws Exception {
    String first = cookie(ApiFixture.ALICE_KEY);
    String other = cookie(ApiFixture.ALICE_KEY);
    api.now = api.now.plus(Duration.ofMinutes(10));
    String renewed = kept(get(first, "/v1/images")).orElseThrow();

    Reply out = send(first, "DELETE", "/v1/sessions/current", ofPage());

    assertThat(out.headers().get("set-cookie"))
        .containsExactly("sealift-session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict");
    assertThat(get(first, "/v1/images").status()).isEqualTo(401);
    assertThat(get(renewed, "/v1/images").status()).isEqualTo(401);
    assertThat(get(other, "/v1/images").status()).isEqualTo(200);
  }

  @Test
  @Timeout(20)
  void eventsEndWithTheSessionThatAskedForThem() throws Exception {
    api.cluster.job(
        "j-one",
        TestCluster.ALICE,
        CopyJob.Kind.COPY,
        CopyJob.State.RUNNING,
        new TargetState.Waiting(TestCluster.NOW));
    String cookie = cookie(ApiFixture.ALICE_KEY);
    URI events = URI.create("http://127.0.0.1:%d/v1/jobs/j-one/events".formatted(api.port));
    HttpResponse<InputStream> stream =
        api.client.send(
            HttpRequest.newBuilder(events).header("cookie", cookie).build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(stream.body().read()).isEqualTo('e');

    assertThat(send(cookie, "DELETE", "/v1/sessions/current", ofPage()).status()).isEqualTo(200);

    assertThat(new String(stream.body().readAllBytes(), UTF_8)).endsWith("\n\n");
  }

  @Test
  void aSessionThatIsUsedGoesOnForTwelveHoursAndOneThatIsNotForHalfOfOne() throws Exception {
    String cookie = cookie(ApiFixture.ALICE_KEY);
    String unused = cookie(ApiFixture.BOB_KEY);
    assertThat(kept(get(cookie, "/v1/images"))).as("too early").isEmpty();

    for (int minutes = 0; minutes < 700; minutes += 20) {
      api.now = api.now.plus(Duration.ofMinutes(20));
      Reply reply = get(cookie, "/v1/images");
      assertThat(reply.status()).as("after %d minutes", minutes + 20).isEqualTo(200);
      cookie = kept(reply).orElseThrow();
      assertThat(get(unused, "/v1/images").status()).isEqualTo(minutes == 0 ? 200 : 401);
    }
    api.now = TestCluster.NOW.plus(Duration.ofHours(12));
    assertThat(get(cookie, "/v1/images").status()).isEqualTo(401);
  }

  @Test
  void aSessionGoesWithItsKey() throws Exception {
    AccountId carol = new AccountId("carol");
    AccessKey old = new AccessKey("ak-old", "old-secret");
    api.account(carol, Account.Role.OPERATOR, old);
    String cookie = cookie(old);
    assertThat(get(cookie, "/v1/images").status()).isEqualTo(200);

    api.account(carol, Account.Role.OPERATOR, new AccessKey("ak-new", "new-secret"));

    assertThat(get(cookie, "/v1/images").status()).isEqualTo(401);
  }

  @Test
  void aSessionIsNoTokenAndMakesNoneAndATokenIsNoSession() throws Exception {
    String cookie = cookie(ApiFixture.ALICE_KEY);
    String token = cookie.substring(cookie.indexOf('=') + 1);
    BearerToken bearer = BearerToken.of(ApiFixture.ALICE_KEY, api.now.plusSeconds(60));

    assertThat(send(cookie, "POST", "/v1/tokens", ofPage()).status()).isEqualTo(403);
    assertThat(
            api.sendRaw("GET", "/v1/images", NO_BODY, Map.of("authorization", "Bearer " + token))
                .status())
        .isEqualTo(401);
    assertThat(get("sealift-session=" + bearer.text(), "/v1/images").status()).isEqualTo(401);
  }

  @Test
  void anAlteredOrOverlongOrDoubledCookieIsNotAccepted() throws Exception {
    String cookie = cookie(ApiFixture.ALICE_KEY);
    for (int at = cookie.indexOf('=') + 1; at < cookie.length(); at++) {
      char other = cookie.charAt(at) == '0' ? '1' : '0';
      String altered = cookie.substring(0, at) + other + cookie.substring(at + 1);
      assertThat(get(altered, "/v1/images").status()).as(altered).isEqualTo(401);
    }
    assertThat(get(cookie + "; " + cookie, "/v1/images").status()).isEqualTo(401);
    SessionToken day =
        SessionToken.of(
            ApiFixture.ALICE_KEY, "madebyhand", api.now, api.now.plus(Duration.ofHours(24)));
    assertThat(get("sealift-session=" + day.text(), "/v1/images").status()).isEqualTo(401);
    SessionToken past =
        SessionToken.of(ApiFixture.ALICE_KEY, "madebyhand", api.now, api.now.minusSeconds(1));
    assertThat(get("sealift-session=" + past.text(), "/v1/images").status()).isEqualTo(401);
  }

  @Test
  void whoSignsIsToldWhoItIsAndHasNoSessionToEnd() throws Exception {
    Reply current = api.get(ApiFixture.ADMIN_KEY, "/v1/sessions/current");

    assertThat(current.json().path("role").asText()).isEqualTo("ADMINISTRATOR");
    assertThat(current.json().has("endsAt")).isFalse();
    assertThat(api.delete("/v1/sessions/current").status()).isEqualTo(404);
  }
}
