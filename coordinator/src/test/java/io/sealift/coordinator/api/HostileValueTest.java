package io.sealift.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.api.ApiFixture.Reply;
import io.sealift.coordinator.api.ecs.EcsServices;
import io.sealift.coordinator.api.kms.KmsServices;
import io.sealift.coordinator.api.rpc.ActionSpec;
import io.sealift.coordinator.api.rpc.ParameterRule;
import io.sealift.coordinator.api.rpc.ParameterRule.Honoured;
import io.sealift.coordinator.api.rpc.ParameterRule.Need;
import io.sealift.coordinator.api.rpc.RpcAction;
import io.sealift.coordinator.api.rpc.RpcCommands;
import io.sealift.coordinator.catalog.CatalogPolicy;
import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.progress.LiveAgents;
import io.sealift.coordinator.progress.ProgressAggregator;
import io.sealift.coordinator.state.CommandOutcome.Code;
import io.sealift.coordinator.view.ClusterView;
import io.sealift.coordinator.view.OperationWatch;
import io.sealift.copy.RandomIdSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every parameter of every action with values that nobody means well with: each gets a documented
 * answer, none is a defect, and none is quoted where it could be taken for more than text.
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
          "m-\u0430\u0430\u0430",
          "x".repeat(5_000));

  private ApiFixture api;
  private RpcClient rpc;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
    rpc = new RpcClient(api);
    api.engine.decides((account, command) -> FakeEngine.refused(Code.INVALID, "id: is refused"));
  }

  @AfterAll
  void stop() {
    api.close();
  }

  static Stream<ActionSpec> actions() {
    ClusterView view = new ClusterView();
    RpcCommands commands =
        new RpcCommands(
            (account, command) -> CompletableFuture.failedFuture(new IllegalStateException()),
            Runnable::run);
    EcsServices ecs =
        new EcsServices(
            view,
            commands,
            new ProgressAggregator(),
            new LiveAgents(),
            CatalogPolicy.defaults(Set.of()),
            new RandomIdSource(),
            (region, inspection) -> CompletableFuture.failedFuture(new IllegalStateException()));
    KmsServices kms =
        new KmsServices(
            view,
            commands,
            new OperationWatch(view),
            (region, use) -> CompletableFuture.failedFuture(new IllegalStateException()),
            Set.of());
    return ApiActions.of(ecs, kms).all().stream().map(RpcAction::spec);
  }

  private static String good(String parameter) {
    return switch (parameter) {
      case "RegionId", "DestinationRegionId" -> "east";
      case "ResourceType" -> "image";
      case "EnableAutomaticRotation" -> "true";
      case "PendingWindowInDays" -> "7";
      case "AliasName" -> "alias/a";
      case "Plaintext", "CiphertextBlob" -> "AAAA";
      default -> "m-1";
    };
  }

  private static List<String> wanted(ActionSpec spec, Need need) {
    return spec.rules().stream()
        .filter(rule -> rule.treatment() instanceof Honoured honoured && honoured.need() == need)
        .map(ParameterRule::name)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("actions")
  void aHostileValueGetsADocumentedAnswer(ActionSpec spec) throws Exception {
    List<String> required = wanted(spec, Need.REQUIRED);
    List<String> all = new ArrayList<>(required);
    all.addAll(wanted(spec, Need.OPTIONAL));
    for (String parameter : all) {
      for (String value : VALUES) {
        Map<String, String> parameters =
            rpc.old(ApiFixture.ALICE_KEY, spec.name(), "Version", spec.product().version());
        for (String other : required) {
          parameters.put(indexed(other), good(other));
        }
        parameters.put(indexed(parameter), value);

        Reply reply = rpc.get(RpcClient.signed(ApiFixture.ALICE_KEY, "GET", parameters));

        String where = "%s %s=%s: %s".formatted(spec.name(), parameter, value, reply.text());
        assertThat(reply.status()).as(where).isBetween(200, 499);
        assertThat(reply.text())
            .as(where)
            .doesNotContain("\tat ", "Exception", "io.sealift", "com.fasterxml");
        assertThat(reply.headers()).as(where).doesNotContainKey("x-injected");
        assertThat(reply.headers().get("content-type")).asString().contains("application/json");
      }
    }
    assertThat(api.engine.sent())
        .extracting(FakeEngine.Sent::command)
        .allSatisfy(command -> assertThat(command).isInstanceOf(Command.class));
  }

  private static String indexed(String parameter) {
    return parameter.replace(".N", ".1");
  }
}
