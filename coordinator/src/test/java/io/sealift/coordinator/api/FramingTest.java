package io.sealift.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where a request ends must not be a matter of opinion. Each request here would be a good one but
 * for how it is framed, none asks for the connection to be closed, and the server's own deadlines
 * are far away: that the connection ends, and that what follows on it is not answered, is the
 * refusal.
 */
final class FramingTest extends UnwantedRequests {
  private static final String NEXT = "GET /health/live HTTP/1.1\r\nHost: next\r\n\r\n";
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

  /** What stands after the request line and the host. */
  private static final List<String> ODD =
      List.of(
          // Both lengths.
          "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
          "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          // Encodings that one reader takes for chunks, and another does not.
          "Transfer-Encoding: chunked, xchunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: identity\r\n\r\n",
          "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding:\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked;q=1\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked,\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\t, identity\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          // Tabs, which some readers take for blanks and some for a part of the word.
          "Transfer-Encoding: chunked\t\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n",
          "Content-Length: 0\t\r\n\r\n",
          "X-Note: a\tb\r\n\r\n",
          // Folded headers.
          "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding: x\r\n\tchunked\r\n\r\n0\r\n\r\n",
          "Content-Length:\r\n 0\r\n\r\n",
          "X-Note: one\r\n two\r\n\r\n",
          "X-Note: one\r\n\ttwo\r\n\r\n",
          "X-Note: one\r\n \r\n\r\n",
          " X-Note: one\r\n\r\n",
          // Names that are none.
          "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
          "Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n",
          "Content-Length : 0\r\n\r\n",
          "No colon at all\r\n\r\n",
          ": no name\r\n\r\n",
          // Lengths that are none.
          "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
          "Content-Length: 0\r\nContent-Length: 0\r\n\r\n",
          "Content-Length: +3\r\n\r\nabc",
          "Content-Length: 0x3\r\n\r\nabc",
          "Content-Length: -3\r\n\r\n",
          "Content-Length: 5, 5\r\n\r\nabcde",
          "Content-Length: \r\n\r\n",
          "Content-Length: 18446744073709551616\r\n\r\n",
          // Lines that end in half.
          "X-Note: one\nX-More: two\r\n\r\n",
          "X-Note: one\r\n\n",
          "X-Note: a\rb\r\n\r\n",
          "X-Note: a\u0000b\r\n\r\n");

  static Stream<Arguments> odd() {
    return ODD.stream()
        .flatMap(rest -> Stream.of(Arguments.of("/v1", rest), Arguments.of("/", rest)));
  }

  /** A request line that is good, and a host. */
  private String lines(String path) {
    return path.equals("/")
        ? "POST /?" + describeRegions("POST") + " HTTP/1.1\r\nHost: x\r\n"
        : "GET /health/live HTTP/1.1\r\nHost: x\r\n";
  }

  private String describeRegions(String method) {
    Map<String, String> parameters = rpc.old(ApiFixture.ALICE_KEY, "DescribeRegions");
    return RpcClient.encoded(RpcClient.signed(ApiFixture.ALICE_KEY, method, parameters));
  }

  @ParameterizedTest
  @MethodSource("odd")
  void anOddFrameIsRefusedAndEndsTheConnection(String path, String rest) throws IOException {
    String answers = api.exchange(lines(path) + rest + NEXT);

    assertThat(answers).containsPattern("^HTTP/1.[01] 400 ").doesNotContain("Exception");
    assertThat(answers.split("HTTP/1.[01] ", -1)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "X-Note: a b\r\n", "X-Note:\r\n", "X-Note: \r\n"})
  void aPlainFrameIsNotRefused(String more) throws IOException {
    for (String path : List.of("/", "/v1")) {
      String answers =
          api.exchange(
              lines(path)
                  + more
                  + "\r\nGET /health/live HTTP/1.1\r\nHost: next\r\nConnection: close\r\n\r\n");

      assertThat(answers.split("HTTP/1.1 200 ", -1)).as(answers).hasSize(3);
    }
  }

  /** The decoder that looks for folds must not look for them in bodies. */
  @Test
  void aBodyMayHaveLinesThatBeginWithABlank() throws IOException {
    String body = "Action=DescribeRegions\r\n folded\n\tbody";
    String answers =
        api.exchange(
            "POST / HTTP/1.1\r\nHost: x\r\n"
                + FORM
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + body
                + NEXT.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));

    assertThat(answers).startsWith("HTTP/1.1 400 ").contains("HTTP/1.1 200 ");
  }

  /** The official clients send bodies in chunks. */
  @ParameterizedTest
  @ValueSource(strings = {"chunked", "Chunked", "chunked ", "  chunked"})
  void chunksAreTakenAtTheRpcInterfacesAndNotBesideThem(String encoding) throws IOException {
    String chunked = "Transfer-Encoding: " + encoding + "\r\n\r\n0\r\n\r\n";

    String last = lines("/v1") + "Connection: close\r\n" + chunked;
    String answers = api.exchange(lines("/") + chunked + last);

    assertThat(answers).startsWith("HTTP/1.1 200 ").contains("HTTP/1.1 411 ");
  }

  /** They come after the signature was read, so they can have no say in it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: ACS3-HMAC-SHA256 Credential=ak-bob",
        "Content-Length: 5",
        "Transfer-Encoding: chunked",
        "x-acs-action: DeleteImage",
        "Host: other",
        "X-Note: one\r\n two",
      })
  void trailersSayNothing(String trailer) throws IOException {
    String answers =
        api.exchange(
            lines("/")
                + "Transfer-Encoding: chunked\r\n\r\n0\r\n"
                + trailer
                + "\r\n\r\n"
                + NEXT.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));

    assertThat(answers).containsPattern("^HTTP/1.1 (200|400) ");
    if (answers.startsWith("HTTP/1.1 200 ")) {
      assertThat(answers).contains("RegionId").doesNotContain("ak-bob");
      assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(3);
    } else {
      assertThat(answers.split("HTTP/1.[01] ", -1)).hasSize(2);
    }
  }

  @Test
  void trailersDoNotSignAnUnsignedRequest() throws IOException {
    Map<String, String> headers =
        rpc.headers(ApiFixture.ALICE_KEY, "DescribeRegions", "2014-05-26", "");
    StringBuilder trailers = new StringBuilder();
    headers.forEach((name, value) -> trailers.append(name + ": " + value + "\r\n"));

    String answer =
        api.exchange(
            "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "0\r\n"
                + trailers
                + "\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void manyTrailersAreRefusedAndEndTheConnection() throws IOException {
    String trailers = "X-Note: more\r\n".repeat(10_000);

    String answers =
        api.exchange(
            lines("/") + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + trailers + "\r\n" + NEXT);

    assertThat(answers.split("HTTP/1.[01] ", -1)).hasSizeLessThanOrEqualTo(2);
    assertThat(answers).doesNotContain("HTTP/1.1 200", "HTTP/1.1 5", "Exception");
  }
}
