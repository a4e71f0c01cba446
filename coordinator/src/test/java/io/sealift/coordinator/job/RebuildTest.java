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
import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.Entity;
import io.sealift.coordinator.state.Garbage;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.Operation.Effect;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.copy.AccountId;
import io.sealift.copy.AgentId;
import io.sealift.copy.AttemptId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyState;
import io.sealift.protocol.ManifestPart;
import io.sealift.protocol.ManifestProblem;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.ProgressMessage;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.SnapshotPlan;
import io.sealift.protocol.SourceSnapshot;
import io.sealift.protocol.TaskMessage;
import io.sealift.protocol.WrappedKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes known again of a region's store, when, and what waits meanwhile. */
class RebuildTest {
  private static final AccountId ROOT = new AccountId("root");
  private static final AgentId AGENT = new AgentId("south-1");
  private static final KeyId KEY = new KeyId("key-9");
  private static final CopyJobId LOST_JOB = new CopyJobId("j-lost");
  private final TestCluster cluster = new TestCluster();

  @BeforeEach
  void accounts() {
    for (AccountId account : List.of(ROOT, ACME)) {
      Account.Role role = account.equals(ROOT) ? Account.Role.ADMINISTRATOR : Account.Role.OPERATOR;
      Account entity = new Account(account, role, List.of(), cluster.now);
      cluster.state.apply(entity.key(), entity);
    }
    cluster.agents(NORTH, 4, 4);
    cluster.agents(SOUTH, 4, 4);
  }

  private static Command.RebuildRegion rebuild(Effect effect) {
    return new Command.RebuildRegion(SOUTH.value(), ACME.value(), effect);
  }

  private TaskMessage.ReadManifests begin(Effect effect) {
    cluster.accepted(ROOT, rebuild(effect));
    return cluster.take(TaskMessage.ReadManifests.class);
  }

  private Operation operation(TaskMessage task) {
    return cluster.operation(task.head().jobId());
  }

  private List<String> lines(TaskMessage task) {
    return ((Operation.Rebuild) operation(task).kind()).tally().lines();
  }

  /** A snapshot of four segments of which three hold data, or some of these. */
  private ManifestPart part(String id, Optional<AccountId> keyOwner, int from, int to) {
    SnapshotId snapshot = new SnapshotId(id);
    List<SegmentReceipt> receipts = new ArrayList<>();
    for (int segment = from; segment < to; segment++) {
      receipts.add(cluster.receipt(segment, new AttemptId("a-1"), 100));
    }
    return new ManifestPart(
        new SnapshotPlan(
            snapshot,
            new SnapshotGeometry(200L << 20, 512 << 10, 64L << 20),
            keyOwner.map(
                owner ->
                    new SourceSnapshot(NORTH, new SnapshotId("s-source"), new SealId("c-5eal")))),
        new PreparedSnapshot(snapshot, new SealId("c-5eal"), new WrappedKey(KEY, 1, "wrapped")),
        keyOwner.isPresent() ? KeyReference.of(KEY) : KeyReference.STORAGE,
        keyOwner,
        keyOwner.map(owner -> LOST_JOB),
        20_000,
        3,
        from,
        receipts);
  }

  private ManifestPart whole(String id) {
    return part(id, Optional.empty(), 0, 3);
  }

  private void page(TaskMessage task, ManifestPart... parts) {
    page(task, List.of(), List.of(), parts);
  }

  private void page(
      TaskMessage task,
      List<KeyDescription> keys,
      List<ManifestProblem> problems,
      ManifestPart... parts) {
    cluster.report(
        new ProgressMessage.ManifestPage(
            task.head(), cluster.attempt(), AGENT, keys, List.of(parts), problems));
  }

  private void end(TaskMessage task) {
    cluster.report(new ProgressMessage.ManifestsRead(task.head(), cluster.attempt(), AGENT));
  }

  private KeyDescription key(AccountId owner, KeyState state) {
    return KeyDescription.unrotated(KEY, SOUTH, Optional.of(owner), state, "ours", cluster.now);
  }

  private Optional<Snapshot> snapshot(String id) {
    return cluster.state.find(Snapshot.class, Snapshot.KIND + id);
  }

  private long images() {
    return cluster.state.all(Image.class, Image.KIND).stream()
        .filter(image -> image.region().equals(SOUTH))
        .count();
  }

  @Test
  void aSnapshotAndItsImageAreWhatTheManifestSays() {
    TaskMessage.ReadManifests task = begin(Effect.ADD);
    ManifestPart part = part("s-1", Optional.of(ACME), 0, 3);
    page(task, List.of(key(ACME, KeyState.DISABLED)), List.of(), part);
    end(task);

    Snapshot snapshot = snapshot("s-1").orElseThrow();
    assertThat(snapshot)
        .isEqualTo(
            new Snapshot(
                new SnapshotId("s-1"),
                SOUTH,
                ACME,
                "rebuilt-s-1",
                part.plan().geometry(),
                KeyReference.of(KEY),
                Snapshot.Status.AVAILABLE,
                LOST_JOB,
                part.plan().source(),
                Optional.of(part.prepared()),
                20_000,
                cluster.now));
    assertThat(cluster.state.segments().of(snapshot.snapshotId()).values())
        .containsExactlyElementsOf(part.receipts());
    Image image = cluster.state.find(Image.class, Image.KIND + "m-1").orElseThrow();
    assertThat(image.snapshots()).containsExactly(snapshot.snapshotId());
    assertThat(image.status()).isEqualTo(Image.Status.AVAILABLE);
    assertThat(image.attributes().name()).isEqualTo("rebuilt-s-1");
    assertThat(image.attributes().description())
        .contains(
            "Rebuilt from its manifest. Job j-lost copied it from snapshot s-source of region"
                + " north-1.");
    assertThat(cluster.key(KEY).orElseThrow().description().state()).isEqualTo(KeyState.DISABLED);
    assertThat(operation(task).result())
        .contains(
            "added 1 snapshots, an image for each, and 1 keys; 0 snapshots were known, 0 are left"
                + " alone");
    assertThat(lines(task)).isEmpty();
  }

  @Test
  void aRebuiltImageCanBeCopied() {
    TaskMessage.ReadManifests task = begin(Effect.ADD);
    page(task, whole("s-1"));
    end(task);
    Image image = cluster.state.find(Image.class, Image.KIND + "m-1").orElseThrow();

    cluster.agents(WEST, 2, 2);
    CopyJobId job = cluster.accepted(ACME, new Command.SubmitCopy(copy("t", image, to(WEST))));
    cluster.work();

    assertThat(cluster.image(cluster.target(job, WEST)).status()).isEqualTo(Image.Status.AVAILABLE);
    assertThat(cluster.state.segments().of(cluster.target(job, WEST).snapshots().get(0)))
        .hasSize(3);
  }

  @Test
  void aSecondRunAddsNothing() {
    TaskMessage.ReadManifests first = begin(Effect.ADD);
    page(first, List.of(key(ACME, KeyState.ENABLED)), List.of(), whole("s-1"), whole("s-2"));
    end(first);
    Map<String, Entity> before = new TreeMap<>(cluster.state.byPrefix(Snapshot.KIND));

    TaskMessage.ReadManifests second = begin(Effect.ADD);
    page(second, List.of(key(ACME, KeyState.DISABLED)), List.of(), whole("s-1"), whole("s-2"));
    end(second);

    assertThat(cluster.state.byPrefix(Snapshot.KIND)).isEqualTo(before);
    assertThat(images()).isEqualTo(2);
    assertThat(cluster.key(KEY).orElseThrow().description().state()).isEqualTo(KeyState.ENABLED);
    assertThat(operation(second).result())
        .contains(
            "added 0 snapshots, an image for each, and 0 keys; 2 snapshots were known, 0 are left"
                + " alone");
  }

  @Test
  void anImageThatWasDeletedSinceIsNotMadeAgain() {
    TaskMessage.ReadManifests first = begin(Effect.ADD);
    page(first, whole("s-1"));
    end(first);
    Image image = cluster.state.find(Image.class, Image.KIND + "m-1").orElseThrow();
    cluster.done(ACME, new Command.DeleteImage(image.imageId(), Command.Retention.KEEP));

    TaskMessage.ReadManifests second = begin(Effect.ADD);
    page(second, whole("s-1"));
    end(second);

    assertThat(images()).isZero();
  }

  @Test
  void aDryRunTellsAndChangesNothing() {
    TaskMessage.ReadManifests task = begin(Effect.TELL);
    Map<String, Entity> before = new TreeMap<>(cluster.state.byPrefix(Snapshot.KIND));
    page(
        task,
        List.of(key(BOLD, KeyState.ENABLED)),
        List.of(new ManifestProblem(new SnapshotId("s-2"), "not written under this data key")),
        whole("s-1"),
        part("s-3", Optional.of(BOLD), 0, 3));
    end(task);

    assertThat(cluster.state.byPrefix(Snapshot.KIND)).isEqualTo(before).isEmpty();
    assertThat(cluster.state.byPrefix("segment/")).isEmpty();
    assertThat(images()).isZero();
    assertThat(cluster.key(KEY)).isEmpty();
    assertThat(lines(task))
        .containsExactly(
            "key key-9 of account bold, enabled",
            "account bold has keys here and does not exist: make it",
            "snapshot s-1 as image m-1 of account acme: 209715200 bytes, key"
                + " alias/sealift/storage, imported",
            "snapshot s-3 as image m-3 of account bold: 209715200 bytes, key key-9, copied by job"
                + " j-lost",
            "snapshot s-2 is left alone: not written under this data key");
    assertThat(operation(task).result())
        .contains(
            "would add 2 snapshots, an image for each, and 1 keys; 0 snapshots were known, 1 are"
                + " left alone");
  }

  @Test
  void aLargeSnapshotComesInPartsAndIsThereWithItsLast() {
    TaskMessage.ReadManifests task = begin(Effect.ADD);
    page(task, whole("s-1"), part("s-2", Optional.empty(), 0, 2));
    assertThat(snapshot("s-1")).isPresent();
    assertThat(snapshot("s-2")).isEmpty();

    page(task, part("s-2", Optional.empty(), 2, 3));

    assertThat(snapshot("s-2")).isPresent();
    assertThat(cluster.state.segments().of(new SnapshotId("s-2"))).hasSize(3);
  }

  @Test
  void anotherAttemptGoesOnWhereTheLastCameToAndNothingCountsTwice() {
    TaskMessage.ReadManifests task = begin(Effect.ADD);
    page(task, whole("s-1"), part("s-2", Optional.empty(), 0, 2));
    cluster.fail(task, FailureCode.STORE_FAILED);
    cluster.pass(Duration.ofSeconds(5));

    TaskMessage.ReadManifests again = cluster.take(TaskMessage.ReadManifests.class);
    assertThat(again.after()).contains(new SnapshotId("s-1"));
    page(task, whole("s-1"));
    page(again, part("s-2", Optional.empty(), 0, 3));
    end(again);

    assertThat(operation(task).result().orElseThrow())
        .startsWith("added 2 snapshots, an image for each, and 0 keys; 0 snapshots were known");
  }

  @Test
  void aReportThatComesAfterTheEndAddsNothing() {
    TaskMessage.ReadManifests task = begin(Effect.ADD);
    end(task);

    page(task, whole("s-1"));

    assertThat(cluster.last.fencedResults()).isEqualTo(1);
    assertThat(snapshot("s-1")).isEmpty();
  }

  @Test
  void aRebuildIsRefusedWhereItWouldBeUnsafe() {
    assertThat(cluster.refusal(ACME, rebuild(Effect.ADD)))
        .isEqualTo("FORBIDDEN account: only an administrator may do this");
    assertThat(cluster.refusal(ROOT, new Command.RebuildRegion("south-1", "nobody", Effect.ADD)))
        .isEqualTo("INVALID accountId: there is no such account");
    assertThat(cluster.refusal(ROOT, new Command.RebuildRegion("east", "acme", Effect.ADD)))
        .isEqualTo("NOT_FOUND region: no region east in this cluster");

    begin(Effect.TELL);
    assertThat(cluster.refusal(ROOT, rebuild(Effect.ADD)))
        .isEqualTo("CONFLICT region: another rebuild of region south-1 is not done yet");
  }

  @Test
  void aRebuildIsRefusedWhileTheRegionsSnapshotsComeAndGo() {
    CopyJobId job =
        cluster.accepted(ACME, new Command.SubmitCopy(copy("t", cluster.image(0), to(SOUTH))));
    assertThat(cluster.refusal(ROOT, rebuild(Effect.ADD)))
        .isEqualTo(
            "CONFLICT region: job %s is making an image in region south-1; wait for its end, or"
                    .formatted(job)
                + " cancel it");

    cluster.control(job, Command.Action.CANCEL);
    assertThat(cluster.refusal(ROOT, rebuild(Effect.ADD)))
        .isEqualTo(
            "CONFLICT region: snapshots of region south-1 are being deleted; ask again when they"
                + " are gone");
  }

  @Test
  void nothingIsDeletedInARegionWhileItIsRebuiltAndWhatIsToBeDeletedIsNotAdded() {
    TaskMessage.ReadManifests task = begin(Effect.ADD);
    page(task, whole("s-1"));
    Image image = cluster.state.find(Image.class, Image.KIND + "m-1").orElseThrow();
    cluster.done(ACME, new Command.DeleteImage(image.imageId(), Command.Retention.DELETE));
    inventory(SOUTH, "s-left");
    assertThat(cluster.all(TaskMessage.DeleteSnapshots.class)).isEmpty();

    page(task, whole("s-1"));
    assertThat(snapshot("s-1")).isEmpty();
    end(task);
    cluster.pass(Duration.ofSeconds(1));

    assertThat(cluster.take(TaskMessage.DeleteSnapshots.class).snapshots())
        .containsExactly(new SnapshotId("s-1"));
  }

  private void inventory(RegionId region, String snapshot) {
    cluster.report(
        new ProgressMessage.StoreInventory(AGENT, region, List.of(new SnapshotId(snapshot))));
  }

  @Test
  void anEmptyCatalogueMakesNothingGarbage() {
    inventory(SOUTH, "s-left");
    assertThat(cluster.state.all(Garbage.class, Garbage.KIND)).isEmpty();

    TaskMessage.ReadManifests task = begin(Effect.ADD);
    page(task, whole("s-1"));
    inventory(SOUTH, "s-left");
    inventory(NORTH, "s-left");
    assertThat(cluster.state.all(Garbage.class, Garbage.KIND)).isEmpty();

    end(task);
    inventory(SOUTH, "s-left");
    inventory(NORTH, "s-lost");
    assertThat(cluster.state.all(Garbage.class, Garbage.KIND))
        .containsExactly(new Garbage(SOUTH, new SnapshotId("s-left")));
  }
}
