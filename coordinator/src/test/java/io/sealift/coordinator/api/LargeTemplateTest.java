package io.sealift.coordinator.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.api.ApiFixture.Reply;
import io.sealift.coordinator.command.StackCommand.CreateStack;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.signature.Acs3Signature;
import io.sealift.signature.SignedRequest;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stack's template is the one thing that makes a body long. */
final class LargeTemplateTest {
  private static final int LIMIT = 524_288;
  private static final int ENCODED_LIMIT = 3 * LIMIT + (64 << 10);
  private static final String COPIES = "{\"Type\":\"ALIYUN::ECS::CopyImage\",\"Note\":\"%s\"}";
  private static final Map<String, String> FORM =
      Map.of("content-type", "application/x-www-form-urlencoded");

  private static final String HEAD =
      String.join(
          "\r\n",
          "POST /?Action=CreateStack HTTP/1.1",
          "Host: x",
          "Content-Type: application/x-www-form-urlencoded",
          "");

  private ApiFixture api;
  private RpcClient rpc;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = ApiFixture.patient(directory);
    rpc = new RpcClient(api);
    api.engine.decides(
        (account, command) -> {
          assertThat(command).isInstanceOf(CreateStack.class);
          return new CommandOutcome("c", Optional.of("stack-1"), Optional.empty(), api.now);
        });
  }

  @AfterEach
  void stop() {
    api.close();
  }

  /** A template of so many bytes. */
  private static String template(int bytes, String filling) {
    int rest = bytes - COPIES.formatted("").length();
    int size = filling.getBytes(UTF_8).length;
    return COPIES.formatted(filling.repeat(rest / size) + "x".repeat(rest % size));
  }

  private static Map<String, String> stack() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("RegionId", "east");
    parameters.put("StackName", "everywhere");
    parameters.put("Parameters.1.ParameterKey", "ImageId");
    parameters.put("Parameters.1.ParameterValue", "m-1");
    parameters.put("Parameters.2.ParameterKey", "DestinationImageName");
    parameters.put("Parameters.2.ParameterValue", "copy");
    parameters.put("Parameters.3.ParameterKey", "Destinations");
    parameters.put("Parameters.3.ParameterValue", "[{\"DestinationRegionId\":\"west\"}]");
    return parameters;
  }

  private Reply olderClient(String action, String template) throws Exception {
    Map<String, String> query = rpc.old(ApiFixture.ALICE_KEY, action, "Version", "2019-09-10");
    query.putAll(stack());
    Map<String, String> all = new TreeMap<>(query);
    all.put("TemplateBody", template);
    query.put(
        "Signature",
        RpcClient.signed(ApiFixture.ALICE_KEY, "POST", all).getOrDefault("Signature", ""));
    String form = "TemplateBody=" + URLEncoder.encode(template, UTF_8);
    return api.sendRaw("POST", "/?" + RpcClient.encoded(query), form.getBytes(UTF_8), FORM);
  }

  private Reply newerClient(String template) throws Exception {
    byte[] form = ("TemplateBody=" + URLEncoder.encode(template, UTF_8)).getBytes(UTF_8);
    Map<String, String> headers = new TreeMap<>(FORM);
    headers.put("host", "127.0.0.1:" + api.port);
    headers.put("x-acs-action", "CreateStack");
    headers.put("x-acs-version", "2019-09-10");
    SignedRequest request =
        new SignedRequest("POST", "/", List.copyOf(stack().entrySet()), headers);
    headers.putAll(
        Acs3Signature.headersFor(
            request, form, ApiFixture.ALICE_KEY, api.now.toString(), "large-nonce"));
    return api.sendRaw("POST", "/?" + RpcClient.encoded(stack()), form, headers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "<", "\u00e9", "\u4e2d"})
  void aTemplateOfTheDocumentedLengthIsTaken(String filling) throws Exception {
    String longest = template(LIMIT, filling);

    assertThat(olderClient("CreateStack", longest).status()).isEqualTo(200);
    assertThat(newerClient(longest).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\u00e9"})
  void aTemplateIsMeasuredInBytes(String filling) throws Exception {
    Reply reply = olderClient("CreateStack", template(LIMIT + 1, filling));

    RpcClient.assertRefused(reply, 400, "StackValidationFailed");
    assertThat(reply.text()).contains("TemplateBody: must have at most 524288 bytes");
    assertThat(api.engine.sent()).isEmpty();
  }

  @Test
  void otherActionsHaveNoLongBodies() throws Exception {
    RpcClient.assertRefused(
        olderClient("ListStacks", template(70_000, "x")), 413, "RequestEntityTooLarge");
  }

  @Test
  void aLongerBodyThanAnyTemplateNeedsIsNotRead() throws Exception {
    String tooLong = HEAD + "Content-Length: " + (ENCODED_LIMIT + 1) + "\r\n\r\n";

    assertThat(api.exchange(tooLong)).startsWith("HTTP/1.1 413 ");
    assertThat(api.exchange(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunks(ENCODED_LIMIT)))
        .startsWith("HTTP/1.1 413 ");
  }

  private static String chunks(int bytes) {
    return Integer.toHexString(bytes + 1) + "\r\n" + "a".repeat(bytes + 1) + "\r\n0\r\n\r\n";
  }

  /** Nobody has signed them yet, and each may take a great deal of memory. */
  @Test
  void fewLongBodiesAreReadAtATime() throws Exception {
    String begun = HEAD + "Content-Length: 1000000\r\n\r\n" + "x".repeat(70_000);
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 16; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port);
        open.add(socket);
        socket.getOutputStream().write(begun.getBytes(UTF_8));
      }
      Reply one = untilStatus(503);
      RpcClient.assertRefused(one, 503, "ServiceUnavailable");
      assertThat(rpc.getSigned("DescribeRegions").status()).isEqualTo(200);
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
    assertThat(untilStatus(200).text()).contains("stack-1");
  }

  /** What has just been sent or closed is not at once seen by the server. */
  private Reply untilStatus(int status) throws Exception {
    String template = template(100_000, "x");
    Reply reply = olderClient("CreateStack", template);
    for (int i = 0; i < 1_000 && reply.status() != status; i++) {
      reply = olderClient("CreateStack", template);
    }
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    return reply;
  }
}
