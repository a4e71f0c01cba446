package io.sealift.coordinator.job;

import static io.sealift.coordinator.job.TestCluster.ACME;
import static io.sealift.coordinator.job.TestCluster.BOLD;
import static io.sealift.coordinator.job.TestCluster.NORTH;
import static io.sealift.coordinator.job.TestCluster.SOUTH;
import static io.sealift.coordinator.job.TestCluster.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.command.AccountCommand.CreateGroup;
import io.sealift.coordinator.command.AccountCommand.DeleteGroup;
import io.sealift.coordinator.command.CatalogCommand.ShareImage;
import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.command.StackCommand.CreateStack;
import io.sealift.coordinator.command.StackCommand.DeleteStack;
import io.sealift.coordinator.command.StackCommand.Destination;
import io.sealift.coordinator.command.StackCommand.Kept;
import io.sealift.coordinator.command.StackCommand.OnFailure;
import io.sealift.coordinator.command.StackCommand.StackRequest;
import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.Account.Role;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CommandOutcome.ServiceError;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Stack;
import io.sealift.coordinator.state.Stack.Rollback;
import io.sealift.copy.AccountId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.protocol.TaskMessage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Stacks: one image to several regions, watched under one name. */
class StackTest {
  private final TestCluster cluster = new TestCluster();
  private final Image source = cluster.image(0, 1);
  private int tokens;

  private static Destination to(RegionId region) {
    return new Destination(region.value(), Optional.empty(), Optional.empty());
  }

  private StackRequest request(String name, Destination... destinations) {
    return request(name, OnFailure.ROLL_BACK, Optional.empty(), destinations);
  }

  private StackRequest request(
      String name, OnFailure onFailure, Optional<String> stackGroup, Destination... destinations) {
    return new StackRequest(
        NORTH.value(),
        name,
        source.imageId().value(),
        "web_copy",
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        List.of(destinations),
        Map.of("team", "web"),
        stackGroup,
        Optional.empty(),
        onFailure,
        "token-" + ++tokens);
  }

  private Stack created(StackRequest request) {
    CommandOutcome outcome = cluster.command(ACME, new CreateStack(request));
    assertThat(outcome.refusal()).isEmpty();
    return stack(outcome.subject().orElseThrow()).orElseThrow();
  }

  private Optional<Stack> stack(String id) {
    return cluster.state.find(Stack.class, Stack.KIND + id);
  }

  private void refused(AccountId account, Command command, int status, String code) {
    CommandOutcome outcome = cluster.command(account, command);
    assertThat(outcome.refusal().flatMap(CommandOutcome.Refusal::serviceError))
        .contains(new ServiceError(status, code));
  }

  private void agents() {
    cluster.agents(SOUTH, 2, 2);
    cluster.agents(WEST, 2, 2);
  }

  @Test
  void aStackIsOneJobWithATargetForEachDestination() {
    String key = cluster.key(ACME, WEST).value();

    Stack stack =
        created(
            request(
                "everywhere",
                to(SOUTH),
                new Destination(WEST.value(), Optional.of(true), Optional.of(key))));

    CopyJob job = cluster.job(stack.jobId());
    assertThat(job.targets()).containsExactly(SOUTH, WEST);
    assertThat(cluster.target(job.jobId(), SOUTH).keyReference()).isEqualTo(KeyReference.STORAGE);
    assertThat(cluster.target(job.jobId(), WEST).keyReference().value()).isEqualTo(key);
    assertThat(cluster.image(cluster.target(job.jobId(), WEST)).attributes().name())
        .isEqualTo("web_copy");
  }

  @Test
  void aStackGoesAWhileAfterEveryImageWasCopied() {
    agents();
    Stack stack = created(request("everywhere", to(SOUTH), to(WEST)));
    cluster.work();
    assertThat(cluster.job(stack.jobId()).state()).isEqualTo(CopyJob.State.SUCCEEDED);

    cluster.pass(Duration.ofMinutes(14));
    assertThat(stack(stack.stackId())).isPresent();
    cluster.pass(Duration.ofMinutes(2));

    assertThat(stack(stack.stackId())).isEmpty();
    assertThat(cluster.image(cluster.target(stack.jobId(), SOUTH)).status())
        .isEqualTo(Image.Status.AVAILABLE);
  }

  @Test
  void aStackThatDidNotSucceedStaysUntilItIsDeleted() {
    agents();
    Stack stack =
        created(request("everywhere", OnFailure.KEEP, Optional.empty(), to(SOUTH), to(WEST)));
    cancel(stack, WEST);
    cluster.work();

    cluster.pass(Duration.ofHours(1));

    assertThat(cluster.job(stack.jobId()).state()).isEqualTo(CopyJob.State.PARTIALLY_SUCCEEDED);
    assertThat(stack(stack.stackId())).isPresent();
    cluster.done(ACME, new DeleteStack(NORTH.value(), stack.stackId(), Kept.ALL));
    assertThat(stack(stack.stackId())).isEmpty();
    assertThat(cluster.image(cluster.target(stack.jobId(), SOUTH)).status())
        .isEqualTo(Image.Status.AVAILABLE);
  }

  private void cancel(Stack stack, RegionId region) {
    cluster.done(
        ACME, new Command.ControlJob(stack.jobId(), Optional.of(region), Command.Action.CANCEL));
  }

  private void fail(Stack stack, RegionId region) {
    TaskMessage prepare =
        cluster
            .all(TaskMessage.PrepareTarget.class)
            .filter(task -> task.head().jobId().equals(stack.jobId()))
            .filter(task -> task.head().region().equals(region))
            .findFirst()
            .orElseThrow();
    cluster.tasks.remove(prepare);
    cluster.fail(prepare, FailureCode.KEY_DISABLED);
  }

  @Test
  void oneCopyThatFailsTakesTheOthersBack() {
    agents();
    Stack stack = created(request("everywhere", to(SOUTH), to(WEST)));
    fail(stack, WEST);
    cluster.work();
    assertThat(cluster.image(cluster.target(stack.jobId(), SOUTH)).status())
        .isEqualTo(Image.Status.AVAILABLE);

    cluster.pass(Duration.ofMinutes(1));
    cluster.pass(Duration.ofHours(1));

    assertThat(cluster.state.all(Image.class, Image.KIND)).containsExactly(source);
    assertThat(stack(stack.stackId()).flatMap(Stack::rollback)).contains(Rollback.DONE);
  }

  @Test
  void oneCopyThatIsCancelledEndsThoseThatRun() {
    Stack stack = created(request("everywhere", to(SOUTH), to(WEST)));
    cancel(stack, WEST);

    cluster.pass(Duration.ofMinutes(1));

    assertThat(cluster.job(stack.jobId()).state()).isEqualTo(CopyJob.State.CANCELLED);
    assertThat(cluster.state.all(Image.class, Image.KIND)).containsExactly(source);
    assertThat(stack(stack.stackId()).flatMap(Stack::rollback)).contains(Rollback.DONE);
  }

  @Test
  void aCopyThatOthersUseIsNotTakenBack() {
    Account bold = new Account(BOLD, Role.OPERATOR, List.of(), cluster.now);
    cluster.state.apply(bold.key(), bold);
    agents();
    Stack stack = created(request("everywhere", to(SOUTH), to(WEST)));
    fail(stack, WEST);
    cluster.work();
    Image copy = cluster.image(cluster.target(stack.jobId(), SOUTH));
    cluster.done(
        ACME,
        new ShareImage(SOUTH.value(), copy.imageId().value(), List.of(BOLD.value()), List.of()));

    cluster.pass(Duration.ofMinutes(1));

    assertThat(cluster.state.all(Image.class, Image.KIND)).containsExactlyInAnyOrder(source, copy);
    cluster.done(
        ACME,
        new ShareImage(SOUTH.value(), copy.imageId().value(), List.of(), List.of(BOLD.value())));
    cluster.pass(Duration.ofMinutes(1));
    assertThat(cluster.state.all(Image.class, Image.KIND)).contains(copy);
  }

  @Test
  void whatASucceededStackMadeIsNeverTakenBack() {
    agents();
    Stack stack = created(request("everywhere", to(SOUTH), to(WEST)));
    cluster.work();

    cluster.pass(Duration.ofMinutes(1));

    assertThat(cluster.state.all(Image.class, Image.KIND)).hasSize(3);
    assertThat(stack(stack.stackId()).flatMap(Stack::rollback)).contains(Rollback.ON_FAILURE);
  }

  @Test
  void aStackIsInAGroupOfItsAccount() {
    refused(
        ACME,
        new CreateStack(request("none", OnFailure.KEEP, Optional.of("rg-none"), to(SOUTH))),
        404,
        "InvalidResourceGroup.NotFound");
    cluster.done(ACME, new CreateGroup("rg-web", "web"));

    Stack stack = created(request("everywhere", OnFailure.KEEP, Optional.of("rg-web"), to(SOUTH)));

    assertThat(stack.resourceGroup()).contains("rg-web");
    assertThat(cluster.image(cluster.target(stack.jobId(), SOUTH)).attributes().resourceGroup())
        .isEmpty();
    refused(ACME, new DeleteGroup("rg-web"), 409, "DeleteConflict.ResourceGroup");
  }

  @Test
  void aDeletedStackTakesItsImagesAlong() {
    agents();
    Stack stack = created(request("everywhere", to(SOUTH), to(WEST)));
    refused(BOLD, new DeleteStack(NORTH.value(), stack.stackId(), Kept.NONE), 404, "StackNotFound");

    cluster.done(ACME, new DeleteStack(NORTH.value(), stack.stackId(), Kept.NONE));

    assertThat(cluster.job(stack.jobId()).state()).isEqualTo(CopyJob.State.CANCELLED);
    assertThat(cluster.state.all(Image.class, Image.KIND)).containsExactly(source);
    Stack another = created(request("everywhere", to(SOUTH)));
    cluster.work();
    cluster.done(ACME, new DeleteStack(NORTH.value(), another.stackId(), Kept.NONE));
    assertThat(cluster.state.all(Image.class, Image.KIND)).containsExactly(source);
  }

  @Test
  void copiesThatTakeLongerThanTheyMayAreEnded() {
    StackRequest request = request("everywhere", to(SOUTH));
    Stack stack =
        created(
            new StackRequest(
                request.region(),
                request.name(),
                request.imageId(),
                request.imageName(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                request.destinations(),
                Map.of(),
                Optional.empty(),
                Optional.of(10),
                request.onFailure(),
                request.token()));

    cluster.pass(Duration.ofMinutes(11));

    assertThat(cluster.job(stack.jobId()).state()).isEqualTo(CopyJob.State.CANCELLED);
    assertThat(stack(stack.stackId())).isPresent();
  }

  @Test
  void theSameTokenGivesTheSameStack() {
    StackRequest request = request("everywhere", to(SOUTH));
    Stack stack = created(request);

    assertThat(created(request)).isEqualTo(stack);
    refused(ACME, new CreateStack(request("everywhere", to(WEST))), 409, "StackExists");
  }

  @Test
  void whatIsWrongIsRefusedBeforeAnythingIsCopied() {
    Destination sealedWithoutKey =
        new Destination(WEST.value(), Optional.of(true), Optional.of("key-none"));

    refused(ACME, new CreateStack(request("-", to(SOUTH))), 400, "StackValidationFailed");
    refused(ACME, new CreateStack(request("none")), 400, "StackValidationFailed");
    refused(
        ACME,
        new CreateStack(request("twice", to(SOUTH), to(SOUTH))),
        400,
        "StackValidationFailed");
    refused(
        ACME,
        new CreateStack(request("key", to(SOUTH), sealedWithoutKey)),
        404,
        "InvalidParameter.KMSKeyId.NotFound");
    refused(BOLD, new CreateStack(request("foreign", to(SOUTH))), 404, "InvalidImageId.NotFound");
    assertThat(cluster.state.all(Stack.class, Stack.KIND)).isEmpty();
    assertThat(cluster.state.all(Image.class, Image.KIND)).containsExactly(source);
  }
}
