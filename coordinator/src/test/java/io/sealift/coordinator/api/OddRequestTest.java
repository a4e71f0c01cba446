package io.sealift.coordinator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.api.ApiFixture.Reply;
import io.sealift.coordinator.state.Image;
import io.sealift.copy.KeyReference;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests for what HTTP has and this server has not, and values beyond every range. */
final class OddRequestTest extends UnwantedRequests {
  private static final byte[] NO_BODY = {};

  private static String head(String... lines) {
    return String.join("\r\n", lines) + "\r\nHost: x\r\nConnection: close\r\n\r\n";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NaN",
        "Infinity",
        "-1e999",
        "18446744073709551616",
        "-9223372036854775809",
        "1e3"
      })
  void aNumberOutOfRangeIsRefused(String number) throws Exception {
    Reply reply =
        api.post(
            "/v1/jobs",
            "{\"requestToken\":\"t\",\"region\":\"e\",\"targets\":[],\"priority\":%s}"
                .formatted(number));

    assertThat(reply.status()).as(reply.text()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo("INVALID");
  }

  @Test
  void aBodyWithoutATypeIsRefused() throws Exception {
    Reply reply =
        api.send(
            ApiFixture.ALICE_KEY,
            "POST",
            "/v1/jobs",
            "{}".getBytes(UTF_8),
            headers -> {
              Map<String, String> without = new HashMap<>(headers);
              without.remove("content-type");
              return without;
            });

    assertThat(reply.status()).isEqualTo(415);
  }

  @Test
  void veryManyHeadersAreRefused() throws IOException {
    String answer =
        api.exchange("GET /health/live HTTP/1.1\r\nHost: x\r\n" + "X: y\r\n".repeat(10_000));

    assertThat(answer).startsWith("HTTP/1.1 431 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONNECT x:443", "CONNECT /v1/images", "OPTIONS *"})
  void noTunnelIsOpened(String line) throws IOException {
    assertThat(api.exchange(head(line + " HTTP/1.1"))).containsPattern("^HTTP/1.1 [45]\\d\\d ");
  }

  @Test
  void aPartIsNotGivenForTheWhole() throws IOException {
    String whole = api.exchange(head("GET /health/live HTTP/1.1"));
    for (String range : new String[] {"bytes=0-1", "bytes=" + "0-1,".repeat(1_000) + "0-1"}) {
      String answer = api.exchange(head("GET /health/live HTTP/1.1", "Range: " + range));

      assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith(body(whole));
    }
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  @Test
  void noWebSocketIsOpened() throws IOException {
    for (String path : new String[] {"/health/live", "/v1/jobs/j-1/events", "/"}) {
      String answer =
          api.exchange(
              String.join(
                  "\r\n",
                  "GET " + path + " HTTP/1.1",
                  "Host: x",
                  "Connection: Upgrade",
                  "Upgrade: websocket",
                  "Sec-WebSocket-Version: 13",
                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                  "Sec-WebSocket-Extensions: permessage-deflate",
                  "Origin: http://elsewhere.example",
                  "",
                  head("GET /health/live HTTP/1.1")));

      assertThat(answer).startsWith("HTTP/1.1 ").doesNotContain("HTTP/1.1 101 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/images", "/v1/jobs", "/"})
  void anotherSitesPageIsAllowedNothing(String path) throws IOException {
    String answer =
        api.exchange(
            head(
                "OPTIONS " + path + " HTTP/1.1",
                "Origin: http://elsewhere.example",
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: authorization"));

    assertThat(answer).containsPattern("^HTTP/1.1 40[35] ");
    assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("access-control-");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*/*;q=9999", "application/pdf", ";;;,,,", "text/html", "\"", "a/b/c"})
  void whateverIsAcceptedTheAnswerIsJson(String accept) throws IOException {
    String answer = api.exchange(head("GET /health/live HTTP/1.1", "Accept: " + accept));

    assertThat(answer).startsWith("HTTP/1.1 200 ").contains("content-type: application/json");
  }

  /** It is told to go on, and does not. */
  @Test
  void whoAsksWhetherToGoOnAndFallsSilentIsCutOff(@TempDir Path directory) throws Exception {
    ApiSettings settings =
        new ApiSettings("127.0.0.1", 0, 10, 1, Duration.ofMinutes(10), Duration.ofSeconds(1));
    try (ApiFixture brisk = new ApiFixture(directory, settings)) {
      byte[] body = " ".repeat(5_000).getBytes(UTF_8);
      StringBuilder request =
          new StringBuilder(
              "POST /v1/jobs HTTP/1.1\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n");
      brisk
          .signed(ApiFixture.ALICE_KEY, "POST", "/v1/jobs", body)
          .forEach((name, value) -> request.append(name + ": " + value + "\r\n"));

      String answer = brisk.exchange(request + "\r\n");

      assertThat(answer.strip()).isEqualTo("HTTP/1.1 100 Continue");
    }
  }

  /** Whoever signs the head asks, whatever the query says of others. */
  @Test
  void aSignatureInTheQueryLendsNothingToTheOneInTheHead() throws Exception {
    api.cluster.image(
        "alices", TestCluster.ALICE, Image.Status.AVAILABLE, KeyReference.STORAGE, "alices");
    Map<String, String> hers =
        RpcClient.signed(
            ApiFixture.ALICE_KEY,
            "POST",
            rpc.old(ApiFixture.ALICE_KEY, "DescribeImages", "RegionId", "east"));
    String text =
        hers.entrySet().stream()
            .map(pair -> pair.getKey() + "=" + pair.getValue())
            .collect(Collectors.joining("&"));
    Map<String, String> his = rpc.headers(ApiFixture.BOB_KEY, "DescribeImages", "2014-05-26", text);

    Reply reply = api.sendRaw("POST", "/?" + RpcClient.encoded(hers), NO_BODY, his);

    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.json().path("TotalCount").asInt()).isZero();
  }
}
