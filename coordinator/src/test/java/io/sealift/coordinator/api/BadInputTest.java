package io.sealift.coordinator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.api.ApiFixture.Reply;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BadInputTest extends UnwantedRequests {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "''|body: must be a JSON object",
        "[]|body: must be a JSON object",
        "null|body: must be a JSON object",
        "17|body: must be a JSON object",
        "<xml/>|body: must be a JSON object",
        "{|body: not valid JSON",
        "{}|requestToken: is missing",
        "{\"requestToken\":\"t\",\"region\":\"east\",\"targets\":[]} {}|body: there is text after"
            + " the end of the JSON value",
        "{\"requestToken\":\"a\",\"requestToken\":\"b\"}|requestToken: is there twice",
        "{\"requestToken\":\"t\",\"region\":\"east\",\"targets\":[],\"surprise\":1}|surprise: is"
            + " not a known field",
        "{\"requestToken\":17,\"region\":\"east\",\"targets\":[]}|requestToken: must be text",
        "{\"requestToken\":null,\"region\":\"east\",\"targets\":[]}|requestToken: must not be null",
        "{\"requestToken\":\"t\",\"region\":\"east\",\"targets\":{}}|targets: must be a list",
        "{\"requestToken\":\"t\",\"region\":\"east\",\"targets\":[{\"region\":1}]}"
            + "|targets[0].region: must be text",
        "{\"requestToken\":\"t\",\"region\":\"e\",\"targets\":[],\"priority\":1.5}"
            + "|priority: must be a whole number in range",
        "{\"requestToken\":\"t\",\"region\":\"e\",\"targets\":[],\"maxBytesPerSecond\":1e999}"
            + "|maxBytesPerSecond: must be a whole number in range",
        "{\"requestToken\":\"t\",\"region\":\"e\",\"targets\":[],"
            + "\"maxBytesPerSecond\":9223372036854775808}|maxBytesPerSecond: is out of range",
        "{\"requestToken\":\"t\",\"region\":\"e\",\"targets\":[],\"dryRun\":\"yes\"}"
            + "|dryRun: must be true or false",
      })
  void aBadBodyIsRefusedInOneLine(String body, String message) throws Exception {
    Reply reply = api.post("/v1/jobs", body.equals("''") ? " " : body);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo("INVALID");
    assertThat(reply.message()).isEqualTo(message);
  }

  @Test
  void anAbsentBodyIsAnEmptyObject() throws Exception {
    assertThat(api.post("/v1/jobs", "").message()).isEqualTo("requestToken: is missing");
  }

  @Test
  void aBodyIsUtf8() throws Exception {
    for (byte[] body :
        new byte[][] {
          {'{', (byte) 0xff, '}'}, "{}".getBytes(java.nio.charset.StandardCharsets.UTF_16LE)
        }) {
      Reply reply = api.send(ApiFixture.ALICE_KEY, "POST", "/v1/jobs", body, headers -> headers);
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.message()).startsWith("body: ");
    }
    assertThat(api.post("/v1/jobs", "\ufeff{}").message()).isEqualTo("body: must be a JSON object");
  }

  @ParameterizedTest
  @ValueSource(ints = {33, 10_000, 30_000})
  void deepNestingIsRefused(int depth) throws Exception {
    Reply reply = api.post("/v1/jobs", "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}");
    assertThat(reply.status()).isEqualTo(400);
  }

  @Test
  void aBodyOfTheLimitIsReadAndALongerOneIsNot() throws Exception {
    int limit = 64 << 10;
    String most = "{}" + " ".repeat(limit - 2);
    assertThat(api.post("/v1/jobs", most).status()).isEqualTo(400);
    Reply reply = api.post("/v1/jobs", most + " ");
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.message()).isEqualTo("body: must be at most 65536 bytes");
  }

  @Test
  void onlyTheEndOfAnImportMayBeLong() throws Exception {
    int limit = 1 << 20;
    String most = "{}" + " ".repeat(limit - 2);
    assertThat(api.post("/v1/imports/j-one/complete", most).message())
        .isEqualTo("disks: is missing");
    assertThat(api.post("/v1/imports/j-one/complete", most + " ").status()).isEqualTo(413);
  }

  @Test
  void aHugeBodyIsRefusedByItsLengthAlone() throws Exception {
    String answer =
        api.exchange(
            head(
                "POST /v1/jobs HTTP/1.1",
                "Host: x",
                "Content-Type: application/json",
                "Content-Length: 9999999999"));
    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("\"code\":\"TOO_LARGE\"");
  }

  @Test
  void aGetTakesNoBody() throws Exception {
    assertThat(api.send(ApiFixture.ALICE_KEY, "GET", "/v1/images", "{}").status()).isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/json; charset=utf-7",
        "application/jsonx",
        "multipart/form-data; boundary=x"
      })
  void otherMediaTypesAreRefused(String type) throws Exception {
    Reply reply =
        api.send(
            ApiFixture.ALICE_KEY,
            "POST",
            "/v1/jobs",
            "{}".getBytes(UTF_8),
            headers -> with(headers, "content-type", type));
    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.code()).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
  }

  @Test
  void encodedBodiesAreRefused() throws Exception {
    Reply reply =
        api.send(
            ApiFixture.ALICE_KEY,
            "POST",
            "/v1/jobs",
            "{}".getBytes(UTF_8),
            headers -> with(headers, "content-encoding", "gzip"));
    assertThat(reply.status()).isEqualTo(415);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1",
        "/v2/images",
        "/v1/images/",
        "/v1//images",
        "/v1/./images",
        "/v1/x/../images",
        "/v1/images/m-one/extra/more",
        "/v1/images/..%2f..%2fetc",
        "/v1/images/%2e%2e",
        "/v1/images;jsessionid=1",
        "/v1/images/m%00one"
      })
  void unknownPathsAreNotFoundAndNeverNormalised(String path) throws Exception {
    Reply reply = api.sendRaw("GET", path, new byte[0], Map.of());
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.code()).isEqualTo("NOT_FOUND");
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /v1/images, GET",
    "HEAD, /v1/images, GET",
    "OPTIONS, /v1/images, GET",
    "DELETE, /v1/jobs, 'GET, POST'",
    "GET, /v1/imports, POST",
    "POST, /health/live, GET",
    "GET2, /v1/images, GET",
    "TRACE, /v1/images/m-one, 'GET, DELETE'",
    "get, /v1/images, GET"
  })
  void otherMethodsAreNotAllowed(String method, String path, String allowed) throws Exception {
    String answer =
        api.exchange(method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 405 ").contains("allow: " + allowed + "\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/images/x-1, imageId: image id must be 'm-' followed by 1 to 32 lower-case letters or"
        + " digits",
    "/v1/images/m-ABC, imageId: image id must be 'm-' followed by 1 to 32 lower-case letters or"
        + " digits",
    "/v1/jobs/1, jobId: job id must be 'j-' followed by 1 to 32 lower-case letters or digits",
    "/v1/images?region=A, region: region id must be"
  })
  void aMalformedIdIsNamed(String target, String message) throws Exception {
    Reply reply = api.get(target);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message()).startsWith(message);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/images?size=1, 'query: parameters can only be limit, name, offset, order, region,"
        + " resourceGroup, search'",
    "/v1/agents?x=1, query: this request takes no parameters",
    "/v1/images?name=a&name=b, name: is given twice"
  })
  void unknownAndRepeatedParametersAreRefused(String target, String message) throws Exception {
    Reply reply = api.get(target);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message()).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Both lengths, odd lengths, odd encodings: what smuggling is made of.
        "POST /v1/jobs HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n",
        "POST /v1/jobs HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\n",
        "POST /v1/jobs HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\n",
        "POST /v1/jobs HTTP/1.1\r\nHost: a\r\nContent-Length: -3\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
        "POST /v1/jobs HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST /v1/jobs HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "GET /v1/images\r\n\r\n",
        "NONSENSE\r\n\r\n"
      })
  void oddHttpIsRefusedAndTheConnectionClosed(String request) throws Exception {
    String next = head("GET /health/live HTTP/1.1", "Host: x");
    String answer = api.exchange(request + next);
    assertThat(answer).containsPattern("^HTTP/1.[01] 4\\d\\d ");
    assertThat(answer.split("HTTP/1.[01] ", -1)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // No host, two hosts, chunks where a length is asked for.
        "GET /health/live HTTP/1.1\r\n\r\n",
        "GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "POST /v1/jobs HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /v1/images?a=%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /v1/jobs HTTP/1.1\r\nHost: a\r\nExpect: 999\r\n\r\n"
      })
  void whatIsRefusedWithItsEndKnownDoesNotSpoilTheNextRequest(String request) throws Exception {
    String next = head("GET /health/live HTTP/1.1", "Host: x", "Connection: close");
    String answers = api.exchange(request + next);
    assertThat(answers).containsPattern("^HTTP/1.1 4\\d\\d ").contains("HTTP/1.1 200 ");
    assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/0.9", "HTTP/2.0", "HTTP/3.7", "HTTP/11.1", "HTTX/1.1", "http/1.1"})
  void otherVersionsOfHttpAreNotSpoken(String version) throws Exception {
    String answer = api.exchange("GET /health/live " + version + "\r\nHost: x\r\n\r\n");

    assertThat(answer).containsPattern("^HTT[PX]/[0-9.]+ [45]\\d\\d ").doesNotContain(" 200 OK");
  }

  @Test
  void theOlderHttpKeepsAConnectionIfItIsAsked() throws Exception {
    String request = "GET /health/live HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n\r\n";
    String last = "GET /health/live HTTP/1.0\r\nHost: x\r\n\r\n";

    assertThat(api.exchange(request + last).split(" 200 OK", -1)).hasSize(3);
  }

  @Test
  void longLinesAndHeadersAreRefused() throws Exception {
    assertThat(
            api.exchange("GET /v1/images?x=" + "a".repeat(33_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
        .containsPattern("^HTTP/1.[01] 414 ");
    assertThat(
            api.exchange(
                "GET /v1/images HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(9000) + "\r\n\r\n"))
        .containsPattern("^HTTP/1.[01] 431 ");
  }

  @Test
  void http2InTheClearIsNotSpoken() throws Exception {
    String answer = api.exchange("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    assertThat(answer).contains(" 501 Not Implemented\r\n");
    String upgrade =
        api.exchange(
            head(
                    "GET /health/live HTTP/1.1",
                    "Host: x",
                    "Connection: Upgrade, HTTP2-Settings",
                    "Upgrade: h2c",
                    "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA")
                + head("GET /health/live HTTP/1.1", "Host: x", "Connection: close"));
    assertThat(upgrade).doesNotContain("101 Switching");
  }

  private static String head(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  private static Map<String, String> with(Map<String, String> headers, String name, String value) {
    Map<String, String> changed = new HashMap<>(headers);
    changed.put(name, value);
    return changed;
  }
}
