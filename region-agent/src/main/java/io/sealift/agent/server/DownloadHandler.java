package io.sealift.agent.server;

import io.sealift.agent.attempt.AttemptTools;
import io.sealift.agent.attempt.BlockBuffers;
import io.sealift.agent.attempt.StoredSegment;
import io.sealift.agent.envelope.EnvelopeException;
import io.sealift.agent.envelope.SegmentFormatException;
import io.sealift.agent.envelope.SegmentHead;
import io.sealift.agent.kms.KeyWork;
import io.sealift.agent.kms.KmsException;
import io.sealift.agent.snapshot.CommittedSnapshots;
import io.sealift.agent.snapshot.OpenedSnapshot;
import io.sealift.agent.snapshot.SnapshotException;
import io.sealift.agent.store.StoreException;
import io.sealift.agent.store.StoredFile;
import io.sealift.agent.transfer.RefusedException;
import io.sealift.copy.SnapshotId;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.SegmentReceipt;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens the blocks of one segment for a user, and sends none that does not open. */
final class DownloadHandler {
  private static final long WRITE_PATIENCE_SECONDS = 60;
  private final AttemptTools tools;
  private final BrokenDownloads broken = new BrokenDownloads();

  DownloadHandler(AttemptTools tools) {
    this.tools = tools;
  }

  void handle(HttpServerResponse response, SnapshotId snapshot, int segment, TraceParent trace)
      throws RefusedException,
          SourceCorruptException,
          SnapshotException,
          StoreException,
          KmsException,
          ExecutionException,
          TimeoutException,
          InterruptedException {
    Optional<String> reason = broken.take(snapshot, segment);
    if (reason.isPresent()) {
      throw new SourceCorruptException(reason.get());
    }
    try {
      CommittedSnapshots snapshots =
          tools.snapshots().on(KeyWork.of("download", Optional.empty()).in(trace));
      download(response, snapshots, snapshot, segment);
    } catch (EnvelopeException e) {
      String complaint = StoredSegment.complaint(snapshot, segment, e);
      if (response.headWritten()) {
        broken.note(snapshot, segment, complaint);
      }
      throw new SourceCorruptException(complaint);
    }
  }

  private void download(
      HttpServerResponse response, CommittedSnapshots snapshots, SnapshotId snapshot, int segment)
      throws RefusedException,
          SnapshotException,
          StoreException,
          KmsException,
          EnvelopeException,
          ExecutionException,
          TimeoutException,
          InterruptedException {
    try (OpenedSnapshot opened = snapshots.openAgain(snapshot)) {
      if (segment >= opened.manifest().geometry().segmentCount()) {
        throw new RefusedException(404, "no such segment");
      }
      Optional<SegmentReceipt> receipt = opened.manifest().segment(segment);
      if (receipt.isEmpty()) {
        await(response.setStatusCode(204).end());
        return;
      }
      try (StoredFile file =
              tools.store().open(snapshot, CommittedSnapshots.fileOf(receipt.get()));
          StoredSegment stored =
              StoredSegment.open(file, opened.dataKey(), opened.manifest().context(), segment)) {
        if (!stored.head().digest().equals(receipt.get().digest())) {
          throw new SegmentFormatException("not the one that the manifest names");
        }
        send(response, stored, receipt.get(), opened.manifest().geometry().blockSizeBytes());
      }
    }
  }

  private void send(
      HttpServerResponse response, StoredSegment stored, SegmentReceipt receipt, int blockBytes)
      throws StoreException,
          EnvelopeException,
          ExecutionException,
          TimeoutException,
          InterruptedException {
    SegmentHead head = stored.head();
    BitSet blocks = new BitSet();
    for (int block = 0; block < head.blockCount(); block++) {
      blocks.set(block, head.isSealed(block));
    }
    response
        .putHeader(BlockBitmap.HEADER, BlockBitmap.format(blocks, head.blockCount()))
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
        .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(receipt.plainBytes()));
    Future<Void> previous = Future.succeededFuture();
    try (BlockBuffers.Loan buffers = tools.buffers().borrow(blockBytes)) {
      for (int block = blocks.nextSetBit(0); block >= 0; block = blocks.nextSetBit(block + 1)) {
        int length = stored.openBlock(block, buffers);
        // Two blocks are under way at most: one is written while the next is opened.
        await(previous);
        previous = response.write(Buffer.buffer(length).appendBytes(buffers.plain(), 0, length));
        tools.metrics().bytes("downloaded").increment(length);
      }
    }
    await(previous);
    await(response.end());
  }

  private static void await(Future<Void> written)
      throws ExecutionException, TimeoutException, InterruptedException {
    written.toCompletionStage().toCompletableFuture().get(WRITE_PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
