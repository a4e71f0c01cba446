package io.sealift.agent.transfer;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The bytes of one answer. Closed at its end it gives the connection back; closed earlier it ends
 * it. Confined to one thread.
 */
public final class SegmentBody implements AutoCloseable {
  private final BlockConnection connection;
  private final long fileLength;
  private final StopSignal stop;
  private final Consumer<BlockConnection> giveBack;
  private long remaining;
  private boolean closed;

  SegmentBody(
      BlockConnection connection,
      long fileLength,
      long remaining,
      StopSignal stop,
      Consumer<BlockConnection> giveBack) {
    this.connection = connection;
    this.fileLength = fileLength;
    this.remaining = remaining;
    this.stop = stop;
    this.giveBack = giveBack;
  }

  /** How long the whole file is. */
  public long fileLength() {
    return fileLength;
  }

  /** How many bytes of the answer have not been read. */
  public long remaining() {
    return remaining;
  }

  /** Fills the buffer; fails when the answer has fewer bytes left, or none comes in time. */
  public void readFully(ByteBuffer target) throws TransferException {
    if (target.remaining() > remaining) {
      throw connection.unreachable("the answer is shorter than the segment");
    }
    while (target.hasRemaining()) {
      remaining -= connection.readSome(target, stop);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (remaining == 0 && !connection.hasStrayBytes()) {
      giveBack.accept(connection);
    } else {
      connection.close();
    }
  }
}
