package io.sealift.agent.attempt;

import io.sealift.agent.envelope.EnvelopeException;
import io.sealift.agent.kms.KmsException;
import io.sealift.agent.snapshot.CommittedSnapshots;
import io.sealift.agent.snapshot.OpenedSnapshot;
import io.sealift.agent.snapshot.SnapshotException;
import io.sealift.agent.store.StoreException;
import io.sealift.agent.store.StoredFile;
import io.sealift.agent.transfer.TransferException;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.ProgressMessage.SnapshotsVerified;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.TaskMessage;
import java.util.ArrayList;
import java.util.List;

/** Opens every block of some snapshots and says which do not open. */
final class VerifySnapshots {
  private static final int MAX_PROBLEMS = 100;
  private final AttemptTools tools;

  VerifySnapshots(AttemptTools tools) {
    this.tools = tools;
  }

  /** What has been found so far. Confined to the attempt's thread. */
  private static final class Findings {
    private final List<String> problems = new ArrayList<>();
    private long blocks;
    private long plainBytes;

    void problem(String line) {
      if (problems.size() < MAX_PROBLEMS) {
        problems.add(line);
      } else if (problems.size() == MAX_PROBLEMS) {
        problems.add("and more");
      }
    }
  }

  SnapshotsVerified run(AttemptContext context, TaskMessage.VerifySnapshots task)
      throws TransferException, KmsException {
    Findings findings = new Findings();
    for (SnapshotId snapshot : task.snapshots()) {
      try (OpenedSnapshot opened = tools.snapshots().open(snapshot)) {
        for (SegmentReceipt receipt : opened.manifest().segments()) {
          segment(context, opened, receipt, findings);
        }
      } catch (SnapshotException | StoreException e) {
        findings.problem(String.valueOf(e.getMessage()));
      }
    }
    return new SnapshotsVerified(
        context.head(),
        context.attempt(),
        context.agentId(),
        findings.blocks,
        findings.plainBytes,
        findings.problems);
  }

  private void segment(
      AttemptContext context, OpenedSnapshot opened, SegmentReceipt receipt, Findings findings)
      throws TransferException {
    SnapshotId snapshot = opened.manifest().snapshotId();
    String name = "segment %d of snapshot %s".formatted(receipt.segment(), snapshot);
    try (StoredFile file = tools.store().open(snapshot, CommittedSnapshots.fileOf(receipt));
        StoredSegment segment =
            StoredSegment.open(
                file, opened.dataKey(), opened.manifest().context(), receipt.segment());
        BlockBuffers.Loan buffers =
            tools.buffers().borrow(opened.manifest().geometry().blockSizeBytes())) {
      if (!segment.head().digest().equals(receipt.digest())) {
        findings.problem(name + " is not the one that the manifest names");
      }
      for (int block = 0; block < segment.head().blockCount(); block++) {
        context.check();
        if (segment.head().isSealed(block)) {
          block(segment, block, snapshot, buffers, findings);
          context.done(findings.plainBytes);
        }
      }
    } catch (StoreException e) {
      findings.problem("%s: %s".formatted(name, e.getMessage()));
    } catch (EnvelopeException e) {
      findings.problem(StoredSegment.complaint(snapshot, receipt.segment(), e));
    }
  }

  private static void block(
      StoredSegment segment,
      int block,
      SnapshotId snapshot,
      BlockBuffers.Loan buffers,
      Findings findings) {
    try {
      findings.plainBytes += segment.openBlock(block, buffers);
      findings.blocks++;
    } catch (StoreException e) {
      findings.problem(
          "block %d of segment %d of snapshot %s: %s"
              .formatted(block, segment.head().segment(), snapshot, e.getMessage()));
    } catch (EnvelopeException e) {
      findings.problem(StoredSegment.complaint(snapshot, segment.head().segment(), e));
    }
  }
}
