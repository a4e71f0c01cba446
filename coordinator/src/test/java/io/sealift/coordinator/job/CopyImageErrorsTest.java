package io.sealift.coordinator.job;

import static io.sealift.coordinator.job.TestCluster.ACME;
import static io.sealift.coordinator.job.TestCluster.BOLD;
import static io.sealift.coordinator.job.TestCluster.NORTH;
import static io.sealift.coordinator.job.TestCluster.SOUTH;
import static io.sealift.coordinator.job.TestCluster.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.catalog.CatalogPolicy;
import io.sealift.coordinator.catalog.CatalogPolicy.TagInheritance;
import io.sealift.coordinator.command.CatalogCommand.CancelCopy;
import io.sealift.coordinator.command.CatalogCommand.CopyImage;
import io.sealift.coordinator.command.CatalogCommand.CopyImageRequest;
import io.sealift.coordinator.command.CatalogCommand.ImageChange;
import io.sealift.coordinator.command.CatalogCommand.ModifyImage;
import io.sealift.coordinator.command.CatalogCommand.ShareImage;
import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CommandOutcome.ServiceError;
import io.sealift.coordinator.state.Garbage;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.AccountId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.KeyId;
import io.sealift.copy.RegionId;
import io.sealift.protocol.TaskMessage;
import io.sealift.protocol.TaskMessage.KeyAction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The errors that are documented for {@code CopyImage} and {@code CancelCopyImage}. */
class CopyImageErrorsTest {
  private TestCluster cluster = new TestCluster();
  private int tokens;

  /** A copy of the image to the south, but for what is given. */
  private CopyImage copy(Image image, Map<String, String> change) {
    Map<String, String> given = new HashMap<>(change);
    given.putIfAbsent("region", image.region().value());
    given.putIfAbsent("imageId", image.imageId().value());
    given.putIfAbsent("target", SOUTH.value());
    return new CopyImage(
        new CopyImageRequest(
            given.getOrDefault("region", ""),
            given.getOrDefault("imageId", ""),
            given.getOrDefault("target", ""),
            Optional.ofNullable(given.get("name")),
            Optional.ofNullable(given.get("description")),
            Optional.ofNullable(given.get("encrypted")).map(Boolean::valueOf),
            Optional.ofNullable(given.get("keyId")),
            Optional.ofNullable(given.get("group")),
            given.containsKey("tag")
                ? Map.of(given.getOrDefault("tag", ""), given.getOrDefault("value", ""))
                : Map.of(),
            "token-" + ++tokens));
  }

  private void refused(
      AccountId account, Command command, int status, String code, String message) {
    CommandOutcome outcome = cluster.command(account, command);
    assertThat(outcome.refusal().flatMap(CommandOutcome.Refusal::serviceError))
        .contains(new ServiceError(status, code));
    assertThat(outcome.refusal().orElseThrow().message()).isEqualTo(message);
  }

  private Image copied(CopyImage command) {
    CommandOutcome outcome = cluster.command(ACME, command);
    assertThat(outcome.refusal()).isEmpty();
    return image(outcome.subject().orElseThrow()).orElseThrow();
  }

  private Optional<Image> image(String id) {
    return cluster.state.find(Image.class, Image.KIND + id);
  }

  private static Arguments of(Map<String, String> change, int status, String code, String message) {
    return Arguments.argumentSet(code, change, status, code, message);
  }

  static Stream<Arguments> badRequests() {
    return Stream.of(
        of(Map.of("region", "moon"), 400, "SourceRegion.NotFound", "The source region not found."),
        of(
            Map.of("target", "moon"),
            400,
            "DestinationRegion.NotFound",
            "The destination region not found."),
        of(
            Map.of("name", "x"),
            400,
            "InvalidImageName.Malformed",
            "The specified destination image name is wrongly formed."),
        of(
            Map.of("name", "acs:x"),
            400,
            "InvalidImageName.Malformed",
            "The specified destination image name is wrongly formed."),
        of(
            Map.of("description", "http://x"),
            400,
            "InvalidDescription.Malformed",
            "The specified destination description is wrongly formed."),
        of(
            Map.of("keyId", "key-1"),
            400,
            "InvalidParameter.EncryptedIllegal",
            "The specified parameter Encrypted must be true when kmsKeyId is not empty."),
        of(
            Map.of("encrypted", "false", "keyId", "key-1"),
            400,
            "InvalidParameter.EncryptedIllegal",
            "The specified parameter Encrypted must be true when kmsKeyId is not empty."),
        of(
            Map.of("tag", "aliyun"),
            400,
            "InvalidTagKey.Malformed",
            "The specified Tag.n.Key is not valid."),
        of(
            Map.of("tag", "team", "value", "acs:x"),
            400,
            "InvalidTagValue.Malformed",
            "The specified Tag.n.Value is not valid."),
        of(
            Map.of("imageId", "m-nowhere"),
            404,
            "InvalidImageId.NotFound",
            "The specified ImageId does not exist."),
        of(
            Map.of("region", WEST.value()),
            404,
            "InvalidImageId.NotFound",
            "The specified ImageId does not exist."),
        of(
            Map.of("target", NORTH.value()),
            403,
            "IncorrectDestinationRegion",
            "The destination region is not equal the target region."),
        of(
            Map.of("encrypted", "true", "keyId", "key-none"),
            404,
            "InvalidParameter.KMSKeyId.NotFound",
            "The specified KMSKeyId does not exist."),
        of(
            Map.of("group", "rg-none"),
            404,
            "InvalidResourceGroup.NotFound",
            "The ResourceGroup provided does not exist in our records."));
  }

  @ParameterizedTest
  @MethodSource("badRequests")
  void whatIsWrongWithARequestIsToldAsDocumented(
      Map<String, String> change, int status, String code, String message) {
    refused(ACME, copy(cluster.image(0), change), status, code, message);
  }

  @Test
  void anImageThatIsNotAvailableOrIsDeprecatedIsNotCopied() {
    Image importing = cluster.image(cluster.creatingImport(ACME, "t", Optional.empty()));
    refused(
        ACME, copy(importing, Map.of()), 400, "IncorrectImageStatus", "The image not available.");
    Image source = cluster.image(0);
    cluster.done(ACME, deprecated(source));
    refused(ACME, copy(source, Map.of()), 400, "IncorrectImageStatus", "The image not available.");
  }

  private static ModifyImage deprecated(Image image) {
    return new ModifyImage(
        new ImageChange(
            image.region().value(),
            image.imageId().value(),
            Optional.empty(),
            Optional.empty(),
            Optional.of("Deprecated"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  @Test
  void aCopyThatIsNotDoneIsNeitherCopiedNorMadeTwice() {
    Image source = cluster.image(0);
    Image another = cluster.image(0);
    Image copy = copied(copy(source, Map.of("name", "copy")));

    refused(
        ACME,
        copy(copy, Map.of("target", WEST.value())),
        403,
        "OperationDenied.ImageCopying",
        "The image is currently being copied. Please try again later.");
    refused(
        ACME,
        copy(source, Map.of("name", "other")),
        400,
        "OperationDenied.ImageCopyConflict",
        "The same image cannot be copied concurrently. Please wait until the last copy is"
            + " completed before performing the next operation.");
    refused(
        ACME,
        copy(another, Map.of("name", "copy")),
        400,
        "InvalidImageName.Duplicated",
        "The specified image name is already in use in the target region. Please try a different"
            + " one.");
  }

  @Test
  void anEncryptedImageStaysEncrypted() {
    Image sealed = cluster.image(ACME, "sealed", Optional.of(true), 0);

    refused(
        ACME,
        copy(sealed, Map.of("encrypted", "false")),
        403,
        "OperationDeined.EncryptedSnapshot",
        "The image contains encrypted snapshots, which do not support copying to non-encrypted"
            + " ones.");
  }

  @Test
  void aKeyThatIsDisabledIsNotUsed() {
    KeyId key = cluster.key(ACME, SOUTH);
    cluster.accepted(ACME, new Command.ChangeKey(key.value(), KeyAction.DISABLE, Optional.empty()));
    cluster.perform(cluster.take(TaskMessage.ChangeKey.class));

    refused(
        ACME,
        copy(cluster.image(0), Map.of("encrypted", "true", "keyId", key.value())),
        403,
        "InvalidParameter.KMSKeyId.CMKNotEnabled",
        "The CMK (Customer Master Key) must be in an active state.");
  }

  @Test
  void aSharedImageStaysInItsRegion() {
    Image source = cluster.image(0);
    cluster.state.apply(
        Account.KIND + BOLD, new Account(BOLD, Account.Role.OPERATOR, List.of(), cluster.now));
    cluster.done(
        ACME,
        new ShareImage(NORTH.value(), source.imageId().value(), List.of(BOLD.value()), List.of()));

    refused(
        BOLD,
        copy(source, Map.of()),
        403,
        "OperationDenied.SameRegionOnly",
        "The image shared from others can not be copied to another region directly.");
  }

  @Test
  void anImageWithoutItsSnapshotsIsNotCopied() {
    Image source = cluster.image(0);
    cluster.state.apply(Snapshot.KIND + source.snapshots().get(0), null);

    refused(
        ACME,
        copy(source, Map.of()),
        400,
        "InvalidSnapshotId.NotFound",
        "The specified SnapshotId does not exist.");
  }

  private static Policy policy(TagInheritance inheritance, long maxImageBytes, int maxImages) {
    Set<RegionId> regions = Set.of(NORTH, SOUTH, WEST);
    return Policy.defaults(regions)
        .withCatalog(
            new CatalogPolicy(regions, inheritance, maxImageBytes, maxImages, 50, Set.of()));
  }

  @Test
  void limitsAreSettings() {
    cluster = new TestCluster(policy(TagInheritance.INHERITED, 100L << 20, 1000));
    refused(
        ACME,
        copy(cluster.image(0), Map.of()),
        403,
        "SizeExceed.Image",
        "The image exceeds the maximum size. You can use the CopySnapshot API to copy your"
            + " snapshots of the image and then create a new image from them.");
    cluster = new TestCluster(policy(TagInheritance.INHERITED, 2L << 40, 2));
    Image one = cluster.image(0);
    Image another = cluster.image(0);
    copied(copy(one, Map.of()));
    copied(copy(another, Map.of()));
    cluster.agents(SOUTH, 2, 2);
    cluster.work();
    refused(
        ACME,
        copy(another, Map.of()),
        403,
        "QuotaExceed.Image",
        "The number of images exceeds the limit (2).");
  }

  @Test
  void inheritingTagsIsASetting() {
    for (TagInheritance inheritance : TagInheritance.values()) {
      cluster = new TestCluster(policy(inheritance, 2L << 40, 1000));
      Image source = cluster.image(0);
      cluster.state.apply(
          source.key(),
          source.withAttributes(
              new Image.Attributes(
                  "web", Optional.empty(), Optional.empty(), Map.of("team", "web", "a", "b"))));

      Image copy = copied(copy(source, Map.of("tag", "a", "value", "c")));

      assertThat(copy.attributes().tags())
          .isEqualTo(
              inheritance == TagInheritance.INHERITED
                  ? Map.of("team", "web", "a", "c")
                  : Map.of("a", "c"));
    }
  }

  private static CancelCopy cancel(Image copy) {
    return new CancelCopy(copy.region().value(), copy.imageId().value());
  }

  @Test
  void aCancelThatComesTooLateIsToldThatTheCopyIsDone() {
    cluster.agents(SOUTH, 2, 2);
    Image copy = copied(copy(cluster.image(0), Map.of()));
    cluster.work();

    refused(ACME, cancel(copy), 400, "IncorrectImageStatus", "The image copy has completed.");
    assertThat(image(copy.imageId().value()).orElseThrow().status())
        .isEqualTo(Image.Status.AVAILABLE);
  }

  @Test
  void aResultThatComesAfterACancelDoesNotBringTheImageBack() {
    cluster.agents(SOUTH, 2, 2);
    Image copy = copied(copy(cluster.image(0), Map.of()));
    cluster.perform(cluster.take(TaskMessage.PrepareTarget.class));
    cluster.perform(cluster.take(TaskMessage.CopySegment.class));
    TaskMessage.CommitTarget commit = cluster.take(TaskMessage.CommitTarget.class);

    cluster.done(ACME, cancel(copy));
    cluster.perform(commit);

    assertThat(cluster.target(copy.jobId(), SOUTH).state())
        .isInstanceOf(TargetState.Cancelled.class);
    assertThat(image(copy.imageId().value())).isEmpty();
    assertThat(cluster.state.find(Snapshot.KIND + copy.snapshots().get(0))).isEmpty();
    assertThat(cluster.state.find(Garbage.key(copy.snapshots().get(0)))).isPresent();
  }

  @Test
  void whatCannotBeCancelledIsToldAsDocumented() {
    Image source = cluster.image(0);
    refused(
        ACME,
        cancel(source),
        400,
        "ImageCreatedNotFromCopy",
        "The specified image is not the target image of a copy action.");
    refused(
        ACME,
        new CancelCopy("moon", source.imageId().value()),
        404,
        "InvalidRegionId.NotFound",
        "The specified RegionId does not exist.");
    refused(
        ACME,
        new CancelCopy(SOUTH.value(), source.imageId().value()),
        404,
        "InvalidImageId.NotFound",
        "The specified ImageId does not exist.");
    cluster.agents(SOUTH, 2, 2);
    Image copy = copied(copy(source, Map.of()));
    cluster.fail(cluster.take(TaskMessage.PrepareTarget.class), FailureCode.NO_SPACE);
    refused(ACME, cancel(copy), 400, "IncorrectImageStatus", "The Image copy has been failed.");
  }
}
