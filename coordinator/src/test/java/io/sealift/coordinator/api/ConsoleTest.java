package io.sealift.coordinator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.coordinator.api.ApiFixture.Reply;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's files, as every coordinator serves them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsoleTest {
  private static final byte[] NO_BODY = {};
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src"
          + " 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  private ApiFixture api;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
  }

  @AfterAll
  void stop() {
    api.close();
  }

  private Reply get(String target) throws Exception {
    return api.sendRaw("GET", target, NO_BODY, Map.of());
  }

  private static String header(Reply reply, String name) {
    return String.join(",", reply.headers().getOrDefault(name, List.of()));
  }

  @Test
  void itsRootLeadsToThePage() throws Exception {
    Reply reply = get("/console");

    assertThat(reply.status()).isEqualTo(308);
    assertThat(header(reply, "location")).isEqualTo("/console/");
  }

  @ParameterizedTest
  @CsvSource({
    "/console/, text/html; charset=utf-8",
    "/console/main.js, text/javascript; charset=utf-8",
    "/console/i18n/ja.js, text/javascript; charset=utf-8",
    "/console/lib/preact.js, text/javascript; charset=utf-8",
    "/console/style.css, text/css; charset=utf-8",
    "/console/icon.svg, image/svg+xml",
    "/console/nothing.js, ''"
  })
  void whateverIsServedIsProtected(String target, String type) throws Exception {
    Reply reply = get(target);

    assertThat(reply.status()).isEqualTo(type.isEmpty() ? 404 : 200);
    assertThat(header(reply, "content-type")).isEqualTo(type);
    assertThat(header(reply, "content-security-policy")).isEqualTo(POLICY);
    assertThat(header(reply, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(header(reply, "referrer-policy")).isEqualTo("no-referrer");
    assertThat(header(reply, "set-cookie")).isEmpty();
  }

  @Test
  void thePageHasNoScriptAndNoStyleOfItsOwnAndNamesNoOtherHost() throws Exception {
    String page = get("/console/").text();

    assertThat(page)
        .doesNotContain("<style", "style=", "http:", "https:", "//")
        .doesNotContainPattern("<script(?![^>]*\\ssrc=)")
        .doesNotContainPattern("\\son[a-z]+=");
  }

  @Test
  void whoHasAFileIsToldSoAndWhoCanUnzipGetsLess() throws Exception {
    Reply first = get("/console/style.css");
    String etag = header(first, "etag");

    Reply second = api.sendRaw("GET", "/console/style.css", NO_BODY, Map.of("if-none-match", etag));

    assertThat(header(first, "cache-control")).isEqualTo("no-cache");
    assertThat(second.status()).isEqualTo(304);
    assertThat(second.text()).isEmpty();
    Reply zipped =
        api.sendRaw("GET", "/console/style.css", NO_BODY, Map.of("accept-encoding", "gzip, br"));
    assertThat(header(zipped, "content-encoding")).isEqualTo("gzip");
    assertThat(Integer.parseInt(header(zipped, "content-length")))
        .isLessThan(Integer.parseInt(header(first, "content-length")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/../openapi.json",
        "/console/%2e%2e/%2e%2e/openapi.json",
        "/console//etc/passwd",
        "/console/lib/",
        "/console/package-info.class"
      })
  void thereIsNoWayToOtherFiles(String target) throws Exception {
    assertThat(api.exchange("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 404 ");
  }

  @Test
  void itIsOnlyToLookAt() throws Exception {
    Reply reply = api.sendRaw("POST", "/console/", NO_BODY, Map.of());

    assertThat(reply.status()).isEqualTo(405);
    assertThat(header(reply, "allow")).isEqualTo("GET, HEAD");
    Reply head = api.sendRaw("HEAD", "/console/", NO_BODY, Map.of());
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.text()).isEmpty();
  }

  @Test
  void bodiesAndLaterRequestsOfTheSameConnectionDoNoHarm() throws Exception {
    String answers =
        api.exchange(
            "GET /console HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
                + "GET /console/icon.svg HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(answers).startsWith("HTTP/1.1 308 ").contains("HTTP/1.1 200 ", "<svg");
  }

  /** A page loads its parts one after the other on a few connections. */
  @Test
  void aConnectionStaysOpenAfterAFile() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port)) {
      socket.setSoTimeout(1_500);
      socket
          .getOutputStream()
          .write("HEAD /console/icon.svg HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));

      assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
          .as("nothing more comes, and no end")
          .isInstanceOf(SocketTimeoutException.class);
    }
  }
}
