package io.sealift.agent.attempt;

import io.sealift.agent.envelope.DataKey;
import io.sealift.agent.grant.GrantedKeys;
import io.sealift.agent.kms.DataKeyPair;
import io.sealift.agent.kms.EncryptionContext;
import io.sealift.agent.kms.KmsException;
import io.sealift.agent.store.StoreException;
import io.sealift.agent.transfer.TransferException;
import io.sealift.copy.FailureCode;
import io.sealift.copy.SealId;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.ProgressMessage.TargetPrepared;
import io.sealift.protocol.SnapshotPlan;
import io.sealift.protocol.SourceSnapshot;
import io.sealift.protocol.TaskMessage;
import io.sealift.protocol.WrappedKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Preflight of a target: room, keys on both sides, data keys wrapped, directories made. Whatever a
 * user may have got wrong is refused here, before a byte moves.
 */
final class PrepareTarget {
  private static final long MEBIBYTE = 1 << 20;
  private final AttemptTools tools;

  PrepareTarget(AttemptTools tools) {
    this.tools = tools;
  }

  TargetPrepared run(AttemptContext context, TaskMessage.PrepareTarget task)
      throws AttemptException, StoreException, TransferException, KmsException {
    boolean copies = task.mode() != CopyMode.IMPORTED;
    if (copies && task.grantTickets().size() != task.snapshots().size()) {
      throw new AttemptException(
          FailureCode.UNSUPPORTED, "the task has not one grant ticket for each snapshot");
    }
    requireSpace(task.spaceBytes());
    List<PreparedSnapshot> prepared = new ArrayList<>();
    for (int i = 0; i < task.snapshots().size(); i++) {
      context.check();
      SnapshotPlan plan = task.snapshots().get(i);
      prepared.add(
          copies ? copied(context, task, plan, task.grantTickets().get(i)) : drawn(task, plan));
    }
    for (PreparedSnapshot snapshot : prepared) {
      context.check();
      tools.store().prepare(snapshot.snapshotId());
    }
    return new TargetPrepared(context.head(), context.attempt(), context.agentId(), prepared);
  }

  private void requireSpace(long wantedBytes) throws StoreException, AttemptException {
    long freeBytes = tools.store().space().freeBytes();
    if (freeBytes < wantedBytes) {
      throw new AttemptException(
          FailureCode.NO_SPACE,
          "region %s has %d MiB free, the copy needs up to %d MiB"
              .formatted(
                  tools.region(), freeBytes / MEBIBYTE, (wantedBytes + MEBIBYTE - 1) / MEBIBYTE));
    }
  }

  private PreparedSnapshot copied(
      AttemptContext context, TaskMessage.PrepareTarget task, SnapshotPlan plan, String grantTicket)
      throws AttemptException, TransferException, KmsException {
    SourceSnapshot source =
        plan.source()
            .orElseThrow(
                () ->
                    new AttemptException(
                        FailureCode.UNSUPPORTED, "a snapshot to copy has no source"));
    // Asked for in both modes: a source key that refuses is found now, and not by the first
    // segment.
    try (GrantedKeys.Lease lease =
        tools.grants().grant(source, grantTicket, context.trace(), context)) {
      return task.mode() == CopyMode.VERBATIM
          ? rewrapped(task, plan, source.sealId(), lease.dataKey())
          : drawn(task, plan);
    }
  }

  private PreparedSnapshot rewrapped(
      TaskMessage.PrepareTarget task, SnapshotPlan plan, SealId sealId, DataKey dataKey)
      throws KmsException {
    EncryptionContext keyContext = new EncryptionContext(tools.region(), plan.snapshotId(), sealId);
    WrappedKey wrapped = tools.kms().wrap(task.key(), task.account(), keyContext, dataKey);
    return proven(plan, wrapped, keyContext);
  }

  private PreparedSnapshot drawn(TaskMessage.PrepareTarget task, SnapshotPlan plan)
      throws KmsException {
    SealId sealId = new SealId(SealId.PREFIX + tools.ids().next());
    EncryptionContext keyContext = new EncryptionContext(tools.region(), plan.snapshotId(), sealId);
    try (DataKeyPair pair = tools.kms().generateDataKey(task.key(), task.account(), keyContext)) {
      return proven(plan, pair.wrapped(), keyContext);
    }
  }

  // A key that wraps but does not unwrap would be noticed only when the user needs the image.
  private PreparedSnapshot proven(
      SnapshotPlan plan, WrappedKey wrapped, EncryptionContext keyContext) throws KmsException {
    tools.kms().unwrap(wrapped, keyContext).close();
    return new PreparedSnapshot(plan.snapshotId(), keyContext.sealId(), wrapped);
  }
}
