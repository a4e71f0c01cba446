package io.sealift.coordinator.api;

import static io.sealift.coordinator.api.TestCluster.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.api.ApiFixture.Reply;
import io.sealift.coordinator.command.Command.RebuildRegion;
import io.sealift.coordinator.state.CommandOutcome.Code;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.Operation.Effect;
import io.sealift.coordinator.state.RebuildTally;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an administrator has a region rebuilt from its store. */
final class RebuildRouteTest {
  private static final String PATH = "/v1/regions/east/rebuild";

  private ApiFixture api;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
    api.engine.decides((account, command) -> FakeEngine.accepted("j-rebuild"));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private Reply rebuild(String body) throws Exception {
    return api.send(ApiFixture.ADMIN_KEY, "POST", PATH, body);
  }

  @Test
  void itIsHandedToTheEngineAndAnsweredWithItsOperation() throws Exception {
    Reply reply = rebuild("{\"accountId\":\"alice\"}");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.text()).isEqualTo("{\"operationId\":\"j-rebuild\"}");
    assertThat(rebuild("{\"accountId\":\"alice\",\"dryRun\":true}").status()).isEqualTo(202);
    assertThat(api.engine.sent())
        .extracting(FakeEngine.Sent::command)
        .containsExactly(
            new RebuildRegion("east", "alice", Effect.ADD),
            new RebuildRegion("east", "alice", Effect.TELL));
  }

  @Test
  void whatItHasToTellIsInItsOperation() throws Exception {
    RebuildTally tally =
        RebuildTally.NONE.withAdded().withLeftAlone(new SnapshotId("s-1"), "it has no manifest");
    api.cluster.put(
        Operation.begun(
                new CopyJobId("j-rebuild"),
                new AccountId("admin"),
                new RegionId("east"),
                new Operation.Rebuild(new AccountId("alice"), Effect.TELL, tally),
                NOW)
            .succeeded("would add 1", NOW));

    Reply reply = api.send(ApiFixture.ADMIN_KEY, "GET", "/v1/operations/j-rebuild", "");

    assertThat(reply.text())
        .isEqualTo(
            """
            {"operationId":"j-rebuild","kind":"REBUILD_DRY_RUN","state":"SUCCEEDED",\
            "result":"would add 1","lines":["snapshot s-1 is left alone: it has no manifest"]}\
            """);
    assertThat(api.get("/v1/operations/j-rebuild").status()).isEqualTo(404);
  }

  @Test
  void itIsRefusedInOneLine() throws Exception {
    assertThat(api.post(PATH, "{\"accountId\":\"alice\"}").message())
        .isEqualTo("account: only an administrator may do this");
    assertThat(rebuild("{}").message()).isEqualTo("accountId: is missing");
    assertThat(api.engine.sent()).isEmpty();

    api.engine.decides((account, command) -> FakeEngine.refused(Code.CONFLICT, "region: busy"));
    Reply reply = rebuild("{\"accountId\":\"alice\"}");
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.message()).isEqualTo("region: busy");
  }
}
