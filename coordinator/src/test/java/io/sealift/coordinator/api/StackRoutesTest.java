package io.sealift.coordinator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Stack;
import io.sealift.coordinator.state.Stack.Rollback;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.FailureCode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of stacks, and how much of it, as their readers choose. */
final class StackRoutesTest {
  private ApiFixture api;
  private RpcClient rpc;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    api = new ApiFixture(directory);
    rpc = new RpcClient(api);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private void stack(String number, CopyJob.State state, TargetState target, Rollback... rollback) {
    api.cluster.job("j-" + number, TestCluster.ALICE, CopyJob.Kind.COPY, state, target);
    api.cluster.put(
        new Stack(
            "stack-" + number,
            TestCluster.ALICE,
            TestCluster.EAST,
            "everywhere-" + number,
            new CopyJobId("j-" + number),
            Map.of(),
            Optional.of("rg-" + number),
            Optional.empty(),
            rollback.length == 0 ? Optional.empty() : Optional.of(rollback[0]),
            api.now));
  }

  private void running(String number) {
    stack(number, CopyJob.State.RUNNING, new TargetState.Creating(api.now), Rollback.ON_FAILURE);
  }

  private TargetState failed() {
    return new TargetState.CreateFailed(api.now, FailureCode.NO_SPACE, "the store is full", 0);
  }

  private JsonNode shown(String number, String... more) throws Exception {
    String[] parameters = new String[4 + more.length];
    System.arraycopy(
        new String[] {"RegionId", "east", "StackId", "stack-" + number}, 0, parameters, 0, 4);
    System.arraycopy(more, 0, parameters, 4, more.length);
    return rpc.ros("GetStack", parameters).json();
  }

  @Test
  void aStackSaysWhetherItsCopiesAreTakenBackAndHowFarThatIs() throws Exception {
    running("1");
    stack("2", CopyJob.State.FAILED, failed(), Rollback.ON_FAILURE);
    stack("3", CopyJob.State.FAILED, failed(), Rollback.DONE);
    stack("4", CopyJob.State.FAILED, failed());

    assertThat(shown("1").path("Status").asText()).isEqualTo("CREATE_IN_PROGRESS");
    assertThat(shown("1").path("DisableRollback").asBoolean(true)).isFalse();
    assertThat(shown("2").path("Status").asText()).isEqualTo("CREATE_ROLLBACK_IN_PROGRESS");
    assertThat(shown("3").path("Status").asText()).isEqualTo("CREATE_ROLLBACK_COMPLETE");
    assertThat(shown("3").path("StatusReason").asText()).isEqualTo("east: the store is full");
    assertThat(shown("4").path("Status").asText()).isEqualTo("CREATE_FAILED");
    assertThat(shown("4").path("DisableRollback").asBoolean()).isTrue();
  }

  @Test
  void aStackIsFoundByItsGroup() throws Exception {
    running("1");
    running("2");

    JsonNode found =
        rpc.ros("ListStacks", "RegionId", "east", "ResourceGroupId", "rg-2").json().path("Stacks");

    assertThat(found).hasSize(1);
    assertThat(found.path(0).path("StackId").asText()).isEqualTo("stack-2");
    assertThat(found.path(0).path("ResourceGroupId").asText()).isEqualTo("rg-2");
  }

  @Test
  void outputsAreShownUnlessTheyAreNotWanted() throws Exception {
    running("1");

    assertThat(shown("1").path("Outputs")).hasSize(2);
    assertThat(shown("1", "OutputOption", "Enabled").path("Outputs")).hasSize(2);
    assertThat(shown("1", "OutputOption", "Disabled").has("Outputs")).isFalse();
  }

  @Test
  void progressIsShownWhereItIsWanted() throws Exception {
    running("1");
    stack("2", CopyJob.State.SUCCEEDED, new TargetState.Available(api.now));

    assertThat(shown("1").has("ResourceProgress")).isFalse();
    assertThat(shown("1", "ShowResourceProgress", "Disabled").has("ResourceProgress")).isFalse();
    assertThat(
            shown("2", "ShowResourceProgress", "PercentageOnly")
                .path("ResourceProgress")
                .path("StackOperationProgress")
                .asInt())
        .isEqualTo(100);
    JsonNode counts =
        shown("1", "ShowResourceProgress", "EnabledIfCreateStack").path("ResourceProgress");
    assertThat(counts.path("TotalResourceCount").asInt()).isEqualTo(1);
    assertThat(counts.path("InProgressResourceCount").asInt()).isEqualTo(1);
    assertThat(counts.path("FailedResourceCount").asInt(1)).isZero();
    assertThat(counts.path("InProgressResourceDetails").path(0).path("ResourceName").asText())
        .isEqualTo("CopyImage[0]");
  }

  @ParameterizedTest
  @CsvSource({
    "GetStack,OutputOption,None",
    "GetStack,ShowResourceProgress,Enabled",
    "ListStacks,ShowNestedStack,maybe",
    "DeleteStack,Parallelism,-1",
    "CreateStack,Parallelism,many",
    "CreateStack,DisableRollback,maybe",
  })
  void aValueThatIsNotDocumentedIsRefused(String action, String name, String value)
      throws Exception {
    running("1");
    Map<String, String> given = rpc.old(ApiFixture.ALICE_KEY, action, name, value);
    given.put("Version", "2019-09-10");
    given.put("RegionId", "east");
    switch (action) {
      case "GetStack", "DeleteStack" -> given.put("StackId", "stack-1");
      case "CreateStack" -> create(given);
      default -> {}
    }

    RpcClient.assertRefused(
        rpc.get(RpcClient.signed(ApiFixture.ALICE_KEY, "GET", given)), 400, "InvalidParameter");
  }

  @Test
  void copiesThatAreToBeMadeInTurnAreRefused() throws Exception {
    Map<String, String> given =
        rpc.old(ApiFixture.ALICE_KEY, "CreateStack", "Parallelism", "1", "RegionId", "east");
    given.put("Version", "2019-09-10");
    create(given);

    RpcClient.assertRefused(
        rpc.get(RpcClient.signed(ApiFixture.ALICE_KEY, "GET", given)), 400, "UnsupportedParameter");
  }

  private static void create(Map<String, String> given) {
    given.put("StackName", "everywhere");
    given.put("TemplateId", "copy-images");
    parameter(given, 1, "ImageId", "m-1");
    parameter(given, 2, "DestinationImageName", "copy");
    parameter(
        given,
        3,
        "Destinations",
        "[{\"DestinationRegionId\":\"west\"},{\"DestinationRegionId\":\"south\"}]");
  }

  private static void parameter(Map<String, String> given, int number, String key, String value) {
    given.put("Parameters." + number + ".ParameterKey", key);
    given.put("Parameters." + number + ".ParameterValue", value);
  }
}
