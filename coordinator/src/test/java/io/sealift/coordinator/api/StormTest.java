package io.sealift.coordinator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.api.ApiFixture.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many bad requests at once or on one connection, and odd HTTP, at the RPC interfaces. */
final class StormTest extends UnwantedRequests {
  private static final byte[] NO_BODY = {};
  private static final int CLIENTS = 16;
  private static final int ROUNDS = 100;
  private static final Map<String, String> FORM =
      Map.of("content-type", "application/x-www-form-urlencoded");

  private Map<String, String> good(String... more) {
    return rpc.old(ApiFixture.ALICE_KEY, "DeleteImage", more);
  }

  /** One of each kind of bad request, each of which would change something if it were good. */
  private List<Callable<Reply>> badOnes() {
    Map<String, String> forged = new LinkedHashMap<>(good("RegionId", "east", "ImageId", "m-1"));
    forged.put("Signature", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    Map<String, String> unsigned = good("RegionId", "east", "ImageId", "m-1");
    Map<String, String> old = good("Timestamp", "1970-01-01T00:00:00Z");
    Map<String, String> unknown = good("NoSuchThing", "x".repeat(2_000));
    Map<String, String> viewers =
        rpc.old(ApiFixture.VIEWER_KEY, "DeleteImage", "RegionId", "east", "ImageId", "m-1");
    return List.of(
        () -> rpc.get(forged),
        () -> rpc.get(unsigned),
        () -> rpc.get(RpcClient.signed(ApiFixture.ALICE_KEY, "GET", old)),
        () -> rpc.get(RpcClient.signed(ApiFixture.ALICE_KEY, "GET", unknown)),
        () -> rpc.get(RpcClient.signed(ApiFixture.VIEWER_KEY, "GET", viewers)),
        () -> api.sendRaw("POST", "/", new byte[70_000], FORM),
        () -> api.sendRaw("POST", "/", "{\"a\":1}".getBytes(UTF_8), Map.of()),
        () -> api.sendRaw("GET", "/?Action=%ff", NO_BODY, Map.of()),
        () -> api.sendRaw("PUT", "/?Action=DeleteImage", NO_BODY, Map.of()),
        () -> api.sendRaw("GET", "/v1/../?Action=DeleteImage", NO_BODY, Map.of()));
  }

  @Test
  void aStormOfBadRequestsIsRefusedOneByOneAndGoodOnesAreServedMeanwhile() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    List<Callable<Reply>> bad = new ArrayList<>();
    List<Callable<Reply>> looks = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      bad.addAll(badOnes());
      looks.add(() -> rpc.getSigned("DescribeRegions"));
    }
    try {
      List<Future<Reply>> answers = new ArrayList<>();
      bad.forEach(each -> answers.add(clients.submit(each)));
      List<Future<Reply>> served = new ArrayList<>();
      looks.forEach(each -> served.add(clients.submit(each)));
      for (Future<Reply> answer : answers) {
        Reply reply = answer.get();
        assertThat(reply.status()).as(reply.text()).isBetween(400, 415);
        assertThat(reply.text()).hasSizeLessThan(4_000).doesNotContain("Exception", "\tat ");
      }
      for (Future<Reply> answer : served) {
        assertThat(answer.get().status()).isEqualTo(200);
      }
    } finally {
      clients.shutdownNow();
    }
  }

  /** Each is judged alone: whoever was let in before says nothing of who comes next. */
  @Test
  void requestsInOnePipelineDoNotShareASignature() throws IOException {
    Map<String, String> signed =
        RpcClient.signed(
            ApiFixture.ALICE_KEY, "GET", rpc.old(ApiFixture.ALICE_KEY, "DescribeRegions"));
    String first = head("GET /?" + RpcClient.encoded(signed) + " HTTP/1.1", "Host: x");
    String change =
        "GET /?Action=DeleteImage&Version=2014-05-26&RegionId=east&ImageId=m-1 HTTP/1.1";
    String last = head(change, "Host: x", "Connection: close");

    String answers = api.exchange(first + last);

    assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(2);
    assertThat(answers.split("HTTP/1.1 400 ", -1)).hasSize(2);
  }

  @Test
  void aThousandRequestsInOnePipelineAreEachAnswered() throws IOException {
    String unsigned = head("GET /v1/images HTTP/1.1", "Host: x");
    String last = head("GET /health/live HTTP/1.1", "Host: x", "Connection: close");

    String answers = api.exchange(unsigned.repeat(999) + last);

    assertThat(answers.split("HTTP/1.1 401 ", -1)).hasSize(1_000);
    assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(2);
  }

  private static String head(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked, xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
        "Content-Length: 5, 5\r\n\r\na=bcd",
        "Content-Length: 18446744073709551616\r\n\r\n",
        "Content-Length : 4\r\n\r\na=bc",
        "No colon at all\r\n\r\n",
      })
  void oddBodiesAndLengthsAreRefusedAndEndTheConnection(String rest) throws IOException {
    String lines = String.join("\r\n", "POST / HTTP/1.1", "Host: x", rest);
    String answer = api.exchange(lines + head("GET /health/live HTTP/1.1", "Host: x"));

    assertThat(answer).containsPattern("^HTTP/1.[01] 4\\d\\d ").doesNotContain("Exception");
    assertThat(answer.split("HTTP/1.[01] ", -1)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\r\nContent-Encoding: gzip\r\n\r\na=bc",
        "Content-Length: 4\r\nContent-Type: text/plain\r\n\r\na=bc",
        "Content-Length: 4\r\nContent-Type: text/csv; charset=utf-7\r\n\r\na=bc",
        "Expect: 999\r\n\r\n",
      })
  void whatIsRefusedWithItsEndKnownDoesNotSpoilTheNextRequest(String rest) throws IOException {
    String lines = String.join("\r\n", "POST / HTTP/1.1", "Host: x", rest);
    String next = head("GET /health/live HTTP/1.1", "Host: x", "Connection: close");
    String answers = api.exchange(lines + next);

    assertThat(answers).containsPattern("^HTTP/1.1 4\\d\\d ").contains("HTTP/1.1 200 ");
    assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(3);
  }

  /** The head was good, so there is nothing to answer but the end of the connection. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "FFFFFFFFFFFFFFFF\r\na",
        "-1\r\na",
        "0x5\r\naaaaa\r\n0\r\n\r\n",
        "zz\r\n",
        "5;a=\"\r\n\r\nGET /\r\n",
      })
  void aBodyInBrokenChunksEndsItsConnection(String chunks) throws IOException {
    String request = head("POST / HTTP/1.1", "Host: x", "Transfer-Encoding: chunked") + chunks;

    String answer = api.exchange(request + head("GET / HTTP/1.1", "Host: x"));

    assertThat(answer.split("HTTP/1.[01] ", -1)).hasSizeLessThanOrEqualTo(2);
    assertThat(answer).doesNotContain("HTTP/1.1 200", "HTTP/1.1 5", "Exception");
  }

  @Test
  void aBodyOfVeryManySmallChunksEndsAtItsLimit() throws IOException {
    String request =
        head(
                "POST / HTTP/1.1",
                "Host: x",
                "Content-Type: application/x-www-form-urlencoded",
                "Transfer-Encoding: chunked")
            + "1\r\na\r\n".repeat(70_000)
            + "0\r\n\r\n";

    assertThat(api.exchange(request)).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void aChunkWhoseSizeHasVeryManyZerosEndsItsConnection() throws IOException {
    String request =
        head("POST / HTTP/1.1", "Host: x", "Transfer-Encoding: chunked")
            + "0".repeat(100_000)
            + "1\r\na\r\n0\r\n\r\n";

    String answer = api.exchange(request + head("GET /health/live HTTP/1.1", "Host: x"));

    assertThat(answer).doesNotContain("HTTP/1.1 200", "HTTP/1.1 5", "Exception");
  }

  /** None of these has a meaning here; each request is answered as if it had come without. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "range|bytes=0-0,1-1,2-2",
        "accept|*/*;q=7, text/\u00e9",
        "accept-language|en,,,;;;q=-1",
        "origin|http://elsewhere.example",
        "x-forwarded-for|127.0.0.1",
        "x-http-method-override|DELETE",
        "cookie|session=1",
      })
  void headersWithoutAMeaningChangeNothing(String header) throws Exception {
    String[] pair = header.split("\\|", 2);
    Map<String, String> parameters =
        RpcClient.signed(
            ApiFixture.ALICE_KEY, "GET", rpc.old(ApiFixture.ALICE_KEY, "DescribeRegions"));

    Reply reply =
        api.sendRaw("GET", "/?" + RpcClient.encoded(parameters), NO_BODY, Map.of(pair[0], pair[1]));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers())
        .doesNotContainKeys("access-control-allow-origin", "content-range", "set-cookie");
  }
}
