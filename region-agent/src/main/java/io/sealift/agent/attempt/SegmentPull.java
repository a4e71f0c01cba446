package io.sealift.agent.attempt;

import io.sealift.agent.envelope.SegmentFormatException;
import io.sealift.agent.envelope.SegmentHead;
import io.sealift.agent.envelope.SegmentSealer;
import io.sealift.agent.transfer.BlockClient;
import io.sealift.agent.transfer.SegmentBody;
import io.sealift.agent.transfer.SourceAgents;
import io.sealift.agent.transfer.TransferException;
import io.sealift.copy.FailureCode;
import io.sealift.copy.SnapshotGeometry;
import io.sealift.protocol.SegmentReceipt;
import io.sealift.protocol.SourceSnapshot;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pulls one sealed segment from its region, block by block, over whichever agent serves it. A
 * connection that breaks is followed by another that starts where it broke. A block that does not
 * match its checksum is fetched again a few times. Confined to the attempt's thread.
 */
final class SegmentPull implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(SegmentPull.class);
  private static final int MAX_FETCHES = 4;
  private static final int MAX_BREAKS = 2;

  /** What is pulled, and by which permission. */
  record Wanted(
      SourceSnapshot source, SnapshotGeometry geometry, SegmentReceipt receipt, String ticket) {
    String name() {
      return "segment %d of snapshot %s in region %s"
          .formatted(receipt.segment(), source.snapshotId(), source.region());
    }
  }

  /**
   * A head as its bytes and as what they say. The array is not copied: it goes to the file as it
   * came.
   */
  @SuppressWarnings("ArrayRecordComponent")
  record PulledHead(byte[] bytes, SegmentHead head) {}

  private final AttemptTools tools;
  private final AttemptContext context;
  private final Wanted wanted;
  private final StageClock clock;
  private @Nullable SegmentBody body;
  private long position;

  SegmentPull(AttemptTools tools, AttemptContext context, Wanted wanted, StageClock clock) {
    this.tools = tools;
    this.context = context;
    this.wanted = wanted;
    this.clock = clock;
  }

  /** The segment's head, which is the one that the source's manifest names by its digest. */
  PulledHead head() throws TransferException, AttemptException {
    byte[] bytes =
        new byte[SegmentSealer.headLength(wanted.geometry(), wanted.receipt().segment())];
    Set<Integer> seen = new HashSet<>();
    for (int fetch = 0; fetch < MAX_FETCHES; fetch++) {
      readAt(0, ByteBuffer.wrap(bytes));
      try {
        SegmentHead head = SegmentHead.parse(bytes);
        if (head.digest().equals(wanted.receipt().digest())
            && fileLength() == wanted.receipt().storedBytes()) {
          return new PulledHead(bytes, head);
        }
      } catch (SegmentFormatException e) {
        LOGGER.atDebug().setCause(e).log("pulled head is malformed");
      }
      seen.add(checksum(ByteBuffer.wrap(bytes)));
      LOGGER
          .atWarn()
          .addKeyValue("source", wanted.name())
          .log("bad segment head, fetching it again");
      disconnect();
    }
    throw corrupt("the head of " + wanted.name(), seen);
  }

  /**
   * Fills the buffer with the block's ciphertext as it came, for a caller that opens it and so
   * learns whether it is right; if it is not, {@link #block} says whose fault that is.
   */
  void unchecked(SegmentHead head, int block, ByteBuffer target) throws TransferException {
    readAt(head.offset(block), target);
  }

  /** Fills the buffer with the block's ciphertext, which matches its checksum. */
  void block(SegmentHead head, int block, ByteBuffer target)
      throws TransferException, AttemptException {
    int start = target.position();
    Set<Integer> seen = new HashSet<>();
    for (int fetch = 0; fetch < MAX_FETCHES; fetch++) {
      target.position(start);
      readAt(head.offset(block), target);
      target.position(start);
      if (head.matches(block, target)) {
        return;
      }
      seen.add(checksum(target));
      LOGGER
          .atWarn()
          .addKeyValue("source", wanted.name())
          .addKeyValue("blockIndex", block)
          .log("bad block, fetching it again");
      disconnect();
    }
    throw corrupt("block %d of %s".formatted(block, wanted.name()), seen);
  }

  // The same wrong bytes each time are what the source has; different ones were made on the way.
  private static AttemptException corrupt(String what, Set<Integer> seen) {
    return seen.size() == 1
        ? new AttemptException(
            FailureCode.SOURCE_CORRUPT, what + " does not match its checksum at the source")
        : new AttemptException(FailureCode.TRANSFER_CORRUPT, what + " was altered on its way");
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.duplicate());
    return (int) checksum.getValue();
  }

  private void readAt(long offset, ByteBuffer target) throws TransferException {
    int start = target.position();
    context.check();
    context.pacer().acquire(target.remaining(), context);
    clock.lap(StageClock.Stage.LIMIT);
    for (int breaks = 0; ; breaks++) {
      try {
        target.position(start);
        connected(offset).readFully(target);
        position = offset + target.position() - start;
        clock.lap(StageClock.Stage.NETWORK);
        return;
      } catch (TransferException e) {
        disconnect();
        if (breaks >= MAX_BREAKS || !SourceAgents.mayHelp(e.code())) {
          throw e;
        }
        LOGGER
            .atInfo()
            .addKeyValue("source", wanted.name())
            .addKeyValue("offset", offset)
            .addKeyValue("reason", e.getMessage())
            .log("pull broke, going on where it broke");
      }
    }
  }

  private SegmentBody connected(long offset) throws TransferException {
    SegmentBody current = body;
    if (current != null && position == offset) {
      return current;
    }
    disconnect();
    BlockClient.Pull pull =
        new BlockClient.Pull(
            wanted.source().snapshotId(), wanted.receipt().segment(), offset, wanted.ticket());
    SegmentBody opened =
        tools
            .agents()
            .first(
                wanted.source().region(),
                context,
                agent -> tools.blocks().pull(agent.blockEndpoint(), pull, context));
    body = opened;
    position = offset;
    return opened;
  }

  private long fileLength() {
    return body == null ? 0 : body.fileLength();
  }

  private void disconnect() {
    if (body != null) {
      body.close();
      body = null;
    }
  }

  @Override
  public void close() {
    disconnect();
  }
}
