package io.sealift.coordinator.engine;

import io.sealift.coordinator.state.AcceptedRequest;
import io.sealift.coordinator.state.Account;
import io.sealift.coordinator.state.CommandOutcome;
import io.sealift.coordinator.state.CopyJob;
import io.sealift.coordinator.state.CopyTask;
import io.sealift.coordinator.state.EngineClaim;
import io.sealift.coordinator.state.Entity;
import io.sealift.coordinator.state.Garbage;
import io.sealift.coordinator.state.Image;
import io.sealift.coordinator.state.ImageProfile;
import io.sealift.coordinator.state.ImportSource;
import io.sealift.coordinator.state.KeyAlias;
import io.sealift.coordinator.state.KeyProfile;
import io.sealift.coordinator.state.Operation;
import io.sealift.coordinator.state.RebuildTally;
import io.sealift.coordinator.state.RegionKey;
import io.sealift.coordinator.state.ResourceGroup;
import io.sealift.coordinator.state.SealedSegment;
import io.sealift.coordinator.state.Snapshot;
import io.sealift.coordinator.state.SnapshotProfile;
import io.sealift.coordinator.state.Stack;
import io.sealift.coordinator.state.TargetCopy;
import io.sealift.coordinator.state.TargetState;
import io.sealift.copy.AccountId;
import io.sealift.copy.AttemptId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.FailureCode;
import io.sealift.copy.Generation;
import io.sealift.copy.ImageId;
import io.sealift.copy.KeyId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.RequestToken;
import io.sealift.copy.SealId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.copy.TaskId;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.ExchangeFile;
import io.sealift.protocol.ExportPlan;
import io.sealift.protocol.FoundFile;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyRotation;
import io.sealift.protocol.KeyState;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.SourceSnapshot;
import io.sealift.protocol.TaskMessage.KeyAction;
import io.sealift.protocol.WrappedKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One of each thing that the journal holds, by the name of its golden file. */
final class TestEntities {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final RegionId NORTH = new RegionId("north-1");
  private static final RegionId SOUTH = new RegionId("south-1");
  private static final AccountId ACCOUNT = new AccountId("acme");
  private static final CopyJobId JOB = new CopyJobId("j-1");
  private static final TraceParent TRACE =
      new TraceParent("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);
  private static final SnapshotId SOURCE = new SnapshotId("s-1");
  private static final SnapshotId TARGET = new SnapshotId("s-2");
  private static final ImageId IMAGE = new ImageId("m-1");
  private static final KeyId KEY = new KeyId("key-1");

  private TestEntities() {}

  static Map<String, Entity> all() {
    Map<String, Entity> all = new LinkedHashMap<>();
    all.put("engine-claim", new EngineClaim(new Generation(7), "coordinator-1", AT));
    all.put(
        "account",
        new Account(
            ACCOUNT,
            Account.Role.ADMINISTRATOR,
            List.of(new Account.StoredAccessKey("LTAI1", "c2VhbGVk", true)),
            AT));
    all.put("image", image(Optional.of(new Image.Source(NORTH, IMAGE)), Optional.of("golden")));
    all.put("image-imported", image(Optional.empty(), Optional.empty()));
    all.put("snapshot", snapshot(true));
    all.put("snapshot-imported", snapshot(false));
    all.put(
        "segment",
        new SealedSegment(
            TARGET,
            new SegmentReceipt(
                3, new AttemptId("a-1"), 2, 1 << 20, (1 << 20) + 4096, "ab".repeat(32))));
    all.put("job", job(CopyJob.Kind.COPY, CopyJob.State.PARTIALLY_SUCCEEDED));
    all.put("job-traced", traced());
    all.put("job-import", importJob());
    targets().forEach((name, state) -> all.put("target-" + name, target(state)));
    works().forEach((name, work) -> all.put("task-" + name, task(work)));
    all.put("garbage", new Garbage(SOUTH, TARGET));
    all.put(
        "key",
        new RegionKey(
            new KeyDescription(
                KEY,
                SOUTH,
                Optional.of(ACCOUNT),
                KeyState.PENDING_DELETION,
                2,
                "ours",
                AT,
                Optional.of(AT),
                Optional.empty())));
    all.put("key-rotated", new RegionKey(rotated()));
    kinds().forEach((name, kind) -> all.put("operation-" + name, operation(kind)));
    all.put(
        "request", new AcceptedRequest(ACCOUNT, new RequestToken("t-1"), JOB, "cd".repeat(32), AT));
    all.put("outcome", new CommandOutcome("c-1", Optional.of("j-1"), Optional.empty(), AT));
    all.put(
        "outcome-refused",
        new CommandOutcome(
            "c-2",
            Optional.empty(),
            Optional.of(
                new CommandOutcome.Refusal(CommandOutcome.Code.TOKEN_REUSED, "requestToken: used")),
            AT));
    all.put(
        "outcome-refused-documented",
        new CommandOutcome(
            "c-3",
            Optional.empty(),
            Optional.of(
                new CommandOutcome.Refusal(
                    CommandOutcome.Code.FORBIDDEN,
                    "The image contains encrypted snapshots.",
                    Optional.of(
                        new CommandOutcome.ServiceError(
                            403, "OperationDeined.EncryptedSnapshot")))),
            AT));
    profiles(all);
    return all;
  }

  private static void profiles(Map<String, Entity> all) {
    all.put(
        "image-profile",
        new ImageProfile(
            IMAGE,
            ImageProfile.Standing.DEPRECATED,
            new ImageProfile.Traits(
                Optional.of("family"),
                Optional.of("Ubuntu"),
                Optional.of("linux"),
                Optional.of("arm64"),
                Optional.of("UEFI"),
                Optional.of("BYOL"),
                Optional.of("supported"),
                Optional.of("v2"),
                Optional.of("7")),
            List.of(new ImageProfile.Share(new AccountId("other"), AT))));
    all.put("image-profile-empty", ImageProfile.of(IMAGE));
    all.put(
        "snapshot-profile",
        new SnapshotProfile(
            TARGET,
            Optional.of("a disk"),
            Optional.of("rg-1"),
            Map.of("team", "web"),
            Optional.of(30)));
    all.put("key-alias", new KeyAlias(SOUTH, ACCOUNT, "alias/backups", KEY));
    all.put("key-profile", new KeyProfile(KEY, Map.of("team", "web")));
    all.put(
        "import-source",
        new ImportSource(
            JOB,
            List.of(
                new FoundFile(
                    new ExchangeFile(
                        ACCOUNT, "disks", "web/system.qcow2", "qcow2", Optional.of(1L << 30)),
                    100L << 20,
                    "34603008-1767355200250"))));
    all.put(
        "stack",
        new Stack(
            "c0ffee00-0000-3000-8000-000000000001",
            ACCOUNT,
            NORTH,
            "web-everywhere",
            JOB,
            Map.of("team", "web"),
            Optional.empty(),
            Optional.of(60),
            Optional.empty(),
            AT));
    all.put(
        "stack-rolled-back",
        new Stack(
            "c0ffee00-0000-3000-8000-000000000002",
            ACCOUNT,
            NORTH,
            "web-nowhere",
            JOB,
            Map.of(),
            Optional.of("rg-1"),
            Optional.empty(),
            Optional.of(Stack.Rollback.DONE),
            AT));
    all.put("resource-group", new ResourceGroup(ACCOUNT, "rg-1", "web servers", AT));
  }

  private static Image image(Optional<Image.Source> source, Optional<String> text) {
    return new Image(
        new ImageId("m-2"),
        SOUTH,
        ACCOUNT,
        new Image.Attributes("web", text, text, Map.of("team", "web")),
        Image.Status.CREATE_FAILED,
        KeyReference.of(KEY),
        List.of(TARGET),
        JOB,
        source,
        AT);
  }

  private static Snapshot snapshot(boolean copied) {
    PreparedSnapshot prepared =
        new PreparedSnapshot(TARGET, new SealId("c-2"), new WrappedKey(KEY, 2, "d3JhcHBlZA=="));
    return new Snapshot(
        TARGET,
        SOUTH,
        ACCOUNT,
        "web",
        SnapshotGeometry.ofSize(100L << 20),
        KeyReference.SERVICE,
        copied ? Snapshot.Status.AVAILABLE : Snapshot.Status.CREATING,
        JOB,
        copied
            ? Optional.of(new SourceSnapshot(NORTH, SOURCE, new SealId("c-1")))
            : Optional.empty(),
        copied ? Optional.of(prepared) : Optional.empty(),
        copied ? 12_345 : 0,
        AT);
  }

  private static CopyJob job(CopyJob.Kind kind, CopyJob.State state) {
    return new CopyJob(
        JOB,
        ACCOUNT,
        kind,
        state,
        new RequestToken("t-1"),
        Optional.of(NORTH),
        Optional.of(IMAGE),
        List.of(SOURCE),
        List.of(SOUTH),
        7,
        Optional.of(1L << 20),
        AT,
        Optional.of(AT),
        Optional.empty());
  }

  private static CopyJob traced() {
    CopyJob plain = job(CopyJob.Kind.COPY, CopyJob.State.RUNNING);
    return new CopyJob(
        plain.jobId(),
        plain.account(),
        plain.kind(),
        plain.state(),
        plain.requestToken(),
        plain.sourceRegion(),
        plain.sourceImage(),
        plain.sourceSnapshots(),
        plain.targets(),
        plain.priority(),
        plain.maxBytesPerSecond(),
        plain.createdAt(),
        Optional.empty(),
        Optional.of(TRACE));
  }

  private static CopyJob importJob() {
    return new CopyJob(
        JOB,
        ACCOUNT,
        CopyJob.Kind.IMPORT,
        CopyJob.State.RUNNING,
        new RequestToken("t-2"),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(SOUTH),
        5,
        Optional.empty(),
        AT,
        Optional.empty(),
        Optional.empty());
  }

  private static Map<String, TargetState> targets() {
    Map<String, TargetState> states = new LinkedHashMap<>();
    states.put("waiting", new TargetState.Waiting(AT));
    states.put("preflight", new TargetState.Preflight(AT));
    states.put("creating", new TargetState.Creating(AT));
    states.put("committing", new TargetState.Committing(AT));
    states.put("paused", new TargetState.Paused(AT));
    states.put("available", new TargetState.Available(AT));
    states.put(
        "create-failed",
        new TargetState.CreateFailed(AT, FailureCode.NO_SPACE, "the store is full", 1_048_576));
    states.put("cancelled", new TargetState.Cancelled(AT, 1_048_576));
    return states;
  }

  private static TargetCopy target(TargetState state) {
    return new TargetCopy(
        JOB,
        SOUTH,
        ACCOUNT,
        CopyMode.RESEALED,
        KeyReference.SERVICE,
        Optional.of(IMAGE),
        List.of(TARGET),
        state,
        1 << 20,
        3,
        2,
        AT);
  }

  private static Map<String, CopyTask.Work> works() {
    Map<String, CopyTask.Work> works = new LinkedHashMap<>();
    works.put("prepare", new CopyTask.Prepare());
    works.put("segment", new CopyTask.Segment(TARGET, 3));
    works.put("commit", new CopyTask.Commit());
    works.put("delete", new CopyTask.Delete(List.of(TARGET)));
    works.put("operate", new CopyTask.Operate());
    works.put("read-files", new CopyTask.ReadFiles());
    return works;
  }

  private static CopyTask task(CopyTask.Work work) {
    return new CopyTask(new TaskId("t-1"), JOB, SOUTH, work, 2, 1, CopyTask.Phase.PARKED, AT);
  }

  private static Map<String, Operation.Kind> kinds() {
    Map<String, Operation.Kind> kinds = new LinkedHashMap<>();
    kinds.put(
        "key-change",
        new Operation.KeyChange(
            KeyAction.SCHEDULE_DELETION, KEY, "ours", Optional.of(30), Optional.empty()));
    kinds.put(
        "key-rotation",
        new Operation.KeyChange(
            KeyAction.SET_ROTATION, KEY, "", Optional.empty(), Optional.of(31_536_000L)));
    kinds.put("verification", new Operation.Verification(IMAGE, List.of(TARGET)));
    kinds.put(
        "export",
        new Operation.Export(
            IMAGE, new ExportPlan(ACCOUNT, "disks", "web_m-1", "raw", List.of(TARGET))));
    kinds.put(
        "rebuild",
        new Operation.Rebuild(
            ACCOUNT,
            Operation.Effect.TELL,
            new RebuildTally(Optional.of(TARGET), 1, 2, 3, 1, List.of("what is left alone"), 4)));
    return kinds;
  }

  private static KeyDescription rotated() {
    return new KeyDescription(
        KEY,
        SOUTH,
        Optional.of(ACCOUNT),
        KeyState.ENABLED,
        2,
        "ours",
        AT,
        Optional.empty(),
        Optional.of(
            new KeyRotation(
                List.of(AT), Optional.of(31_536_000L), Optional.of(AT.plusSeconds(9)))));
  }

  private static Operation operation(Operation.Kind kind) {
    return new Operation(
        JOB,
        ACCOUNT,
        SOUTH,
        kind,
        Operation.State.FAILED,
        Optional.empty(),
        Optional.of("the key is gone"),
        AT,
        kind instanceof Operation.Export ? Optional.of(AT) : Optional.empty(),
        Optional.empty());
  }
}
