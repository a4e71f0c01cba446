package io.sealift.coordinator.job;

import static io.sealift.coordinator.job.TestCluster.ACME;
import static io.sealift.coordinator.job.TestCluster.BOLD;
import static io.sealift.coordinator.job.TestCluster.NORTH;
import static io.sealift.coordinator.job.TestCluster.SOUTH;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.command.AccountCommand.AddAccessKey;
import io.sealift.coordinator.command.AccountCommand.ChangeAccessKey;
import io.sealift.coordinator.command.AccountCommand.CreateAccount;
import io.sealift.coordinator.command.AccountCommand.KeyChange;
import io.sealift.coordinator.command.AccountCommand.NewKey;
import io.sealift.coordinator.command.CatalogCommand.CancelCopy;
import io.sealift.coordinator.command.CatalogCommand.CopyImage;
import io.sealift.coordinator.command.CatalogCommand.CopyImageRequest;
import io.sealift.coordinator.command.CatalogCommand.CreateImage;
import io.sealift.coordinator.command.CatalogCommand.CreateImageRequest;
import io.sealift.coordinator.command.CatalogCommand.ImageChange;
import io.sealift.coordinator.command.CatalogCommand.ModifyImage;
import io.sealift.coordinator.command.CatalogCommand.RemoveImage;
import io.sealift.coordinator.command.CatalogCommand.ShareImage;
import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.Account.Role;
import io.sealift.coordinator.state.Account.StoredAccessKey;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CommandOutcome.ServiceError;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.ImageProfile.Traits;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetId;
import io.sealift.copy.AccountId;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.protocol.CopyMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the engine decides of the ECS interface's requests. */
class CatalogTest {
  private final TestCluster cluster = new TestCluster();
  private int tokens;

  private CopyImageRequest request(Image image, String region, String name) {
    return new CopyImageRequest(
        image.region().value(),
        image.imageId().value(),
        region,
        Optional.of(name).filter(text -> !text.isEmpty()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        "token-" + ++tokens);
  }

  private static CopyImageRequest encrypted(CopyImageRequest request, Optional<String> keyId) {
    return new CopyImageRequest(
        request.region(),
        request.imageId(),
        request.targetRegion(),
        request.name(),
        request.description(),
        Optional.of(true),
        keyId,
        request.resourceGroup(),
        request.tags(),
        request.token());
  }

  private String accepted(AccountId account, Command command) {
    CommandOutcome outcome = cluster.command(account, command);
    assertThat(outcome.refusal()).isEmpty();
    return outcome.subject().orElseThrow();
  }

  private void refused(AccountId account, Command command, int status, String code) {
    CommandOutcome outcome = cluster.command(account, command);
    assertThat(outcome.refusal().flatMap(CommandOutcome.Refusal::serviceError))
        .contains(new ServiceError(status, code));
  }

  private Image copied(String imageId) {
    return cluster.state.find(Image.class, Image.KIND + imageId).orElseThrow();
  }

  private TargetCopy targetOf(Image copy) {
    return cluster
        .state
        .find(TargetCopy.class, TargetCopy.KIND + new TargetId(copy.jobId(), copy.region()))
        .orElseThrow();
  }

  @Test
  void theSameTokenGivesTheSameImageAndNoOtherRequest() {
    CopyImageRequest request = request(cluster.image(0), SOUTH.value(), "copy");

    String first = accepted(ACME, new CopyImage(request));
    String second = accepted(ACME, new CopyImage(request));

    assertThat(second).isEqualTo(first);
    refused(
        ACME,
        new CopyImage(encrypted(request, Optional.empty())),
        409,
        "InvalidOperation.Conflict");
    assertThat(
            cluster.state.all(CopyJob.class, CopyJob.KIND).stream()
                .filter(job -> job.kind() == CopyJob.Kind.COPY))
        .hasSize(1);
  }

  private static CreateImageRequest making(Image of, String name, Optional<String> description) {
    return new CreateImageRequest(
        of.region().value(),
        List.of(of.snapshots().get(0).value()),
        Optional.of(name),
        description,
        Optional.empty(),
        Map.of(),
        Traits.NONE,
        "making-token");
  }

  @Test
  void theSameTokenMakesTheSameImageWhateverBecameOfIt() {
    Image source = cluster.image(0);
    CreateImage making = new CreateImage(making(source, "made", Optional.empty()));
    String made = accepted(ACME, making);
    accepted(ACME, new ModifyImage(renamed(copied(made), "other")));
    assertThat(accepted(ACME, making)).as("renamed meanwhile").isEqualTo(made);

    accepted(ACME, new RemoveImage(source.region().value(), made));
    assertThat(accepted(ACME, making)).as("deleted meanwhile").isEqualTo(made);
    assertThat(cluster.state.find(Image.KIND + made)).isEmpty();
  }

  private static ImageChange renamed(Image image, String name) {
    return new ImageChange(
        image.region().value(),
        image.imageId().value(),
        Optional.of(name),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void aTokenThatMadeAnImageMakesNoOther() {
    Image source = cluster.image(0);
    accepted(ACME, new CreateImage(making(source, "made", Optional.empty())));
    refused(
        ACME,
        new CreateImage(making(source, "made", Optional.of("described otherwise"))),
        400,
        "IdempotenceParamNotMatch");
    refused(
        ACME,
        new CreateImage(making(source, "other", Optional.empty())),
        400,
        "IdempotenceParamNotMatch");
  }

  @Test
  void theSameTokenMakesNoSecondCopyOfWhatWasDeleted() {
    cluster.agents(SOUTH, 2, 2);
    CopyImageRequest request = request(cluster.image(0), SOUTH.value(), "copy");
    String first = accepted(ACME, new CopyImage(request));
    cluster.work();
    accepted(ACME, new RemoveImage(SOUTH.value(), first));

    assertThat(accepted(ACME, new CopyImage(request))).isEqualTo(first);

    assertThat(cluster.state.find(Image.KIND + first)).isEmpty();
    assertThat(cluster.state.images().count(ACME, SOUTH)).isZero();
  }

  @Test
  void aCopyWithoutANameHasNone() {
    Image source = cluster.image(0);

    Image copy = copied(accepted(ACME, new CopyImage(request(source, SOUTH.value(), ""))));

    assertThat(copy.attributes().name()).isEmpty();
    assertThat(copy.attributes().tags()).isEqualTo(source.attributes().tags());
    assertThat(copy.source().orElseThrow().imageId()).isEqualTo(source.imageId());
  }

  @Test
  void modeAndKeyFollowFromTheRequest() {
    Image source = cluster.image(0);
    KeyId key = cluster.key(ACME, SOUTH);

    Image plain = copied(accepted(ACME, new CopyImage(request(source, SOUTH.value(), "plain"))));
    assertThat(targetOf(plain).mode()).isEqualTo(CopyMode.VERBATIM);
    assertThat(plain.keyReference()).isEqualTo(KeyReference.STORAGE);
    accepted(ACME, new CancelCopy(SOUTH.value(), plain.imageId().value()));
    CopyImageRequest sealing = request(source, SOUTH.value(), "sealed");
    Image sealed =
        copied(accepted(ACME, new CopyImage(encrypted(sealing, Optional.of(key.value())))));
    assertThat(targetOf(sealed).mode()).isEqualTo(CopyMode.RESEALED);
    assertThat(sealed.keyReference()).isEqualTo(KeyReference.of(key));
    CopyImageRequest here = request(source, NORTH.value(), "here");
    assertThat(copied(accepted(ACME, new CopyImage(encrypted(here, Optional.empty())))))
        .extracting(Image::keyReference)
        .isEqualTo(KeyReference.SERVICE);
  }

  @Test
  void whatBelongsToOthersIsAsIfItWereNotThere() {
    Image source = cluster.image(0);
    KeyId foreign = cluster.key(BOLD, SOUTH);
    CopyImageRequest request = request(source, SOUTH.value(), "copy");

    refused(BOLD, new CopyImage(request), 404, "InvalidImageId.NotFound");
    refused(
        ACME,
        new CopyImage(encrypted(request, Optional.of(foreign.value()))),
        404,
        "InvalidParameter.KMSKeyId.NotFound");
    refused(
        BOLD,
        new RemoveImage(NORTH.value(), source.imageId().value()),
        404,
        "InvalidImageId.NotFound");
    Image copy = copied(accepted(ACME, new CopyImage(request)));
    refused(
        BOLD,
        new CancelCopy(SOUTH.value(), copy.imageId().value()),
        404,
        "InvalidImageId.NotFound");
  }

  @Test
  void aSourceIsNotRemovedUnderItsCopyAndACancelledCopyLeavesNothing() {
    Image source = cluster.image(0);
    Image copy = copied(accepted(ACME, new CopyImage(request(source, SOUTH.value(), "copy"))));
    RemoveImage removal = new RemoveImage(NORTH.value(), source.imageId().value());

    refused(ACME, removal, 403, "OperationDenied.ImageCopying");
    accepted(ACME, new CancelCopy(SOUTH.value(), copy.imageId().value()));

    assertThat(cluster.state.find(Image.KIND + copy.imageId())).isEmpty();
    assertThat(copy.snapshots())
        .noneMatch(id -> cluster.state.find(Snapshot.KIND + id).isPresent());
    refused(
        ACME,
        new CancelCopy(SOUTH.value(), copy.imageId().value()),
        404,
        "InvalidImageId.NotFound");
    accepted(ACME, removal);
    assertThat(source.snapshots())
        .allMatch(id -> cluster.state.find(Snapshot.KIND + id).isPresent());
  }

  private void administrator(AccountId id) {
    Account account =
        new Account(
            id,
            Role.ADMINISTRATOR,
            List.of(new StoredAccessKey("ak-" + id, "sealed", true)),
            cluster.now);
    cluster.state.apply(account.key(), account);
  }

  @Test
  void aSharedImageIsCopiedInItsRegionUnderANewDataKey() {
    administrator(ACME);
    accepted(ACME, new CreateAccount(BOLD.value(), Role.OPERATOR, new NewKey("ak-bold", "sealed")));
    Image source = cluster.image(0);
    accepted(
        ACME,
        new ShareImage(NORTH.value(), source.imageId().value(), List.of(BOLD.value()), List.of()));

    Image copy = copied(accepted(BOLD, new CopyImage(request(source, NORTH.value(), "mine"))));

    assertThat(copy.account()).isEqualTo(BOLD);
    assertThat(targetOf(copy).mode())
        .as("one data key never lies under two accounts")
        .isEqualTo(CopyMode.RESEALED);
    refused(
        BOLD,
        new CopyImage(request(source, SOUTH.value(), "far")),
        403,
        "OperationDenied.SameRegionOnly");
  }

  @Test
  void onlyAdministratorsMakeAccountsAndTheLastKeyStays() {
    administrator(ACME);
    CreateAccount creation =
        new CreateAccount(BOLD.value(), Role.OPERATOR, new NewKey("ak-bold", "sealed"));
    accepted(ACME, creation);

    refused(ACME, creation, 409, "EntityAlreadyExists.Account");
    refused(BOLD, new AddAccessKey(BOLD.value(), new NewKey("ak-more", "x")), 403, "Forbidden.RAM");
    refused(
        ACME,
        new AddAccessKey(BOLD.value(), new NewKey("ak-acme", "x")),
        409,
        "EntityAlreadyExists.AccessKey");
    for (KeyChange change : List.of(KeyChange.DISABLE, KeyChange.DELETE)) {
      refused(ACME, new ChangeAccessKey(ACME.value(), "ak-acme", change), 409, "LastAdministrator");
    }
    accepted(ACME, new AddAccessKey(ACME.value(), new NewKey("ak-next", "sealed")));
    accepted(ACME, new ChangeAccessKey(ACME.value(), "ak-acme", KeyChange.DELETE));
    assertThat(cluster.state.accessKeys().ownerOf("ak-acme")).isEmpty();
  }
}
