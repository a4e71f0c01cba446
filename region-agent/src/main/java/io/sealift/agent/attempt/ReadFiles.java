package io.sealift.agent.attempt;

import io.sealift.agent.envelope.DataKey;
import io.sealift.agent.envelope.SealContext;
import io.sealift.agent.envelope.SegmentSealer;
import io.sealift.agent.exchange.Exchange;
import io.sealift.agent.exchange.ExchangeDirectory.OpenFile;
import io.sealift.agent.exchange.ExchangeException;
import io.sealift.agent.kms.EncryptionContext;
import io.sealift.agent.kms.KmsException;
import io.sealift.agent.store.AttemptFile;
import io.sealift.agent.store.StoreException;
import io.sealift.agent.transfer.TransferException;
import io.sealift.copy.FailureCode;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.protocol.ImportedDisk;
import io.sealift.protocol.ProgressMessage.FilesRead;
import io.sealift.protocol.ProgressMessage.SegmentSealed;
import io.sealift.protocol.ReadDisk;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.TaskMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the disks of an import from the exchange directory and seals every segment that holds data.
 * Each segment is reported as soon as it is durable; the result says only how many there were.
 */
final class ReadFiles {
  private static final int SALT_BYTES = 32;
  private final AttemptTools tools;

  ReadFiles(AttemptTools tools) {
    this.tools = tools;
  }

  FilesRead run(AttemptContext context, TaskMessage.ReadFiles task)
      throws AttemptException,
          StoreException,
          TransferException,
          KmsException,
          ReportFailedException {
    Exchange exchange =
        tools
            .exchange()
            .orElseThrow(
                () ->
                    new AttemptException(
                        FailureCode.FILE_REFUSED, "the agent has no exchange directory"));
    List<ReadDisk> read = new ArrayList<>();
    long before = 0;
    for (ImportedDisk disk : task.disks()) {
      context.check();
      requireFormat(exchange, disk);
      try (OpenFile file = exchange.directory().open(disk.source().file());
          DiskContent content = DiskContent.open(exchange, file, disk.source(), context)) {
        read.add(
            new ReadDisk(disk.plan().snapshotId(), seal(context, disk, content.bytes(), before)));
        content.requireSame(exchange.directory());
      } catch (ExchangeException e) {
        throw new AttemptException(FailureCode.FILE_REFUSED, String.valueOf(e.getMessage()), e);
      } catch (IOException e) {
        throw StoreException.of("read a file of the exchange directory", e);
      }
      before += disk.plan().geometry().sizeBytes();
    }
    return new FilesRead(context.head(), context.attempt(), context.agentId(), read);
  }

  private static void requireFormat(Exchange exchange, ImportedDisk disk) throws AttemptException {
    try {
      exchange.requireFormat(disk.source().file().format());
    } catch (ExchangeException e) {
      throw new AttemptException(FailureCode.FILE_REFUSED, String.valueOf(e.getMessage()), e);
    }
  }

  private int seal(AttemptContext context, ImportedDisk disk, FileChannel bytes, long before)
      throws IOException, StoreException, TransferException, KmsException, ReportFailedException {
    SnapshotGeometry geometry = disk.plan().geometry();
    EncryptionContext keyContext =
        new EncryptionContext(tools.region(), disk.plan().snapshotId(), disk.prepared().sealId());
    int sealed = 0;
    try (DataKey dataKey = tools.kms().unwrap(disk.prepared().wrappedKey(), keyContext);
        BlockBuffers.Loan buffers = tools.buffers().borrow(geometry.blockSizeBytes())) {
      for (int number = 0; number < geometry.segmentCount(); number++) {
        Segment segment = new Segment(context, geometry, number, bytes, buffers);
        int first = segment.nextData(0);
        if (first < geometry.blocksIn(number)) {
          seal(context, disk, dataKey, segment, first);
          sealed++;
        }
        context.done(before + geometry.segmentOffset(number) + geometry.segmentLength(number));
      }
    }
    return sealed;
  }

  private void seal(
      AttemptContext context, ImportedDisk disk, DataKey dataKey, Segment segment, int first)
      throws IOException, StoreException, TransferException, ReportFailedException {
    SealContext content = new SealContext(disk.prepared().sealId(), segment.geometry());
    // A new salt per attempt: two attempts at one segment never use the same nonce under the same
    // key.
    byte[] salt = new byte[SALT_BYTES];
    tools.random().nextBytes(salt);
    BlockBuffers.Loan buffers = segment.buffers();
    try (AttemptFile file =
            tools.store().create(disk.plan().snapshotId(), segment.number(), context.attempt());
        SegmentSealer sealer = new SegmentSealer(dataKey, content, segment.number(), salt)) {
      int block = first;
      while (block < segment.geometry().blocksIn(segment.number())) {
        int length = segment.geometry().blockLength(segment.number(), block);
        long offset = sealer.nextOffset();
        sealer.seal(block, buffers.plain(), 0, length, buffers.cipher(), 0);
        file.write(ByteBuffer.wrap(buffers.cipher(), 0, length), offset);
        block = segment.nextData(block + 1);
      }
      file.write(ByteBuffer.wrap(sealer.finishHead()), 0);
      context.check();
      file.complete();
      SegmentReceipt receipt = sealer.receipt(context.attempt());
      context.publish(
          new SegmentSealed(
              context.head(),
              context.attempt(),
              context.agentId(),
              disk.plan().snapshotId(),
              receipt));
      tools.metrics().segments("sealed").increment();
      tools.metrics().bytes("sealed").increment((double) receipt.plainBytes());
    }
  }

  /** One segment of the file that is read. Confined to the attempt's thread. */
  private record Segment(
      AttemptContext context,
      SnapshotGeometry geometry,
      int number,
      FileChannel bytes,
      BlockBuffers.Loan buffers) {
    /** Reads on to the next block that is not all zeros, into the plain buffer. */
    int nextData(int from) throws IOException, TransferException {
      for (int block = from; block < geometry.blocksIn(number); block++) {
        context.check();
        int length = geometry.blockLength(number, block);
        context.pacer().acquire(length, context);
        read(geometry.segmentOffset(number) + (long) block * geometry.blockSizeBytes(), length);
        if (!isZero(buffers.plain(), length)) {
          return block;
        }
      }
      return geometry.blocksIn(number);
    }

    // Behind the file's end the disk goes on with zeros.
    private void read(long position, int length) throws IOException {
      ByteBuffer into = ByteBuffer.wrap(buffers.plain(), 0, length);
      int got = 0;
      while (into.hasRemaining() && got >= 0) {
        got = bytes.read(into, position + into.position());
      }
      Arrays.fill(buffers.plain(), into.position(), length, (byte) 0);
    }

    // An array is zero if its first byte is, and it equals itself moved by one.
    private static boolean isZero(byte[] block, int length) {
      return block[0] == 0 && Arrays.mismatch(block, 0, length - 1, block, 1, length) < 0;
    }
  }
}
