package io.sealift.agent.attempt;

import io.sealift.agent.envelope.EnvelopeException;
import io.sealift.agent.exchange.Exchange;
import io.sealift.agent.exchange.ExchangeException;
import io.sealift.agent.exchange.ExchangeOutput;
import io.sealift.agent.exchange.Scratch.ScratchFile;
import io.sealift.agent.image.ImageFormat;
import io.sealift.agent.image.QemuImg.Conversion;
import io.sealift.agent.kms.KmsException;
import io.sealift.agent.snapshot.CommittedSnapshots;
import io.sealift.agent.snapshot.OpenedSnapshot;
import io.sealift.agent.snapshot.SnapshotException;
import io.sealift.agent.store.StoreException;
import io.sealift.agent.store.StoredFile;
import io.sealift.agent.transfer.TransferException;
import io.sealift.copy.FailureCode;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.ExportPlan;
import io.sealift.protocol.ProgressMessage.FilesWritten;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.TaskMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/** Opens an image's disks and writes them into the exchange directory, a file for each. */
final class WriteFiles {
  private static final int PIECE_BYTES = 1 << 20;
  private final AttemptTools tools;

  WriteFiles(AttemptTools tools) {
    this.tools = tools;
  }

  /** Where plain blocks go. */
  private interface Sink {
    void write(ByteBuffer bytes, long position) throws IOException;
  }

  FilesWritten run(AttemptContext context, TaskMessage.WriteFiles task)
      throws AttemptException, StoreException, TransferException, KmsException {
    Exchange exchange =
        tools
            .exchange()
            .orElseThrow(
                () ->
                    new AttemptException(
                        FailureCode.FILE_REFUSED, "the agent has no exchange directory"));
    ExportPlan plan = task.export();
    ImageFormat format =
        ImageFormat.named(plan.format())
            .orElseThrow(
                () -> new AttemptException(FailureCode.UNSUPPORTED, "no such image format"));
    List<String> names = new ArrayList<>();
    long plainBytes = 0;
    for (int disk = 0; disk < plan.snapshots().size(); disk++) {
      String name = plan.fileName(disk);
      String mark = context.attempt().value();
      try {
        exchange.requireFormat(plan.format());
      } catch (ExchangeException e) {
        throw new AttemptException(FailureCode.FILE_REFUSED, String.valueOf(e.getMessage()), e);
      }
      try (OpenedSnapshot opened = tools.snapshots().open(plan.snapshots().get(disk));
          ExchangeOutput file =
              exchange.directory().create(plan.account(), plan.bucket(), name, mark)) {
        plainBytes =
            format == ImageFormat.RAW
                ? raw(context, opened, file, plainBytes)
                : converted(context, exchange, opened, format, file, plainBytes);
        names.add(name);
      } catch (SnapshotException e) {
        throw new AttemptException(e.code(), String.valueOf(e.getMessage()), e);
      } catch (ExchangeException e) {
        throw new AttemptException(FailureCode.FILE_REFUSED, String.valueOf(e.getMessage()), e);
      } catch (IOException e) {
        throw StoreException.of("write a file of the exchange directory", e);
      }
    }
    return new FilesWritten(
        context.head(), context.attempt(), context.agentId(), names, plainBytes);
  }

  private long raw(AttemptContext context, OpenedSnapshot opened, ExchangeOutput file, long before)
      throws AttemptException, StoreException, TransferException, IOException {
    long done = write(context, opened, file::write, before);
    file.complete(opened.manifest().geometry().sizeBytes());
    return done;
  }

  private long converted(
      AttemptContext context,
      Exchange exchange,
      OpenedSnapshot opened,
      ImageFormat format,
      ExchangeOutput file,
      long before)
      throws AttemptException, StoreException, TransferException, IOException {
    long sizeBytes = opened.manifest().geometry().sizeBytes();
    try (ScratchFile raw = exchange.scratch().file(context.attempt() + ".raw");
        ScratchFile converted = exchange.scratch().file(context.attempt() + ".converted")) {
      long done = before;
      try (FileChannel channel = raw.open()) {
        Sink sink =
            (bytes, position) -> {
              long at = position;
              while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
              }
            };
        done = write(context, opened, sink, before);
        if (channel.size() < sizeBytes) {
          sink.write(ByteBuffer.allocate(1), sizeBytes - 1);
        }
      }
      exchange
          .converter()
          .convert(
              new Conversion(ImageFormat.RAW, raw.path(), format, converted.path(), sizeBytes),
              context::check);
      try (FileChannel result = converted.open()) {
        file.complete(move(context, result, file));
      }
      return done;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AttemptException(FailureCode.AGENT_STOPPING, "the agent stops", e);
    }
  }

  private static long move(AttemptContext context, FileChannel from, ExchangeOutput to)
      throws IOException, TransferException {
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
    long done = 0;
    while (from.read(piece.clear(), done) > 0) {
      context.check();
      int length = piece.flip().remaining();
      to.write(piece, done);
      done += length;
    }
    return done;
  }

  private long write(AttemptContext context, OpenedSnapshot opened, Sink sink, long before)
      throws AttemptException, StoreException, TransferException, IOException {
    SnapshotId snapshot = opened.manifest().snapshotId();
    SnapshotGeometry geometry = opened.manifest().geometry();
    long done = before;
    for (SegmentReceipt receipt : opened.manifest().segments()) {
      try (StoredFile file = tools.store().open(snapshot, CommittedSnapshots.fileOf(receipt));
          StoredSegment segment =
              StoredSegment.open(
                  file, opened.dataKey(), opened.manifest().context(), receipt.segment());
          BlockBuffers.Loan buffers = tools.buffers().borrow(geometry.blockSizeBytes())) {
        for (int block = 0; block < segment.head().blockCount(); block++) {
          if (segment.head().isSealed(block)) {
            context.check();
            int length = segment.openBlock(block, buffers);
            sink.write(
                ByteBuffer.wrap(buffers.plain(), 0, length),
                geometry.segmentOffset(receipt.segment())
                    + (long) block * geometry.blockSizeBytes());
            done += length;
            context.done(done);
          }
        }
      } catch (EnvelopeException e) {
        throw new AttemptException(
            FailureCode.SOURCE_CORRUPT, StoredSegment.complaint(snapshot, receipt.segment(), e), e);
      }
    }
    return done;
  }
}
