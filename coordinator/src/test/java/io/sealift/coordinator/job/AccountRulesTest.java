package io.sealift.coordinator.job;

import static io.sealift.coordinator.job.TestCluster.ACME;
import static io.sealift.coordinator.job.TestCluster.BOLD;
import static io.sealift.coordinator.job.TestCluster.NORTH;
import static io.sealift.coordinator.job.TestCluster.SOUTH;
import static io.sealift.coordinator.job.TestCluster.WEST;
import static io.sealift.coordinator.job.TestCluster.copy;
import static io.sealift.coordinator.job.TestCluster.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.catalog.CatalogPolicy;
import io.sealift.coordinator.catalog.CatalogPolicy.TagInheritance;
import io.sealift.coordinator.command.AccountCommand.AddAccessKey;
import io.sealift.coordinator.command.AccountCommand.ChangeAccessKey;
import io.sealift.coordinator.command.AccountCommand.CreateGroup;
import io.sealift.coordinator.command.AccountCommand.DeleteGroup;
import io.sealift.coordinator.command.AccountCommand.KeyChange;
import io.sealift.coordinator.command.AccountCommand.NewKey;
import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.Account.Role;
import io.sealift.coordinator.state.Account.StoredAccessKey;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CommandOutcome.ServiceError;
import io.sealift.coordinator.state.Image;
import io.sealift.copy.RegionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the engine refuses of access keys and resource groups. */
class AccountRulesTest {
  private final TestCluster cluster = new TestCluster();

  @BeforeEach
  void administrator() {
    Account account =
        new Account(
            ACME,
            Role.ADMINISTRATOR,
            List.of(new StoredAccessKey("ak-acme", "sealed", true)),
            cluster.now);
    cluster.state.apply(account.key(), account);
  }

  private void refused(Command command, int status, String code, String message) {
    CommandOutcome.Refusal refusal = cluster.command(ACME, command).refusal().orElseThrow();
    assertThat(refusal.serviceError()).contains(new ServiceError(status, code));
    assertThat(refusal.message()).isEqualTo(message);
  }

  @Test
  void anAccountHasAtMostFourKeys() {
    for (int i = 2; i <= 4; i++) {
      cluster.done(ACME, new AddAccessKey(ACME.value(), new NewKey("ak-" + i, "sealed")));
    }
    refused(
        new AddAccessKey(ACME.value(), new NewKey("ak-5", "sealed")),
        409,
        "LimitExceeded.AccessKey",
        "accountId: has 4 access keys already");
  }

  @Test
  void whatIsNotThereIsNotChanged() {
    refused(
        new AddAccessKey(BOLD.value(), new NewKey("ak-bold", "sealed")),
        404,
        "EntityNotExist.Account",
        "accountId: there is no such account");
    refused(
        new ChangeAccessKey(BOLD.value(), "ak-bold", KeyChange.DISABLE),
        404,
        "EntityNotExist.Account",
        "accountId: there is no such account");
    refused(
        new DeleteGroup("rg-none"),
        404,
        "EntityNotExists.ResourceGroup",
        "resourceGroupId: there is no such group");
  }

  @Test
  void aGroupHasAFormAndIsMadeOnce() {
    refused(
        new CreateGroup("group", "web"),
        400,
        "InvalidParameter.ResourceGroupId",
        "resourceGroupId: must be 'rg-' and 1 to 32 lower-case letters or digits");
    refused(
        new CreateGroup("rg-web", "1"),
        400,
        "InvalidParameter.Name",
        "name: must have 2 to 128 letters, digits, '.', ':', '_' or '-'");
    cluster.done(ACME, new CreateGroup("rg-web", "web"));
    refused(
        new CreateGroup("rg-web", "web"),
        409,
        "EntityAlreadyExists.ResourceGroup",
        "resourceGroupId: is taken");
  }

  @Test
  void aGroupThatHoldsAnImageStays() {
    cluster.done(ACME, new CreateGroup("rg-web", "web"));
    Image image = cluster.image(0);
    Image grouped =
        image.withAttributes(
            new Image.Attributes("web", Optional.empty(), Optional.of("rg-web"), Map.of()));
    cluster.state.apply(image.key(), grouped);

    refused(
        new DeleteGroup("rg-web"),
        409,
        "DeleteConflict.ResourceGroup",
        "resourceGroupId: the group is not empty");

    cluster.state.apply(image.key(), image);
    cluster.done(ACME, new DeleteGroup("rg-web"));
  }

  @Test
  void anAccountThatHasAsManyImagesAsItMayGetsNoMoreAndOthersDo() {
    Set<RegionId> regions = Set.of(NORTH, SOUTH, WEST);
    TestCluster small =
        new TestCluster(
            Policy.defaults(regions)
                .withCatalog(
                    new CatalogPolicy(
                        regions, TagInheritance.INHERITED, 1L << 40, 1, 50, Set.of())));
    Image image = small.image(0);
    Image theirs = small.image(BOLD, "theirs", Optional.empty(), 0);
    small.accepted(ACME, new Command.SubmitCopy(copy("t1", image, to(SOUTH))));

    assertThat(small.refusal(ACME, new Command.SubmitCopy(copy("t2", image, to(WEST), to(SOUTH)))))
        .isEqualTo(
            "FORBIDDEN targets[1].region: the account has 1 images in south-1, which is its limit");
    assertThat(
            small.refusal(
                ACME,
                new Command.SubmitImport(
                    small.importRequest("t", Optional.empty(), Optional.empty()))))
        .isEqualTo("FORBIDDEN region: the account has 1 images in north-1, which is its limit");
    small.accepted(BOLD, new Command.SubmitCopy(copy("t1", theirs, to(SOUTH))));
  }
}
