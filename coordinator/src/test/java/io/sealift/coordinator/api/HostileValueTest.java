package io.sealift.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.api.ApiFixture.Reply;
import io.sealift.coordinator.api.rpc.ActionSpec;
import io.sealift.coordinator.api.rpc.ActionSpec.Access;
import io.sealift.coordinator.api.rpc.ParameterRule;
import io.sealift.coordinator.api.rpc.ParameterRule.Honoured;
import io.sealift.coordinator.api.rpc.Product;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every parameter of every action with values that nobody means well with, one at a time in a
 * request that is good otherwise, decided by the real rules. Each is refused by its name with a
 * documented answer and leaves nothing behind, none is a defect, and none is quoted where it could
 * be taken for more than text.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileValueTest {
  private static final List<String> VALUES =
      List.of(
          " ",
          "../../etc/passwd",
          "..%2f..%2f",
          "\u0000",
          "a\r\nX-Injected: 1",
          "\u202e\u200b\u2028",
          "<script>alert(1)</script>",
          "${jndi:ldap://x}",
          "'; drop table images; --",
          "__consumer_offsets",
          "-1",
          "9223372036854775808",
          "1e999",
          "NaN",
          "[",
          "[[[[[[[[",
          "{\"a\":{\"a\":1}}",
          "[{\"TagKey\":\"acs:a\",\"TagValue\":\"b\"}]",
          "m-\u0430\u0430\u0430",
          "x".repeat(5_000));

  private ApiFixture api;
  private RpcClient rpc;
  private DecidingEngine engine;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
    rpc = new RpcClient(api);
    GoodRequests.seed(api.cluster);
    engine = new DecidingEngine(api.view);
    api.engine.decides(engine);
  }

  @AfterAll
  void stop() {
    api.close();
  }

  static Stream<ActionSpec> actions() {
    return GoodRequests.actions();
  }

  @ParameterizedTest
  @MethodSource("actions")
  void aGoodRequestDoesSomething(ActionSpec spec) throws Exception {
    Reply reply = ask(spec, GoodRequests.of(spec.name()));

    boolean waits = GoodRequests.needsAnAgent(spec.name());
    assertThat(reply.status()).as(reply.text()).isEqualTo(waits ? 503 : 200);
    assertThat(engine.takeBack().isEmpty()).isEqualTo(waits || spec.access() == Access.LOOK);
  }

  @ParameterizedTest
  @MethodSource("actions")
  void aHostileValueIsRefusedByNameAndNothingIsWritten(ActionSpec spec) throws Exception {
    for (ParameterRule rule : spec.rules()) {
      if (rule.treatment() instanceof Honoured) {
        for (String value : VALUES) {
          Map<String, String> given = new TreeMap<>(GoodRequests.of(spec.name()));
          companion(rule.name()).ifPresent(other -> given.put(other, "k"));
          given.put(indexed(rule.name()), value);

          Reply reply = ask(spec, given);

          String shown = value.length() > 100 ? "(long)" : value;
          String where = "%s %s=%s: %s".formatted(spec.name(), rule.name(), shown, reply.text());
          requireHarmless(where, reply);
          requireRefused(where, spec, rule.name(), value, reply);
        }
      }
    }
  }

  private void requireRefused(
      String where, ActionSpec spec, String parameter, String value, Reply reply) {
    Set<String> written = engine.takeBack();
    if (reply.status() == 200) {
      boolean isGood = spec.access() == Access.LOOK || isGood(spec.product(), parameter, value);
      assertThat(isGood).as(where).isTrue();
      return;
    }
    assertThat(written).as(where).isEmpty();
    if (reply.status() == 503) {
      assertThat(GoodRequests.needsAnAgent(spec.name())).as(where).isTrue();
      // A group is looked up with the files that the agent finds.
      boolean isLookedUpLater = parameter.equals("ResourceGroupId");
      assertThat(isLookedUpLater || isGood(spec.product(), parameter, value)).as(where).isTrue();
      return;
    }
    assertThat(reply.status()).as(where).isBetween(400, 499);
    String words = reply.json().path("Code").asText() + " " + reply.json().path("Message").asText();
    assertThat(words).as(where).containsPattern(named(parameter));
  }

  private static void requireHarmless(String where, Reply reply) {
    assertThat(reply.text())
        .as(where)
        .doesNotContain("\tat ", "Exception", "io.sealift", "com.fasterxml");
    assertThat(reply.headers()).as(where).doesNotContainKey("x-injected");
    assertThat(reply.headers().get("content-type")).asString().contains("application/json");
    if (reply.status() != 200) {
      assertThat(reply.text()).as(where).hasSizeLessThan(1000);
      assertThat(reply.json().path("Message").asText())
          .as(where)
          .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}]");
    }
  }

  /** What a change may take: text is text, whatever it says, but it has its length. */
  private static boolean isGood(Product product, String parameter, String value) {
    return switch (parameter) {
      case "Description", "DestinationDescription", "DestinationSnapshotDescription" ->
          value.length() <= (product == Product.KMS ? 8192 : 256);
      case "Tag.N.Key", "Tag.N.key", "Tag.N.Value", "Tag.N.value", "Tags.N.Key", "Tags.N.Value" ->
          value.length() <= 128;
      case "ClientToken" -> value.matches("[\\x21-\\x7e]{1,64}");
      case "ImageName",
          "DestinationImageName",
          "SnapshotName",
          "DestinationSnapshotName",
          "StackName",
          "ImageFamily",
          "ImageVersion",
          "Platform" ->
          value.matches("[\\p{L}\\p{N}][\\p{L}\\p{N} .:_+()-]{0,127}");
      // What is not there is not taken away.
      case "TagKey.N", "RemoveAccount.N" -> true;
      case "OSSBucket", "DiskDeviceMapping.N.OSSBucket" ->
          value.matches("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");
      case "OSSPrefix" -> value.matches("[A-Za-z0-9]{1,30}");
      case "Plaintext" -> value.matches("[A-Za-z0-9+/]{2,}=*");
      default -> false;
    };
  }

  /** A part of a pair is looked at only beside the other. */
  private static Optional<String> companion(String parameter) {
    return switch (parameter) {
      case "Tag.N.Value", "Tags.N.Value" -> Optional.of(indexed(parameter.replace("Value", "Key")));
      case "Tag.N.value" -> Optional.of("Tag.1.key");
      default -> Optional.empty();
    };
  }

  /** The documented messages name a parameter by its words: "the specified image name". */
  private static Pattern named(String parameter) {
    if (parameter.equals("Parameters.N.ParameterValue")) {
      return Pattern.compile("ImageId"); // The template's first parameter in a good request.
    }
    String words =
        Stream.of(parameter.replace(".N", "").split("\\.|(?<=[a-z])(?=[A-Z])", -1))
            .filter(word -> !Set.of("Id", "Ids", "Source", "Destination").contains(word))
            .map(word -> word.replaceFirst("s$", ""))
            .collect(Collectors.joining("|"));
    String more = parameter.equals("RegionId") ? "|Stack" : "";
    return Pattern.compile("(?i)" + words + more);
  }

  private Reply ask(ActionSpec spec, Map<String, String> given) throws Exception {
    Map<String, String> parameters =
        rpc.old(ApiFixture.ALICE_KEY, spec.name(), "Version", spec.product().version());
    parameters.putAll(given);
    return rpc.get(RpcClient.signed(ApiFixture.ALICE_KEY, "GET", parameters));
  }

  private static String indexed(String parameter) {
    return parameter.replace(".N", ".1");
  }
}
