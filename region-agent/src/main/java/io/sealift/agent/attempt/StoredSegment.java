package io.sealift.agent.attempt;

import io.sealift.agent.envelope.DataKey;
import io.sealift.agent.envelope.EnvelopeException;
import io.sealift.agent.envelope.SealContext;
import io.sealift.agent.envelope.SegmentFormatException;
import io.sealift.agent.envelope.SegmentHead;
import io.sealift.agent.envelope.SegmentOpener;
import io.sealift.agent.envelope.SegmentSealer;
import io.sealift.agent.envelope.TamperedBlockException;
import io.sealift.agent.store.StoreException;
import io.sealift.agent.store.StoredFile;
import io.sealift.copy.AttemptId;
import io.sealift.copy.SnapshotId;
import io.sealift.protocol.SegmentReceipt;
import java.nio.ByteBuffer;

/** A segment file of this region's store whose head was proven genuine. Confined to one thread. */
public final class StoredSegment implements AutoCloseable {
  private final StoredFile file;
  private final SegmentHead head;
  private final SegmentOpener opener;

  private StoredSegment(StoredFile file, SegmentHead head, SegmentOpener opener) {
    this.file = file;
    this.head = head;
    this.opener = opener;
  }

  /** Reads and proves the head; the file stays the caller's. */
  public static StoredSegment open(
      StoredFile file, DataKey dataKey, SealContext content, int segment)
      throws StoreException, EnvelopeException {
    byte[] bytes = new byte[SegmentSealer.headLength(content.geometry(), segment)];
    file.read(ByteBuffer.wrap(bytes), 0);
    SegmentHead head = SegmentHead.parse(bytes);
    head.requireFits(content, segment);
    if (head.fileLength() != file.lengthBytes()) {
      throw new SegmentFormatException(
          "segment %d has %d bytes, not %d"
              .formatted(segment, file.lengthBytes(), head.fileLength()));
    }
    return new StoredSegment(file, head, new SegmentOpener(dataKey, content, head));
  }

  /** What is wrong with a segment or one of its blocks, in one line for users. */
  public static String complaint(SnapshotId snapshot, int segment, EnvelopeException problem) {
    String name = "segment %d of snapshot %s".formatted(segment, snapshot);
    return problem instanceof TamperedBlockException tampered
        ? "block %d of %s does not open: it was altered".formatted(tampered.block(), name)
        : "%s: %s".formatted(name, problem.getMessage());
  }

  /** What the segment holds. */
  public SegmentHead head() {
    return head;
  }

  SegmentReceipt receipt(AttemptId attempt) {
    return head.receipt(attempt);
  }

  /** Reads one sealed block and opens it into the buffers' plain bytes; gives its length. */
  public int openBlock(int block, BlockBuffers.Loan buffers)
      throws StoreException, EnvelopeException {
    file.read(ByteBuffer.wrap(buffers.cipher(), 0, head.storedLength(block)), head.offset(block));
    return opener.open(block, buffers.cipher(), 0, buffers.plain(), 0);
  }

  @Override
  public void close() {
    opener.close();
  }
}
