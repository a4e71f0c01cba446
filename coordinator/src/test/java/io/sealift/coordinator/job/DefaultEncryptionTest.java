package io.sealift.coordinator.job;

import static io.sealift.coordinator.job.TestCluster.ACME;
import static io.sealift.coordinator.job.TestCluster.NORTH;
import static io.sealift.coordinator.job.TestCluster.SOUTH;
import static io.sealift.coordinator.job.TestCluster.WEST;
import static io.sealift.coordinator.job.TestCluster.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.catalog.CatalogPolicy;
import io.sealift.coordinator.catalog.CatalogPolicy.TagInheritance;
import io.sealift.coordinator.command.CatalogCommand.CopyImage;
import io.sealift.coordinator.command.CatalogCommand.CopyImageRequest;
import io.sealift.coordinator.command.CatalogCommand.CopySnapshot;
import io.sealift.coordinator.command.CatalogCommand.CopySnapshotRequest;
import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.command.Command.SubmitCopy;
import io.sealift.coordinator.command.StackCommand.CreateStack;
import io.sealift.coordinator.command.StackCommand.Destination;
import io.sealift.coordinator.command.StackCommand.OnFailure;
import io.sealift.coordinator.command.StackCommand.StackRequest;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CommandOutcome.ServiceError;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.protocol.CopyMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Copies into a region that encrypts everything, here the south, and into one that does not. */
class DefaultEncryptionTest {
  private static final Optional<Boolean> PLAIN = Optional.of(false);
  private static final Optional<Boolean> NOT_SAID = Optional.empty();

  private final TestCluster cluster = new TestCluster(policy());
  private final Image source = cluster.image(0, 1);
  private int tokens;

  private static Policy policy() {
    Set<RegionId> regions = Set.of(NORTH, SOUTH, WEST);
    return Policy.defaults(regions)
        .withCatalog(
            new CatalogPolicy(
                regions, TagInheritance.INHERITED, 2L << 40, 100_000, 50, Set.of(SOUTH)));
  }

  private CopyImage copyImage(RegionId target, Optional<Boolean> encrypted) {
    return new CopyImage(
        new CopyImageRequest(
            NORTH.value(),
            source.imageId().value(),
            target.value(),
            Optional.empty(),
            Optional.empty(),
            encrypted,
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            "token-" + ++tokens));
  }

  private CopySnapshot copySnapshot(RegionId target, Optional<Boolean> encrypted) {
    return new CopySnapshot(
        new CopySnapshotRequest(
            NORTH.value(),
            source.snapshots().get(0).value(),
            target.value(),
            "disk",
            "of web",
            encrypted,
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            "token-" + ++tokens));
  }

  private CreateStack createStack(Destination... destinations) {
    return new CreateStack(
        new StackRequest(
            NORTH.value(),
            "everywhere",
            source.imageId().value(),
            "web_copy",
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            List.of(destinations),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            OnFailure.KEEP,
            "token-" + ++tokens));
  }

  private void refused(Command command) {
    CommandOutcome outcome = cluster.command(ACME, command);
    assertThat(outcome.refusal().flatMap(CommandOutcome.Refusal::serviceError))
        .contains(new ServiceError(403, "InvalidEncrypted.NotMatchDiskDefaultEncryption"));
    assertThat(outcome.refusal().orElseThrow().message())
        .isEqualTo(
            "The specified parameter Encrypted not match for your account default encryption"
                + " settings.");
  }

  private TargetCopy only(RegionId region) {
    return cluster.state.work().openTargets().stream()
        .filter(target -> target.region().equals(region))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPlainCopyIsRefusedByTheInterfacesAndNothingIsMade() {
    refused(copyImage(SOUTH, PLAIN));
    refused(copySnapshot(SOUTH, PLAIN));
    refused(
        createStack(
            new Destination(WEST.value(), NOT_SAID, Optional.empty()),
            new Destination(SOUTH.value(), PLAIN, Optional.empty())));
    assertThat(
            cluster.refusal(
                ACME,
                new SubmitCopy(
                    TestCluster.copy("t-1", source, to(SOUTH, PLAIN, Optional.empty())))))
        .isEqualTo("INVALID targets[0].encrypt: region %s takes encrypted copies only", SOUTH);
    assertThat(cluster.state.work().openTargets()).isEmpty();
  }

  @Test
  void aCopyThatDoesNotSayIsEncryptedThere() {
    cluster.done(ACME, copyImage(SOUTH, NOT_SAID));

    assertThat(only(SOUTH).keyReference()).isEqualTo(KeyReference.SERVICE);
    assertThat(only(SOUTH).mode()).isEqualTo(CopyMode.RESEALED);
  }

  @Test
  void aNativeRequestThatDoesNotSayIsEncryptedThereToo() {
    cluster.done(ACME, new SubmitCopy(TestCluster.copy("t-1", source, to(SOUTH), to(WEST))));

    assertThat(only(SOUTH).keyReference()).isEqualTo(KeyReference.SERVICE);
    assertThat(only(SOUTH).mode()).isEqualTo(CopyMode.RESEALED);
    assertThat(only(WEST).keyReference()).isEqualTo(KeyReference.STORAGE);
  }

  @Test
  void elsewhereAPlainCopyStaysPlain() {
    cluster.done(ACME, copyImage(WEST, PLAIN));
    cluster.done(ACME, copySnapshot(WEST, NOT_SAID));

    assertThat(cluster.state.work().openTargets())
        .extracting(TargetCopy::keyReference)
        .containsOnly(KeyReference.STORAGE);
  }
}
