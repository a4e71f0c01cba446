package io.sealift.coordinator.job;

import static io.sealift.coordinator.job.TestCluster.ACME;
import static io.sealift.coordinator.job.TestCluster.BOLD;
import static io.sealift.coordinator.job.TestCluster.NORTH;
import static io.sealift.coordinator.job.TestCluster.SOUTH;
import static io.sealift.coordinator.job.TestCluster.WEST;
import static io.sealift.coordinator.job.TestCluster.copy;
import static io.sealift.coordinator.job.TestCluster.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.command.CommandMessage;
import io.sealift.coordinator.command.ImportRequest;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.RegionKey;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.CopyRequest;
import io.sealift.protocol.CopyTargetRequest;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyState;
import io.sealift.protocol.TaskMessage;
import io.sealift.protocol.TaskMessage.KeyAction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is let in, in which mode and under which key; and that a refusal names the field. */
class AdmissionTest {
  private final TestCluster cluster = new TestCluster();

  private TargetCopy admitted(Image image, CopyTargetRequest target) {
    CopyJobId job =
        cluster.accepted(
            ACME, new Command.SubmitCopy(copy("token-" + cluster.attempt(), image, target)));
    return cluster.target(job, new RegionId(target.region()));
  }

  private String refused(CopyRequest request) {
    int jobs = cluster.state.all(CopyJob.class, CopyJob.KIND).size();
    int images = cluster.state.all(Image.class, Image.KIND).size();
    String refusal = cluster.refusal(ACME, new Command.SubmitCopy(request));
    assertThat(cluster.state.all(CopyJob.class, CopyJob.KIND)).hasSize(jobs);
    assertThat(cluster.state.all(Image.class, Image.KIND)).hasSize(images);
    return refusal;
  }

  private Image encrypted() {
    return cluster.image(ACME, "import-encrypted", Optional.of(true), 0);
  }

  @Test
  void anUnencryptedSourceTravelsVerbatimUnderTheStorageKey() {
    TargetCopy target = admitted(cluster.image(0), to(SOUTH));

    assertThat(target.mode()).isEqualTo(CopyMode.VERBATIM);
    assertThat(target.keyReference()).isEqualTo(KeyReference.STORAGE);
  }

  @Test
  void anEncryptedSourceIsResealedUnderTheServiceKey() {
    TargetCopy target = admitted(encrypted(), to(SOUTH));

    assertThat(target.mode()).isEqualTo(CopyMode.RESEALED);
    assertThat(target.keyReference()).isEqualTo(KeyReference.SERVICE);
  }

  @Test
  void encryptWithoutAKeyMeansTheServiceKey() {
    TargetCopy target = admitted(cluster.image(0), to(SOUTH, Optional.of(true), Optional.empty()));

    assertThat(target.mode()).isEqualTo(CopyMode.RESEALED);
    assertThat(target.keyReference()).isEqualTo(KeyReference.SERVICE);
  }

  @Test
  void encryptWithAKeyMeansThatKey() {
    KeyId key = cluster.key(ACME, SOUTH);

    TargetCopy target =
        admitted(cluster.image(0), to(SOUTH, Optional.of(true), Optional.of(key.value())));

    assertThat(target.mode()).isEqualTo(CopyMode.RESEALED);
    assertThat(target.keyReference()).isEqualTo(KeyReference.of(key));
  }

  @Test
  void theSourcesOwnRegionNeedsEncrypt() {
    Image image = cluster.image(0);

    assertThat(refused(copy("t", image, to(NORTH)))).startsWith("INVALID targets[0].region: ");
    assertThat(admitted(image, to(NORTH, Optional.of(true), Optional.empty())).mode())
        .isEqualTo(CopyMode.RESEALED);
  }

  @Test
  void aKeyWithoutEncryptIsRefused() {
    assertThat(
            refused(copy("t", cluster.image(0), to(SOUTH, Optional.empty(), Optional.of("key-1")))))
        .isEqualTo("INVALID targets[0].keyId: needs encrypt to be true");
  }

  @Test
  void aKeyOfAnotherRegionAnotherAccountOrNowhereIsRefused() {
    Image image = cluster.image(0);
    String west = cluster.key(ACME, WEST).value();
    String foreign = cluster.key(BOLD, SOUTH).value();

    assertThat(refused(copy("t", image, to(SOUTH, Optional.of(true), Optional.of(west)))))
        .isEqualTo(
            "INVALID targets[0].keyId: key %s is of region west-1, not south-1".formatted(west));
    assertThat(refused(copy("t", image, to(SOUTH, Optional.of(true), Optional.of(foreign)))))
        .isEqualTo("NOT_FOUND targets[0].keyId: no such key in region south-1");
    assertThat(refused(copy("t", image, to(SOUTH, Optional.of(true), Optional.of("key-0")))))
        .isEqualTo("NOT_FOUND targets[0].keyId: no such key in region south-1");
    assertThat(refused(copy("t", image, to(SOUTH, Optional.of(true), Optional.of("../key")))))
        .startsWith("INVALID targets[0].keyId: ");
    assertThat(
            refused(
                copy(
                    "t",
                    image,
                    to(SOUTH, Optional.of(true), Optional.of(KeyReference.STORAGE.value())))))
        .startsWith("INVALID targets[0].keyId: must be a customer key");
  }

  @Test
  void theRegionsOwnKeysAreNobodysToNameOrChange() {
    RegionKey service =
        new RegionKey(
            KeyDescription.unrotated(
                new KeyId("key-service"),
                SOUTH,
                Optional.empty(),
                KeyState.ENABLED,
                KeyReference.SERVICE.value(),
                Instant.EPOCH));
    cluster.state.apply(service.key(), service);

    assertThat(
            refused(
                copy(
                    "t",
                    cluster.image(0),
                    to(SOUTH, Optional.of(true), Optional.of("key-service")))))
        .isEqualTo(
            "INVALID targets[0].keyId: key key-service is the region's own; for its service key"
                + " give alias/acs/ecs");
    assertThat(
            cluster.refusal(
                ACME, new Command.ChangeKey("key-service", KeyAction.DISABLE, Optional.empty())))
        .isEqualTo("FORBIDDEN keyId: key key-service is the region's own and cannot be changed");
  }

  @Test
  void aDisabledKeyIsRefused() {
    KeyId key = cluster.key(ACME, SOUTH);
    Image image = cluster.image(0);
    cluster.accepted(ACME, new Command.ChangeKey(key.value(), KeyAction.DISABLE, Optional.empty()));
    cluster.work();

    assertThat(refused(copy("t", image, to(SOUTH, Optional.of(true), Optional.of(key.value())))))
        .isEqualTo("CONFLICT targets[0].keyId: key %s is not enabled but DISABLED".formatted(key));
  }

  @Test
  void targetsAreOneToFiveAndNoneTwice() {
    Image image = cluster.image(0);
    CopyTargetRequest south = to(SOUTH);

    assertThat(refused(copy("t", image))).isEqualTo("INVALID targets: must be 1 to 5, not 0");
    assertThat(refused(copy("t", image, south, south, south, south, south, south)))
        .isEqualTo("INVALID targets: must be 1 to 5, not 6");
    assertThat(refused(copy("t", image, to(WEST), south, south)))
        .isEqualTo("INVALID targets[2].region: south-1 is named twice");
    assertThat(refused(copy("t", image, to(new RegionId("east-1")))))
        .isEqualTo("NOT_FOUND targets[0].region: no region east-1 in this cluster");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "acs:web", "aliyunweb", "my http://x", "1web", "web site", "-web"})
  void aNameOutsideTheRulesIsRefused(String name) {
    CopyTargetRequest target =
        new CopyTargetRequest(
            SOUTH.value(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(name),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    assertThat(refused(copy("t", cluster.image(0), target)))
        .startsWith("INVALID targets[0].name: ");
  }

  @Test
  void aNameOf128CharactersIsTakenAndOneOf129IsNot() {
    Image image = cluster.image(0);

    assertThat(refused(copy("t", image, named("x".repeat(129))))).contains("has 129");
    assertThat(cluster.image(admitted(image, named("x".repeat(128)))).attributes().name())
        .hasSize(128);
  }

  private static CopyTargetRequest named(String name) {
    return new CopyTargetRequest(
        SOUTH.value(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(name),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void descriptionResourceGroupAndTagsAreChecked() {
    Image image = cluster.image(0);
    Optional<String> none = Optional.empty();

    assertThat(refused(copy("t", image, described(Optional.of("x"), none, Map.of()))))
        .startsWith("INVALID targets[0].description: ");
    assertThat(refused(copy("t", image, described(none, Optional.of("a/b"), Map.of()))))
        .startsWith("INVALID targets[0].resourceGroup: ");
    assertThat(refused(copy("t", image, described(none, none, Map.of("acs:x", "1")))))
        .startsWith("INVALID targets[0].tags key: ");
  }

  private static CopyTargetRequest described(
      Optional<String> description, Optional<String> group, Map<String, String> tags) {
    return new CopyTargetRequest(
        SOUTH.value(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        description,
        group,
        Optional.of(tags));
  }

  @ParameterizedTest
  @CsvSource({"-1, priority", "10, priority"})
  void aPriorityIsZeroToNine(int priority, String field) {
    assertThat(refused(copy("t", cluster.image(0), priority, Optional.empty(), to(SOUTH))))
        .isEqualTo("INVALID %s: must be 0 to 9, not %d".formatted(field, priority));
  }

  @Test
  void aRateBelow64KiBIsRefused() {
    assertThat(refused(copy("t", cluster.image(0), 5, Optional.of(65_535L), to(SOUTH))))
        .startsWith("INVALID maxBytesPerSecond: ");
  }

  @Test
  void anImageThatIsUnknownForeignElsewhereOrUnfinishedIsRefused() {
    Image image = cluster.image(0);
    Image foreign = cluster.image(BOLD, "import-bold", Optional.empty(), 0);
    TargetCopy unfinished = cluster.creatingImport(ACME, "import-2", Optional.empty());

    assertThat(refused(copy("t", foreign, to(SOUTH)))).startsWith("NOT_FOUND imageId: ");
    assertThat(refused(copy("t", cluster.image(unfinished), to(SOUTH))))
        .startsWith("CONFLICT imageId: ");
    assertThat(refused(request("t", WEST, Optional.of(image.imageId().value()), Optional.empty())))
        .isEqualTo("NOT_FOUND imageId: no such image in region west-1");
    assertThat(refused(request("t", NORTH, Optional.empty(), Optional.empty())))
        .startsWith("INVALID imageId: exactly one");
    assertThat(refused(request("t", NORTH, Optional.empty(), Optional.of("s-0"))))
        .startsWith("NOT_FOUND snapshotId: ");
    assertThat(refused(request("", NORTH, Optional.empty(), Optional.of("s-0"))))
        .startsWith("INVALID requestToken: ");
  }

  private static CopyRequest request(
      String token, RegionId region, Optional<String> image, Optional<String> snapshot) {
    return new CopyRequest(
        token,
        region.value(),
        image,
        snapshot,
        List.of(to(SOUTH)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void oneSnapshotIsCopiedWithoutAnImage() {
    Image image = cluster.image(0, 2);
    CopyRequest request =
        request("t", NORTH, Optional.empty(), Optional.of(image.snapshots().get(0).value()));

    TargetCopy target =
        cluster.target(cluster.accepted(ACME, new Command.SubmitCopy(request)), SOUTH);

    assertThat(target.imageId()).isEmpty();
    assertThat(target.bytesTotal()).isEqualTo(200);
  }

  @Test
  void aTokenMakesOneJobByWhicheverDoor() {
    CopyRequest request = copy("once", cluster.image(0), to(SOUTH));

    CopyJobId first = cluster.accepted(ACME, new Command.SubmitCopy(request));
    CopyJobId second = cluster.accepted(ACME, new Command.SubmitCopy(request));
    cluster.request(ACME, request);

    assertThat(second).isEqualTo(first);
    assertThat(cluster.last.events())
        .singleElement()
        .satisfies(e -> assertThat(e.type()).isEqualTo("io.sealift.job.accepted"))
        .satisfies(e -> assertThat(e.subject()).isEqualTo(first.value()));
    assertThat(cluster.state.all(CopyJob.class, CopyJob.KIND)).hasSize(2);
  }

  @Test
  void aTokenUsedWithOtherParametersIsRefused() {
    Image image = cluster.image(0);
    cluster.accepted(ACME, new Command.SubmitCopy(copy("once", image, to(SOUTH))));

    assertThat(refused(copy("once", image, to(WEST)))).startsWith("TOKEN_REUSED requestToken: ");
    cluster.request(ACME, copy("once", image, to(WEST)));
    assertThat(cluster.last.events())
        .singleElement()
        .satisfies(e -> assertThat(e.type()).isEqualTo("io.sealift.job.refused"));
  }

  @Test
  void twoAccountsMayUseOneToken() {
    Image theirs = cluster.image(BOLD, "same", Optional.empty(), 0);
    Image ours = cluster.image(ACME, "same", Optional.empty(), 0);

    assertThat(ours.jobId()).isNotEqualTo(theirs.jobId());
  }

  @Test
  void aCommandThatIsReadAgainIsDecidedOnce() {
    CommandMessage message =
        new CommandMessage(
            "c-again",
            ACME,
            cluster.now,
            new Command.CreateKey(NORTH.value(), Optional.empty(), Optional.empty()));

    CommandOutcome first = cluster.command(message);
    CommandOutcome second = cluster.command(message);

    assertThat(second).isEqualTo(first);
    assertThat(cluster.all(TaskMessage.ChangeKey.class)).hasSize(1);
  }

  @Test
  void anImportsFieldsAreChecked() {
    assertThat(refusedImport("web", "north-1", List.of()))
        .isEqualTo("INVALID disks: must be 1 to 17, not 0");
    assertThat(refusedImport("web", "north-1", List.of(new ImportRequest.Disk(0))))
        .startsWith("INVALID disks[0].sizeBytes: ");
    assertThat(refusedImport("w", "north-1", List.of(new ImportRequest.Disk(1))))
        .startsWith("INVALID name: ");
    assertThat(refusedImport("web", "east-1", List.of(new ImportRequest.Disk(1))))
        .startsWith("NOT_FOUND region: ");
    assertThat(
            cluster.refusal(
                ACME,
                new Command.SubmitImport(
                    cluster.importRequest("t", Optional.empty(), Optional.of("key-1")))))
        .isEqualTo("INVALID keyId: needs encrypt to be true");
  }

  private String refusedImport(String name, String region, List<ImportRequest.Disk> disks) {
    return cluster.refusal(
        ACME,
        new Command.SubmitImport(
            new ImportRequest(
                "t",
                region,
                name,
                Optional.empty(),
                disks,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())));
  }
}
