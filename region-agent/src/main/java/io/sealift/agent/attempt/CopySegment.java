package io.sealift.agent.attempt;

import io.sealift.agent.attempt.SegmentPull.PulledHead;
import io.sealift.agent.envelope.DataKey;
import io.sealift.agent.envelope.EnvelopeException;
import io.sealift.agent.envelope.SealContext;
import io.sealift.agent.envelope.SegmentHead;
import io.sealift.agent.envelope.SegmentOpener;
import io.sealift.agent.envelope.SegmentSealer;
import io.sealift.agent.envelope.TamperedBlockException;
import io.sealift.agent.grant.GrantedKeys;
import io.sealift.agent.kms.EncryptionContext;
import io.sealift.agent.kms.KmsException;
import io.sealift.agent.store.AttemptFile;
import io.sealift.agent.store.StoreException;
import io.sealift.agent.transfer.TransferException;
import io.sealift.copy.FailureCode;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.CopyMode;
import io.sealift.protocol.PreparedSnapshot;
import io.sealift.protocol.ProgressMessage.SegmentSealed;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.SourceSnapshot;
import io.sealift.protocol.TaskMessage;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies one segment into this region's store: as it is, or opened and sealed anew. */
final class CopySegment {
  private static final Logger LOGGER = LoggerFactory.getLogger(CopySegment.class);
  private static final int SALT_BYTES = 32;
  private final AttemptTools tools;

  CopySegment(AttemptTools tools) {
    this.tools = tools;
  }

  SegmentSealed run(AttemptContext context, TaskMessage.CopySegment task)
      throws AttemptException, StoreException, TransferException, KmsException {
    SnapshotId snapshot = task.snapshot().snapshotId();
    PreparedSnapshot prepared = task.prepared();
    SourceSnapshot source =
        task.snapshot()
            .source()
            .orElseThrow(
                () ->
                    new AttemptException(
                        FailureCode.UNSUPPORTED, "a segment to copy has no source"));
    SegmentPull.Wanted wanted =
        new SegmentPull.Wanted(
            source, task.snapshot().geometry(), task.source(), task.pullTicket());
    StageClock clock = tools.metrics().startClock();
    EncryptionContext keyContext =
        new EncryptionContext(tools.region(), snapshot, prepared.sealId());
    try (DataKey targetKey = tools.kms().unwrap(prepared.wrappedKey(), keyContext);
        AttemptFile file =
            tools.store().create(snapshot, task.source().segment(), context.attempt())) {
      clock.lap(StageClock.Stage.KEY_SERVICE);
      Sealed target = new Sealed(targetKey, contextOf(task, prepared));
      SegmentReceipt receipt = inTurn(context, task, wanted, target, file, clock);
      context.check();
      file.complete();
      clock.lap(StageClock.Stage.SYNC);
      tools.metrics().bytes("zero").increment((double) zeroBytes(wanted, receipt));
      return new SegmentSealed(
          context.head(), context.attempt(), context.agentId(), snapshot, receipt);
    }
  }

  // Bytes move, and buffers are lent, only in turn. The file is synced after it: that costs no
  // processor time, and another attempt's bytes can move meanwhile.
  private SegmentReceipt inTurn(
      AttemptContext context,
      TaskMessage.CopySegment task,
      SegmentPull.Wanted wanted,
      Sealed target,
      AttemptFile file,
      StageClock clock)
      throws AttemptException, StoreException, TransferException {
    tools.turns().begin(context);
    try (SegmentPull pull = new SegmentPull(tools, context, wanted, clock);
        BlockBuffers.Loan buffers = tools.buffers().borrow(wanted.geometry().blockSizeBytes())) {
      clock.lap(StageClock.Stage.TURN);
      Work work = new Work(context, pull, file, buffers, clock);
      return task.mode() == CopyMode.VERBATIM
          ? verbatim(work, target)
          : resealed(work, task, target);
    } finally {
      tools.turns().end();
    }
  }

  /** A data key and the content it seals. */
  private record Sealed(DataKey key, SealContext content) {}

  /** What one attempt works with: where blocks come from and go to, and how long that takes. */
  private record Work(
      AttemptContext context,
      SegmentPull pull,
      AttemptFile file,
      BlockBuffers.Loan buffers,
      StageClock clock) {
    void write(ByteBuffer bytes, long offset) throws StoreException {
      file.write(bytes, offset);
      clock.lap(StageClock.Stage.WRITE);
    }
  }

  private static SealContext contextOf(TaskMessage.CopySegment task, PreparedSnapshot prepared) {
    return new SealContext(prepared.sealId(), task.snapshot().geometry());
  }

  private SegmentReceipt verbatim(Work work, Sealed target)
      throws AttemptException, StoreException, TransferException {
    PulledHead pulled = work.pull().head();
    SegmentHead head = pulled.head();
    // The target's data key is the source's, wrapped anew: it vouches for the table, and so for
    // every checksum in it.
    requireGenuine(target, head);
    work.clock().lap(StageClock.Stage.OPEN);
    long done = 0;
    for (int block = 0; block < head.blockCount(); block++) {
      if (head.isSealed(block)) {
        int length = head.storedLength(block);
        ByteBuffer bytes = work.buffers().direct().clear().limit(length);
        work.pull().block(head, block, bytes);
        work.write(bytes, head.offset(block));
        done += length;
        work.context().done(done);
      }
    }
    work.write(ByteBuffer.wrap(pulled.bytes()), 0);
    tools.metrics().bytes("verbatim").increment((double) done);
    return head.receipt(work.context().attempt());
  }

  private static void requireGenuine(Sealed target, SegmentHead head) throws AttemptException {
    try {
      new SegmentOpener(target.key(), target.content(), head).close();
    } catch (EnvelopeException e) {
      throw corrupt(e);
    }
  }

  private SegmentReceipt resealed(Work work, TaskMessage.CopySegment task, Sealed target)
      throws AttemptException, StoreException, TransferException {
    SourceSnapshot source = task.snapshot().source().orElseThrow();
    SealContext sourceContent = new SealContext(source.sealId(), task.snapshot().geometry());
    BlockBuffers.Loan buffers = work.buffers();
    StageClock clock = work.clock();
    SegmentHead head = work.pull().head().head();
    // A new salt per attempt: two attempts at one segment never use the same nonce under the same
    // key.
    byte[] salt = new byte[SALT_BYTES];
    tools.random().nextBytes(salt);
    try (GrantedKeys.Lease lease =
            tools
                .grants()
                .lease(source, task.grantTicket(), work.context().trace(), work.context());
        SegmentOpener opener = new SegmentOpener(lease.dataKey(), sourceContent, head);
        SegmentSealer sealer =
            new SegmentSealer(target.key(), target.content(), head.segment(), salt)) {
      clock.lap(StageClock.Stage.KEY_SERVICE);
      for (int block = 0; block < head.blockCount(); block++) {
        if (head.isSealed(block)) {
          int length = head.storedLength(block);
          openBlock(work.pull(), opener, head, block, buffers);
          clock.lap(StageClock.Stage.OPEN);
          long offset = sealer.nextOffset();
          sealer.seal(block, buffers.plain(), 0, length, buffers.cipher(), 0);
          clock.lap(StageClock.Stage.SEAL);
          work.write(ByteBuffer.wrap(buffers.cipher(), 0, length), offset);
          work.context().done(sealer.nextOffset() - head.headLength());
        }
      }
      work.write(ByteBuffer.wrap(sealer.finishHead()), 0);
      SegmentReceipt receipt = sealer.receipt(work.context().attempt());
      tools.metrics().bytes("resealed").increment((double) receipt.plainBytes());
      return receipt;
    } catch (EnvelopeException e) {
      throw corrupt(e);
    }
  }

  // A block that opens is the right one, and its checksum need not be looked at.
  private static void openBlock(
      SegmentPull pull,
      SegmentOpener opener,
      SegmentHead head,
      int block,
      BlockBuffers.Loan buffers)
      throws AttemptException, TransferException, EnvelopeException {
    ByteBuffer cipher = ByteBuffer.wrap(buffers.cipher(), 0, head.storedLength(block));
    pull.unchecked(head, block, cipher);
    try {
      opener.open(block, buffers.cipher(), 0, buffers.plain(), 0);
    } catch (TamperedBlockException e) {
      LOGGER.atWarn().setCause(e).log("block does not open, fetching it again");
      pull.block(head, block, cipher.clear().limit(head.storedLength(block)));
      opener.open(block, buffers.cipher(), 0, buffers.plain(), 0);
    }
  }

  // The checksums matched, so this is what the source holds.
  private static AttemptException corrupt(EnvelopeException e) {
    return new AttemptException(FailureCode.SOURCE_CORRUPT, String.valueOf(e.getMessage()), e);
  }

  private static long zeroBytes(SegmentPull.Wanted wanted, SegmentReceipt receipt) {
    return wanted.geometry().segmentLength(receipt.segment()) - receipt.plainBytes();
  }
}
