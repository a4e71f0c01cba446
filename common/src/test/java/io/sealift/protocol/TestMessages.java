package io.sealift.protocol;

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
import io.sealift.copy.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One message of each type, with every field set. The golden files are these. */
final class TestMessages {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.250Z");
  private static final RegionId NORTH = new RegionId("north");
  private static final RegionId SOUTH = new RegionId("south");
  private static final AccountId ACCOUNT = new AccountId("acme");
  private static final CopyJobId JOB = new CopyJobId("j-4hk2m9");
  private static final SnapshotId SNAPSHOT = new SnapshotId("s-t1");
  private static final AttemptId ATTEMPT = new AttemptId("a-77");
  private static final AgentId AGENT = new AgentId("south-1");
  private static final KeyId KEY = new KeyId("key-9");
  private static final TaskHead HEAD = new TaskHead(new TaskId("t-1"), 2, JOB, SOUTH);
  private static final SealId SEAL = new SealId("c-5eal");
  private static final SnapshotPlan PLAN =
      new SnapshotPlan(
          SNAPSHOT,
          new SnapshotGeometry(100L << 20, 512 << 10, 64L << 20),
          Optional.of(new SourceSnapshot(NORTH, new SnapshotId("s-s1"), SEAL)));
  private static final PreparedSnapshot PREPARED =
      new PreparedSnapshot(SNAPSHOT, SEAL, new WrappedKey(KEY, 1, "d3JhcHBlZA=="));
  private static final SegmentReceipt RECEIPT =
      new SegmentReceipt(1, ATTEMPT, 72, 37_748_736, 37_756_928, "ab".repeat(32));
  private static final KeyDescription DESCRIBED =
      new KeyDescription(
          KEY,
          SOUTH,
          Optional.of(ACCOUNT),
          KeyState.PENDING_DELETION,
          1,
          "payroll",
          NOON,
          Optional.of(NOON.plusSeconds(604_800)),
          Optional.empty());

  private TestMessages() {}

  static List<TaskMessage> tasks() {
    return List.of(
        new TaskMessage.PrepareTarget(
            HEAD,
            CopyMode.RESEALED,
            ACCOUNT,
            KeyReference.of(KEY),
            104_857_600,
            List.of(PLAN),
            List.of("k.p.s")),
        new TaskMessage.CopySegment(
            HEAD, CopyMode.VERBATIM, PLAN, PREPARED, RECEIPT, "k.pull.s", "k.grant.s"),
        new TaskMessage.CommitTarget(
            HEAD,
            CopyMode.VERBATIM,
            List.of(
                new SnapshotCommit(
                    PLAN,
                    PREPARED,
                    List.of(
                        new SegmentFileName(0, new AttemptId("a-76")),
                        new SegmentFileName(1, ATTEMPT))))),
        new TaskMessage.DeleteSnapshots(HEAD, List.of(SNAPSHOT)),
        new TaskMessage.VerifySnapshots(HEAD, List.of(SNAPSHOT)),
        new TaskMessage.ChangeKey(
            HEAD,
            TaskMessage.KeyAction.SCHEDULE_DELETION,
            KEY,
            ACCOUNT,
            "payroll",
            Optional.of(30),
            Optional.empty()),
        new TaskMessage.ReadFiles(
            HEAD,
            List.of(
                new ImportedDisk(
                    PLAN,
                    PREPARED,
                    new FoundFile(
                        new ExchangeFile(
                            ACCOUNT, "disks", "web/system.qcow2", "qcow2", Optional.of(1L << 30)),
                        104_857_600,
                        "34603008-1767355200250")))),
        new TaskMessage.WriteFiles(
            HEAD, new ExportPlan(ACCOUNT, "disks", "web_m-1", "raw", List.of(SNAPSHOT))),
        new TaskMessage.ReadManifests(HEAD, Optional.of(SNAPSHOT)));
  }

  static List<ProgressMessage> progress() {
    return List.of(
        new ProgressMessage.AttemptRunning(HEAD, ATTEMPT, AGENT, 4_194_304),
        new ProgressMessage.AttemptFailed(
            HEAD, ATTEMPT, AGENT, FailureCode.NO_SPACE, "store of south is full"),
        new ProgressMessage.TargetPrepared(HEAD, ATTEMPT, AGENT, List.of(PREPARED)),
        new ProgressMessage.SegmentSealed(HEAD, ATTEMPT, AGENT, SNAPSHOT, RECEIPT),
        new ProgressMessage.TargetCommitted(
            HEAD,
            ATTEMPT,
            AGENT,
            List.of(new CommittedSnapshot(SNAPSHOT, 37_756_928, "cd".repeat(32)))),
        new ProgressMessage.SnapshotsDeleted(HEAD, ATTEMPT, AGENT, List.of(SNAPSHOT)),
        new ProgressMessage.SnapshotsVerified(
            HEAD, ATTEMPT, AGENT, 72, 37_748_736, List.of("block 3 does not open")),
        new ProgressMessage.KeyChanged(HEAD, ATTEMPT, AGENT, DESCRIBED),
        new ProgressMessage.StoreInventory(AGENT, SOUTH, List.of(SNAPSHOT)),
        new ProgressMessage.FilesRead(HEAD, ATTEMPT, AGENT, List.of(new ReadDisk(SNAPSHOT, 2))),
        new ProgressMessage.FilesWritten(
            HEAD, ATTEMPT, AGENT, List.of("web_m-1_system.raw"), 37_748_736),
        new ProgressMessage.ManifestPage(
            HEAD,
            ATTEMPT,
            AGENT,
            List.of(DESCRIBED),
            List.of(
                new ManifestPart(
                    PLAN,
                    PREPARED,
                    KeyReference.of(KEY),
                    Optional.of(ACCOUNT),
                    Optional.of(JOB),
                    37_757_728,
                    2,
                    1,
                    List.of(RECEIPT))),
            List.of(new ManifestProblem(new SnapshotId("s-t2"), "it has no manifest"))),
        new ProgressMessage.ManifestsRead(HEAD, ATTEMPT, AGENT));
  }

  static List<ControlMessage> control() {
    return List.of(
        new ControlMessage.JobDirectives(
            JOB,
            Map.of(
                SOUTH, new TargetDirective(TargetDirective.State.PAUSED, Optional.of(1_048_576L)))),
        new ControlMessage.TicketKey("c1", "MCowBQYDK2VwAyEA", NOON));
  }

  static List<AgentMessage> agents() {
    return List.of(
        new AgentMessage.AgentRegistered(
            AGENT,
            SOUTH,
            "0.1.0",
            new Endpoint("10.0.0.7", 7101),
            new Endpoint("[fd00::7]", 7102),
            "ef".repeat(32),
            "Z3JhbnQ=",
            "c2lnbg==",
            4,
            3,
            1L << 40,
            2L << 40,
            "bc-lts-native",
            7_500_000_000L,
            NOON));
  }

  static List<CopyRequest> requests() {
    return List.of(
        new CopyRequest(
            "token-1",
            "north",
            Optional.of("m-1"),
            Optional.empty(),
            List.of(
                new CopyTargetRequest(
                    "south",
                    Optional.of(true),
                    Optional.of("key-9"),
                    Optional.of("web"),
                    Optional.of("web server"),
                    Optional.of("rg-1"),
                    Optional.of(Map.of("team", "web")))),
            Optional.of(7),
            Optional.of(52_428_800L),
            Optional.of(false)));
  }

  static List<JobEventMessage> events() {
    return List.of(
        JobEventMessage.of(
            "e-1",
            "io.sealift.target.available",
            JOB.value(),
            NOON,
            Map.of("region", "south", "progress", 100)));
  }
}
