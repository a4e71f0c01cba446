package io.sealift.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.api.ApiFixture.Reply;
import io.sealift.coordinator.api.rpc.ActionSpec;
import io.sealift.coordinator.api.rpc.ActionSpec.Access;
import io.sealift.signature.AccessKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each role may do, by every action and every path there is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RolesTest {
  /** Change nothing but what is a viewer's own, though they are no GET. */
  private static final Set<String> FOR_VIEWERS_TOO =
      Set.of("POST /v1/tokens", "DELETE /v1/sessions/current");

  /** Takes no signature. */
  private static final String SIGN_IN = "POST /v1/sessions";

  private ApiFixture api;
  private RpcClient rpc;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
    rpc = new RpcClient(api);
  }

  @AfterAll
  void stop() {
    api.close();
  }

  @AfterEach
  void nothingReachesTheEngine() {
    assertThat(api.engine.sent()).isEmpty();
  }

  static Stream<ActionSpec> actions() {
    return GoodRequests.actions();
  }

  @ParameterizedTest
  @MethodSource("actions")
  void anActionLooksIfItsNameSaysSoAndAViewerMayOnlyLook(ActionSpec spec) throws Exception {
    boolean looks = spec.name().matches("(Describe|List|Get)[A-Z].*");
    assertThat(spec.access() == Access.LOOK).isEqualTo(looks);

    Map<String, String> parameters =
        rpc.old(ApiFixture.VIEWER_KEY, spec.name(), "Version", spec.product().version());
    parameters.putAll(GoodRequests.of(spec.name()));
    Reply reply = rpc.get(RpcClient.signed(ApiFixture.VIEWER_KEY, "GET", parameters));

    if (looks) {
      assertThat(reply.status()).as(reply.text()).isIn(200, 400, 404);
    } else {
      RpcClient.assertRefused(
          reply,
          403,
          switch (spec.product()) {
            case ECS -> spec.name().equals("CopyImage") ? "Forbbiden" : "Forbidden.RAM";
            case KMS -> "Forbidden.NoPermission";
            case ROS -> "Forbidden.RAM";
          });
    }
  }

  @Test
  void aViewerMayOnlyLookAndOnlyAnAdministratorMayKnowOfAccountsAndRebuild() throws Exception {
    for (Map.Entry<String, List<String>> route : api.methods().entrySet()) {
      String path = route.getKey().replaceAll(":\\w+", "x");
      for (String method : route.getValue()) {
        String name = method + " " + route.getKey();
        if (name.equals(SIGN_IN)) {
          continue;
        }
        boolean administers = path.startsWith("/v1/accounts") || path.endsWith("/rebuild");
        boolean looks = method.equals("GET") || FOR_VIEWERS_TOO.contains(name);
        boolean viewer = looks && !administers;
        assertThat(isLetIn(ApiFixture.VIEWER_KEY, method, path)).as(name).isEqualTo(viewer);
        assertThat(administers && isLetIn(ApiFixture.ALICE_KEY, method, path)).as(name).isFalse();
      }
    }
    assertThat(isLetIn(ApiFixture.ADMIN_KEY, "GET", "/v1/accounts")).isTrue();
  }

  private boolean isLetIn(AccessKey key, String method, String path) throws Exception {
    Reply reply = api.send(key, method, path, "");
    assertThat(reply.status()).as(path).isNotIn(401, 500);
    return reply.status() != 403;
  }
}
