package io.sealift.benchmark.product;

import io.sealift.agent.envelope.Manifest;
import io.sealift.benchmark.measure.Case;
import io.sealift.benchmark.measure.Sample;
import io.sealift.benchmark.measure.Stopwatch;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.ProgressMessage.SegmentSealed;
import io.sealift.protocol.ProgressMessage.SnapshotsDeleted;
import io.sealift.protocol.ProgressMessage.TargetPrepared;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.SnapshotPlan;
import io.sealift.protocol.SourceSnapshot;
import io.sealift.protocol.TaskMessage;
import io.sealift.ticket.TransferTicket;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * The agents' part of a copy, warm: from the first segment's task in Kafka to the last segment's
 * report, every file synced. Preflight and commit are left out.
 */
public final class AgentCopy implements Case {
  private static final int MAX_WARM_UPS = 12;

  /** So much copied, the JIT compiler has little left to do; it takes a seventh before. */
  private static final long WARM_BYTES = 12L << 30;

  private static final AccountId ACCOUNT = new AccountId("bench");

  private final SourceImage source;
  private final TaskTopic topic;
  private final CopyMode mode;

  /** A copy of that image to the other region. */
  public AgentCopy(SourceImage source, TaskTopic topic, CopyMode mode) {
    this.source = source;
    this.topic = topic;
    this.mode = mode;
  }

  @Override
  public String name() {
    return nameOf(mode);
  }

  /** What the table calls a copy of that mode. */
  public static String nameOf(CopyMode mode) {
    return "Sealift %s, agents".formatted(mode == CopyMode.VERBATIM ? "verbatim" : "resealed");
  }

  @Override
  public int warmUps() {
    return (int) Math.max(1, Math.min(MAX_WARM_UPS, WARM_BYTES / source.manifest().storedBytes()));
  }

  @Override
  public Sample run() throws IOException, TimeoutException {
    Manifest manifest = source.manifest();
    SourceSnapshot from =
        new SourceSnapshot(BenchCluster.SOURCE, manifest.snapshotId(), manifest.sealId());
    SnapshotPlan plan =
        new SnapshotPlan(
            new SnapshotId(SnapshotId.PREFIX + topic.newId()),
            manifest.geometry(),
            Optional.of(from));
    CopyJobId job = topic.newJob();
    Tickets tickets = tickets(job, from);
    PreparedSnapshot prepared = prepare(job, plan, tickets);
    List<TaskMessage> tasks = new ArrayList<>();
    for (SegmentReceipt receipt : manifest.segments()) {
      tasks.add(
          new TaskMessage.CopySegment(
              topic.head(job), mode, plan, prepared, receipt, tickets.pull(), tickets.grant()));
    }
    Stopwatch watch = Stopwatch.start();
    topic.perform(tasks, SegmentSealed.class);
    Sample sample = watch.stop();
    topic.perform(
        head -> new TaskMessage.DeleteSnapshots(head, List.of(plan.snapshotId())),
        SnapshotsDeleted.class);
    return sample;
  }

  private record Tickets(String pull, String grant) {}

  private Tickets tickets(CopyJobId job, SourceSnapshot from) {
    Instant expires = Instant.now().plus(Duration.ofMinutes(30));
    return new Tickets(
        topic
            .signer()
            .sign(
                new TransferTicket.Pull(
                    job,
                    from.region(),
                    BenchCluster.TARGET,
                    from.snapshotId(),
                    0,
                    source.manifest().geometry().segmentCount(),
                    expires)),
        topic
            .signer()
            .sign(
                new TransferTicket.Grant(
                    job, from.region(), BenchCluster.TARGET, from.snapshotId(), expires)));
  }

  private PreparedSnapshot prepare(CopyJobId job, SnapshotPlan plan, Tickets tickets)
      throws IOException, TimeoutException {
    TaskMessage.PrepareTarget task =
        new TaskMessage.PrepareTarget(
            topic.head(job),
            mode,
            ACCOUNT,
            mode == CopyMode.VERBATIM ? KeyReference.STORAGE : KeyReference.SERVICE,
            source.manifest().storedBytes(),
            List.of(plan),
            List.of(tickets.grant()));
    return topic.perform(List.of(task), TargetPrepared.class).get(0).snapshots().get(0);
  }
}
