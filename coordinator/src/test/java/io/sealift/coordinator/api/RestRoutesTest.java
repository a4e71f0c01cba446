package io.sealift.coordinator.api;

import static io.sealift.coordinator.api.TestCluster.ALICE;
import static io.sealift.coordinator.api.TestCluster.BOB;
import static io.sealift.coordinator.api.TestCluster.EAST;
import static io.sealift.coordinator.api.TestCluster.MIB;
import static io.sealift.coordinator.api.TestCluster.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.coordinator.api.ApiFixture.Reply;
import io.sealift.coordinator.api.rest.DryRun;
import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.engine.EngineUnavailableException;
import io.sealift.coordinator.state.CommandOutcome.Code;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.ImageId;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.TaskMessage.KeyAction;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RestRoutesTest {
  private static final String COPY =
      """
      {"requestToken":"t-1","region":"west","imageId":"m-source","targets":[{"region":"east"}]}\
      """;

  private ApiFixture api;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void anImageShowsWhatItsOwnerGaveItAndItsDisks() throws Exception {
    api.cluster.image("one", ALICE, Image.Status.AVAILABLE, KeyReference.SERVICE);
    JsonNode image = api.get("/v1/images/m-one").json();
    assertThat(image.path("name").asText()).isEqualTo("web server");
    assertThat(image.path("progress").asInt()).isEqualTo(100);
    assertThat(image.path("encrypted").asBoolean()).isTrue();
    assertThat(image.path("keyId").asText()).isEqualTo("alias/acs/ecs");
    assertThat(image.path("disks").path(0).path("sizeBytes").asLong()).isEqualTo(256 * MIB);
    assertThat(image.path("tags").path("k").asText()).isEqualTo("v");
    assertThat(image.path("createdAt").asText()).isEqualTo("2026-03-01T12:00:00Z");
  }

  @Test
  void anUnencryptedImageShowsNoKey() throws Exception {
    api.cluster.image("one", ALICE, Image.Status.AVAILABLE, KeyReference.STORAGE);
    JsonNode image = api.get("/v1/images/m-one").json();
    assertThat(image.path("encrypted").asBoolean()).isFalse();
    assertThat(image.has("keyId")).isFalse();
  }

  @Test
  void imagesAreFilteredByRegionAndName() throws Exception {
    api.cluster.image("one", ALICE, Image.Status.AVAILABLE, KeyReference.STORAGE, "first");
    api.cluster.image("two", ALICE, Image.Status.AVAILABLE, KeyReference.STORAGE, "se cond");
    assertThat(api.get("/v1/images").json().path("images")).hasSize(2);
    assertThat(api.get("/v1/images?region=west").json().path("images")).isEmpty();
    JsonNode named = api.get("/v1/images?name=se%20cond&region=east").json().path("images");
    assertThat(named).hasSize(1);
    assertThat(named.path(0).path("imageId").asText()).isEqualTo("m-two");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/images/m-bobs",
        "/v1/snapshots/s-bobs",
        "/v1/jobs/j-bobs",
        "/v1/jobs/j-bobs/events",
        "/v1/keys/key-bobs",
        "/v1/operations/j-op",
        "/v1/images/m-nobodys",
        "/v1/jobs/j-nobodys"
      })
  void whatBelongsToSomebodyElseIsNotThere(String path) throws Exception {
    bobHasOneOfEach();
    assertThat(api.get(ApiFixture.BOB_KEY, "/v1/images/m-bobs").status()).isEqualTo(200);
    Reply reply = api.get(path);
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.code()).isEqualTo("NOT_FOUND");
  }

  @ParameterizedTest
  @CsvSource({"/v1/images/m-bobs/download", "/v1/imports/j-bobs/upload"})
  void whatBelongsToSomebodyElseIsNotTransferred(String path) throws Exception {
    bobHasOneOfEach();
    assertThat(api.post(path, "").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"images", "snapshots", "jobs", "keys"})
  void listsHoldOnlyOnesOwn(String kind) throws Exception {
    bobHasOneOfEach();
    assertThat(api.get("/v1/" + kind).json().path(kind)).isEmpty();
    assertThat(api.get(ApiFixture.BOB_KEY, "/v1/" + kind).json().path(kind)).hasSize(1);
  }

  private void bobHasOneOfEach() {
    api.cluster.image("bobs", BOB, Image.Status.AVAILABLE, KeyReference.STORAGE);
    api.cluster.job(
        "j-bobs", BOB, CopyJob.Kind.IMPORT, CopyJob.State.RUNNING, new TargetState.Creating(NOW));
    api.cluster.key("key-bobs", Optional.of(BOB));
    api.cluster.put(operation("j-op", BOB));
  }

  private static Operation operation(String id, AccountId account) {
    return Operation.begun(
        new CopyJobId(id),
        account,
        EAST,
        new Operation.KeyChange(
            KeyAction.CREATE, new KeyId("key-new"), "", Optional.empty(), Optional.empty()),
        NOW);
  }

  @Test
  void aHostileNameComesBackAsText() throws Exception {
    String hostile = "<script>\"\\\u0000\u001b[2J\u202e${jndi:ldap://x}\n";
    api.cluster.image("one", ALICE, Image.Status.AVAILABLE, KeyReference.STORAGE, hostile);
    Reply reply = api.get("/v1/images/m-one");
    assertThat(reply.json().path("name").asText()).isEqualTo(hostile);
    assertThat(reply.headers().get("content-type")).containsExactly("application/json");
    assertThat(reply.headers().get("x-content-type-options")).containsExactly("nosniff");
  }

  @Test
  void aCopyIsHandedToTheEngineAndAnsweredWithItsTargets() throws Exception {
    api.engine.decides(
        (account, command) -> {
          api.cluster.job(
              "j-new",
              account,
              CopyJob.Kind.COPY,
              CopyJob.State.RUNNING,
              new TargetState.Waiting(NOW));
          return FakeEngine.accepted("j-new");
        });
    Reply reply = api.post("/v1/jobs", COPY);
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.text())
        .isEqualTo(
            """
            {"jobId":"j-new","targets":[{"region":"east","imageId":"m-new","snapshotIds":["s-new"]}]}\
            """);
    assertThat(api.engine.sent()).hasSize(1);
    assertThat(api.engine.sent().get(0).account()).isEqualTo(ALICE);
    Command.SubmitCopy submitted = (Command.SubmitCopy) api.engine.sent().get(0).command();
    assertThat(submitted.request().imageId()).contains("m-source");
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID, 400",
    "NOT_FOUND, 404",
    "CONFLICT, 409",
    "FORBIDDEN, 403",
    "TOKEN_REUSED, 409"
  })
  void aRefusalBecomesItsStatus(Code code, int status) throws Exception {
    api.engine.decides((account, command) -> FakeEngine.refused(code, "region: no such region"));
    Reply reply = api.post("/v1/jobs", COPY);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.code()).isEqualTo(code.name());
    assertThat(reply.message()).isEqualTo("region: no such region");
    assertThat(reply.json().path("requestId").asText()).hasSize(20);
  }

  @Test
  void withoutAnEngineTheAnswerIsToTryAgain() throws Exception {
    api.engine.decides(
        (account, command) -> {
          throw new EngineUnavailableException("nobody decided in time");
        });
    Reply reply = api.post("/v1/jobs", COPY);
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.headers().get("retry-after")).containsExactly("2");
  }

  @Test
  void aDefectTellsNothingButItsRequestId() throws Exception {
    api.engine.decides(
        (account, command) -> {
          throw new IllegalStateException("secret detail");
        });
    Reply reply = api.post("/v1/jobs", COPY);
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.text()).doesNotContain("secret", "Exception", "java");
  }

  @Test
  void aDryRunAsksNobody() throws Exception {
    api.dryRun =
        (state, account, request) ->
            new DryRun.Verdict.Accepted(
                List.of(new DryRun.PlannedTarget(new RegionId("east"), 17, 3)));
    Reply reply = api.post("/v1/jobs", COPY.replace("}]}", "}],\"dryRun\":true}"));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text())
        .isEqualTo(
            """
            {"dryRun":true,"targets":[{"region":"east","bytes":17,"queuePlace":3}]}\
            """);
    assertThat(api.engine.sent()).isEmpty();
  }

  @Test
  void aJobShowsStateProgressAndAdvice() throws Exception {
    api.cluster.job(
        "j-one",
        ALICE,
        CopyJob.Kind.COPY,
        CopyJob.State.FAILED,
        new TargetState.CreateFailed(NOW, FailureCode.KEY_DISABLED, "key key-1 is disabled", 0));
    JsonNode target = api.get("/v1/jobs/j-one").json().path("targets").path(0);
    assertThat(target.path("state").asText()).isEqualTo("CREATE_FAILED");
    assertThat(target.path("mode").asText()).isEqualTo("VERBATIM");
    assertThat(target.path("failure").path("code").asText()).isEqualTo("KEY_DISABLED");
    assertThat(target.path("failure").path("advice").asText()).contains("Enable the key");
    assertThat(api.get("/v1/jobs?state=FAILED").json().path("jobs")).hasSize(1);
    assertThat(api.get("/v1/jobs?state=RUNNING").json().path("jobs")).isEmpty();
    assertThat(api.get("/v1/jobs?state=failed").message()).startsWith("state: must be one of");
  }

  @ParameterizedTest
  @CsvSource({"cancel, CANCEL", "pause, PAUSE", "resume, RESUME", "retry, RETRY"})
  void aJobIsControlledWholeOrInOneRegion(String verb, Command.Action action) throws Exception {
    api.cluster.job(
        "j-one", ALICE, CopyJob.Kind.COPY, CopyJob.State.RUNNING, new TargetState.Creating(NOW));
    api.engine.decides((account, command) -> FakeEngine.accepted("j-one"));
    assertThat(api.post("/v1/jobs/j-one/" + verb, "").json().path("jobId").asText())
        .isEqualTo("j-one");
    api.post("/v1/jobs/j-one/" + verb, "{\"region\":\"east\"}");
    CopyJobId id = new CopyJobId("j-one");
    assertThat(api.engine.sent())
        .extracting(FakeEngine.Sent::command)
        .containsExactly(
            new Command.ControlJob(id, Optional.empty(), action),
            new Command.ControlJob(id, Optional.of(EAST), action));
  }

  @Test
  void aJobsLimitsChange() throws Exception {
    api.cluster.job(
        "j-one", ALICE, CopyJob.Kind.COPY, CopyJob.State.RUNNING, new TargetState.Creating(NOW));
    api.engine.decides((account, command) -> FakeEngine.accepted("j-one"));
    assertThat(api.post("/v1/jobs/j-one/limit", "{\"priority\":9}").status()).isEqualTo(200);
    assertThat(api.engine.sent().get(0).command())
        .isEqualTo(new Command.LimitJob(new CopyJobId("j-one"), Optional.empty(), Optional.of(9)));
    assertThat(api.post("/v1/jobs/j-one/limit", "{}").status()).isEqualTo(400);
  }

  @Test
  void anImageIsDeletedWithItsSnapshotsUnlessTheyAreToBeKept() throws Exception {
    api.engine.decides((account, command) -> FakeEngine.accepted("m-one"));
    assertThat(api.delete("/v1/images/m-one").text()).isEqualTo("{}");
    api.delete("/v1/images/m-one?keepSnapshots=true");
    assertThat(api.delete("/v1/images/m-one?keepSnapshots=yes").message())
        .isEqualTo("keepSnapshots: must be true or false");
    ImageId id = new ImageId("m-one");
    assertThat(api.engine.sent())
        .extracting(FakeEngine.Sent::command)
        .containsExactly(
            new Command.DeleteImage(id, Command.Retention.DELETE),
            new Command.DeleteImage(id, Command.Retention.KEEP));
  }

  @Test
  void snapshotsAreListedShownAndDeleted() throws Exception {
    api.cluster.put(
        api.cluster.snapshot("s-one", ALICE, KeyReference.STORAGE, Snapshot.Status.AVAILABLE));
    api.engine.decides((account, command) -> FakeEngine.accepted("s-one"));
    assertThat(api.get("/v1/snapshots?region=east").json().path("snapshots")).hasSize(1);
    JsonNode snapshot = api.get("/v1/snapshots/s-one").json();
    assertThat(snapshot.path("storedBytes").asLong()).isEqualTo(100 * MIB);
    assertThat(snapshot.has("keyId")).isFalse();
    assertThat(api.delete("/v1/snapshots/s-one").text()).isEqualTo("{}");
    assertThat(api.engine.sent().get(0).command())
        .isEqualTo(new Command.DeleteSnapshot(new SnapshotId("s-one")));
  }

  @Test
  void keysAreMadeAndChangedByOperations() throws Exception {
    api.engine.decides(
        (account, command) -> {
          api.cluster.put(operation("j-op", account));
          return FakeEngine.accepted("j-op");
        });
    Reply created = api.post("/v1/keys", "{\"region\":\"east\",\"description\":\"mine\"}");
    assertThat(created.status()).isEqualTo(202);
    assertThat(created.text()).isEqualTo("{\"operationId\":\"j-op\",\"keyId\":\"key-new\"}");
    assertThat(api.get("/v1/operations/j-op").text())
        .isEqualTo(
            """
            {"operationId":"j-op","kind":"KEY_CREATE","state":"RUNNING","keyId":"key-new"}\
            """);
    assertThat(api.post("/v1/keys/key-one/schedule-deletion", "{\"days\":7}").status())
        .isEqualTo(202);
    assertThat(api.post("/v1/keys/key-one/enable", "").status()).isEqualTo(202);
    assertThat(api.post("/v1/keys/key-one/disable", "{}").status()).isEqualTo(202);
    assertThat(api.post("/v1/keys/key-one/cancel-deletion", "").status()).isEqualTo(202);
    assertThat(api.post("/v1/keys/key-one/schedule-deletion", "{}").message())
        .isEqualTo("days: is missing");
    assertThat(api.engine.sent())
        .extracting(FakeEngine.Sent::command)
        .containsExactly(
            new Command.CreateKey("east", Optional.of("mine"), Optional.empty()),
            new Command.ChangeKey("key-one", KeyAction.SCHEDULE_DELETION, Optional.of(7)),
            new Command.ChangeKey("key-one", KeyAction.ENABLE, Optional.empty()),
            new Command.ChangeKey("key-one", KeyAction.DISABLE, Optional.empty()),
            new Command.ChangeKey("key-one", KeyAction.CANCEL_DELETION, Optional.empty()));
  }

  @Test
  void theRegionsOwnKeysAreThereForEverybody() throws Exception {
    api.cluster.key("key-region", Optional.empty());
    assertThat(api.get("/v1/keys/key-region").status()).isEqualTo(200);
    assertThat(api.get("/v1/keys?region=east").json().path("keys")).hasSize(1);
  }

  @Test
  void regionsShowTheirLiveAgentsAndOnesOwnLoad() throws Exception {
    api.agents.registered(TestCluster.agent("east-1", EAST, 2), NOW);
    api.agents.registered(TestCluster.agent("east-2", EAST, 2), NOW.minusSeconds(60));
    api.cluster.job(
        "j-bobs", BOB, CopyJob.Kind.COPY, CopyJob.State.RUNNING, new TargetState.Creating(NOW));
    api.cluster.job(
        "j-mine", ALICE, CopyJob.Kind.COPY, CopyJob.State.RUNNING, new TargetState.Waiting(NOW));
    JsonNode mine = api.get("/v1/regions").json().path("regions").path(0);
    assertThat(mine.path("agents").asInt()).isEqualTo(1);
    assertThat(mine.path("storeFreeBytes").asLong()).isEqualTo(50 * MIB);
    assertThat(mine.path("running").asInt()).isZero();
    assertThat(mine.path("waiting").asInt()).isEqualTo(1);
    JsonNode all = api.get(ApiFixture.ADMIN_KEY, "/v1/regions").json().path("regions").path(0);
    assertThat(all.path("running").asInt()).isEqualTo(1);
    JsonNode agents = api.get("/v1/agents").json().path("agents");
    assertThat(agents.path(0).path("alive").asBoolean()).isTrue();
    assertThat(agents.path(1).path("alive").asBoolean()).isFalse();
    assertThat(agents.path(0).path("controlEndpoint").asText()).isEqualTo("127.0.0.1:7002");
  }

  @Test
  void anImageIsVerifiedByAnOperation() throws Exception {
    api.engine.decides((account, command) -> FakeEngine.accepted("j-verify"));
    Reply reply = api.post("/v1/images/m-one/verify", "");
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.text()).isEqualTo("{\"operationId\":\"j-verify\"}");
  }

  @Test
  void aViewerLooksButChangesNothing() throws Exception {
    assertThat(api.get(ApiFixture.VIEWER_KEY, "/v1/images").status()).isEqualTo(200);
    Reply reply = api.send(ApiFixture.VIEWER_KEY, "POST", "/v1/jobs", COPY);
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.code()).isEqualTo("FORBIDDEN");
    assertThat(api.send(ApiFixture.VIEWER_KEY, "DELETE", "/v1/images/m-one", "").status())
        .isEqualTo(403);
    assertThat(api.engine.sent()).isEmpty();
  }
}
