package io.sealift.agent.server;

import io.sealift.agent.attempt.AttemptContext;
import io.sealift.agent.attempt.AttemptTools;
import io.sealift.agent.attempt.BlockBuffers;
import io.sealift.agent.attempt.ReportFailedException;
import io.sealift.agent.attempt.StopPolicy;
import io.sealift.agent.envelope.DataKey;
import io.sealift.agent.envelope.SealContext;
import io.sealift.agent.envelope.SegmentSealer;
import io.sealift.agent.kms.EncryptionContext;
import io.sealift.agent.kms.KeyWork;
import io.sealift.agent.kms.Kms;
import io.sealift.agent.kms.KmsException;
import io.sealift.agent.store.AttemptFile;
import io.sealift.agent.store.StoreException;
import io.sealift.agent.transfer.RefusedException;
import io.sealift.agent.transfer.TransferException;
import io.sealift.copy.AttemptId;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.ProgressMessage.SegmentSealed;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.ticket.TransferTicket;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Optional;

/**
 * Seals the blocks that a user uploads, one segment per request, and reports the segment before it
 * answers.
 */
final class UploadHandler {
  private static final int SALT_BYTES = 32;
  private final AttemptTools tools;
  private final AttemptContext.Surroundings surroundings;

  UploadHandler(AttemptTools tools, AttemptContext.Surroundings surroundings) {
    this.tools = tools;
    this.surroundings = surroundings;
  }

  /** What a request brings, once its ticket is accepted. */
  record Upload(
      TransferTicket.Upload ticket,
      TraceParent trace,
      int segment,
      String bitmap,
      BodyReader body) {
    SnapshotGeometry geometry() {
      return ticket.geometry();
    }
  }

  SegmentReceipt handle(Upload upload)
      throws RefusedException,
          TransferException,
          StoreException,
          KmsException,
          ReportFailedException,
          InterruptedException {
    if (upload.segment() >= upload.geometry().segmentCount()) {
      throw new RefusedException(404, "no such segment");
    }
    BitSet blocks =
        BlockBitmap.parse(upload.bitmap(), upload.geometry().blocksIn(upload.segment()));
    TransferTicket.Upload ticket = upload.ticket();
    AttemptId attempt = new AttemptId(AttemptId.PREFIX + tools.ids().next());
    AttemptContext context =
        new AttemptContext(
            surroundings, upload.trace(), ticket.head(), attempt, StopPolicy.CANCEL_OR_PAUSE);
    context.check();
    Kms kms =
        tools.kms().on(KeyWork.of("upload", Optional.empty(), ticket.head()).in(upload.trace()));
    EncryptionContext keyContext =
        new EncryptionContext(tools.region(), ticket.snapshotId(), ticket.prepared().sealId());
    try (DataKey dataKey = kms.unwrap(ticket.prepared().wrappedKey(), keyContext);
        AttemptFile file = tools.store().create(ticket.snapshotId(), upload.segment(), attempt)) {
      SegmentReceipt receipt = seal(upload, blocks, dataKey, context, file);
      context.check();
      file.complete();
      context.publish(
          new SegmentSealed(
              ticket.head(), attempt, surroundings.agentId(), ticket.snapshotId(), receipt));
      tools.metrics().segments("sealed").increment();
      tools.metrics().bytes("sealed").increment((double) receipt.plainBytes());
      tools
          .metrics()
          .bytes("zero")
          .increment(
              (double) (upload.geometry().segmentLength(upload.segment()) - receipt.plainBytes()));
      return receipt;
    }
  }

  private SegmentReceipt seal(
      Upload upload, BitSet blocks, DataKey dataKey, AttemptContext context, AttemptFile file)
      throws RefusedException, TransferException, StoreException, InterruptedException {
    SealContext content = new SealContext(upload.ticket().prepared().sealId(), upload.geometry());
    byte[] salt = new byte[SALT_BYTES];
    tools.random().nextBytes(salt);
    try (SegmentSealer sealer = new SegmentSealer(dataKey, content, upload.segment(), salt);
        BlockBuffers.Loan buffers = tools.buffers().borrow(upload.geometry().blockSizeBytes())) {
      for (int block = blocks.nextSetBit(0); block >= 0; block = blocks.nextSetBit(block + 1)) {
        int length = upload.geometry().blockLength(upload.segment(), block);
        context.pacer().acquire(length, context);
        upload.body().readFully(buffers.plain(), length, context);
        tools.metrics().bytes("uploaded").increment(length);
        long offset = sealer.nextOffset();
        sealer.seal(block, buffers.plain(), 0, length, buffers.cipher(), 0);
        file.write(ByteBuffer.wrap(buffers.cipher(), 0, length), offset);
      }
      upload.body().requireEnd(context);
      file.write(ByteBuffer.wrap(sealer.finishHead()), 0);
      return sealer.receipt(context.attempt());
    }
  }
}
