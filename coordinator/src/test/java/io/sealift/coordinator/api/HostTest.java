package io.sealift.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * By which name the server is asked. There is exactly one name in a request. Which one it is is no
 * matter: a page that had its own name lead here would find nothing that answers it for the sake of
 * the browser it runs in, since there are no cookies, and every request is signed.
 */
final class HostTest extends UnwantedRequests {
  private static final String LAST =
      "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

  private String describeRegions(String version) {
    Map<String, String> parameters = rpc.old(ApiFixture.ALICE_KEY, "DescribeRegions");
    return "GET /?%s %s\r\n"
        .formatted(
            RpcClient.encoded(RpcClient.signed(ApiFixture.ALICE_KEY, "GET", parameters)), version);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Host: x\r\nHost: x\r\n", "Host: x\r\nHost: y\r\n", "Host: x\r\nhost: y\r\n"})
  void aRequestHasOneHostAndTheNextOneIsServed(String hosts) throws IOException {
    for (String version : new String[] {"HTTP/1.1", "HTTP/1.0"}) {
      String alive = version.equals("HTTP/1.0") ? "Connection: keep-alive\r\n" : "";
      for (String line :
          new String[] {"GET /health/live " + version + "\r\n", describeRegions(version)}) {
        String answers = api.exchange(line + hosts + alive + "\r\n" + LAST);

        assertThat(answers).as(line).containsPattern("^HTTP/1.[01] 400 ");
        assertThat(answers.toLowerCase(Locale.ROOT)).as(line).contains("host");
        assertThat(answers.split("HTTP/1.[01] ", -1)).as(line).hasSize(3);
        assertThat(answers).as(line).contains(" 200 OK");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"rebound.example", "localhost:1", "[::1]", "'<script>'", "'a b'"})
  void aForeignNameLendsNothing(String host) throws IOException {
    for (String path : new String[] {"/v1/images", "/?Action=DescribeImages"}) {
      String answer = api.exchange(head("GET " + path, host, "Cookie: session=1\r\n"));

      assertThat(answer).containsPattern("^HTTP/1.1 40[01] ");
      assertNothingForBrowsers(answer);
      assertThat(answer).doesNotContain("<script>");
    }
    String open = api.exchange(head("GET /health/live", host, "Origin: http://" + host + "\r\n"));
    assertNothingForBrowsers(open);
  }

  /** Whoever signs, signs for a name. */
  @Test
  void aSignatureForOneNameIsNoneForAnother() throws IOException {
    Map<String, String> signed = api.signed(ApiFixture.ALICE_KEY, "GET", "/v1/images", new byte[0]);
    signed.remove("host");
    StringBuilder headers = new StringBuilder();
    signed.forEach((name, value) -> headers.append(name + ": " + value + "\r\n"));

    String other = api.exchange(head("GET /v1/images", "rebound.example", headers.toString()));
    String own = api.exchange(head("GET /v1/images", "127.0.0.1:" + api.port, headers.toString()));

    assertThat(other).startsWith("HTTP/1.1 401 ");
    assertThat(own).startsWith("HTTP/1.1 200 ");
  }

  private static void assertNothingForBrowsers(String answer) {
    assertThat(answer.toLowerCase(Locale.ROOT))
        .doesNotContain("set-cookie", "access-control-", "text/html");
  }

  private static String head(String line, String host, String more) {
    return line + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + more + "\r\n";
  }
}
